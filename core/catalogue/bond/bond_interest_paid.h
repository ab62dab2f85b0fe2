#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct BondInterestPaid {
  static constexpr TypeInfo kType{.name = "bond.interest_paid",
                                  .label = {"专项债付息", "bond interest paid"},
                                  .category = "bond",
                                  .key_field = "bond_code",
                                  .not_in_future = true,
                                  .refers = {{{"bond_code", Subject::bond}}},
                                  .ledger_money = true};
  std::string bond_code;
  Money amount;
  std::optional<Date> due_on;
  std::optional<std::string> bank_ref;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("bond_code", bond_code, {"债券代码", "bond"}, Limit::filled, Use::identity),
       field("amount", amount, {"金额", "amount"}, Limit::positive),
       field("due_on", due_on, {"应付日期", "due on"}),
       field("bank_ref", bank_ref, {"银行流水号", "bank reference"}, Limit::filled));
  }
};

}  // namespace tally
