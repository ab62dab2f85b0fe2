#pragma once

#include "core/catalogue/enterprise/case_ref.h"

namespace tally {

struct FinancingDeclined : CaseRef {
  static constexpr TypeInfo kType =
      case_act("enterprise.financing_declined", {"融资未获批", "financing declined"});
  std::optional<std::string> bank;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_case(ar);
    ar(field("bank", bank, {"银行", "bank"}, Limit::filled),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

}  // namespace tally
