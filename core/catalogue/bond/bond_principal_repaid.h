#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct BondPrincipalRepaid {
  static constexpr TypeInfo kType{.name = "bond.principal_repaid",
                                  .label = {"专项债还本", "bond principal repaid"},
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
