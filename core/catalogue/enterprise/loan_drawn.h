#pragma once

#include "core/catalogue/enterprise/case_ref.h"

namespace tally {

struct LoanDrawn : CaseRef {
  static constexpr TypeInfo kType = case_act("enterprise.loan_drawn", {"放款", "loan drawn"});
  Money amount;
  std::optional<std::string> bank;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_case(ar);
    ar(field("amount", amount, {"放款金额", "amount"}, Limit::positive),
       field("bank", bank, {"银行", "bank"}, Limit::filled));
  }
};

}  // namespace tally
