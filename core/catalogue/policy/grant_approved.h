#pragma once

#include "core/catalogue/policy/grant_ref.h"

namespace tally {

struct GrantApproved : GrantRef {
  static constexpr TypeInfo kType =
      grant_act("policy.grant_approved", {"政策兑现核准", "grant approved"});
  std::optional<std::string> approver;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_grant(ar);
    ar(field("approver", approver, {"核准单位", "approver"}, Limit::filled));
  }
};

}  // namespace tally
