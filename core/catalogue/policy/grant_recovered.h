#pragma once

#include "core/catalogue/policy/grant_ref.h"

namespace tally {

struct GrantRecovered : GrantRef {
  static constexpr TypeInfo kType =
      grant_act("policy.grant_recovered", {"政策资金追回", "grant recovered"});
  std::optional<std::string> reason;
  std::optional<std::string> bank_ref;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_grant(ar);
    ar(field("reason", reason, {"原因", "reason"}, Limit::filled),
       field("bank_ref", bank_ref, {"银行流水号", "bank reference"}, Limit::filled));
  }
};

}  // namespace tally
