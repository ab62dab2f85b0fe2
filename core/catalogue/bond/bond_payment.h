#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// Interest and principal of a bond are paid alike.
struct BondPayment {
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

constexpr TypeInfo bond_payment(std::string_view name, Label label) {
  return {.name = name,
          .label = label,
          .category = "bond",
          .key_field = "bond_code",
          .not_in_future = true,
          .refers = {{{"bond_code", Subject::bond}}},
          .ledger_money = true};
}

}  // namespace tally
