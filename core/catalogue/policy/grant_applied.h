#pragma once

#include "core/catalogue/policy/grant_ref.h"

namespace tally {

struct GrantApplied : GrantRef {
  static constexpr TypeInfo kType =
      grant_act("policy.grant_applied", {"政策兑现申请", "grant applied for"});
  std::optional<std::string> industry;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_grant(ar);
    ar(field("industry", industry, {"产业", "industry"}, Limit::filled));
  }
};

}  // namespace tally
