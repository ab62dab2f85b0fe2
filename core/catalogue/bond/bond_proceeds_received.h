#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct BondProceedsReceived {
  static constexpr TypeInfo kType{.name = "bond.proceeds_received",
                                  .label = {"专项债资金到账", "bond proceeds received"},
                                  .category = "project",
                                  .key_field = "project",
                                  .not_in_future = true,
                                  .refers = {{{"bond_code", Subject::bond}}},
                                  .ledger_money = true};
  std::string project;
  std::string bond_code;
  Money amount;
  std::optional<std::string> bank_ref;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("bond_code", bond_code, {"债券代码", "bond"}, Limit::filled, Use::identity),
       field("amount", amount, {"到账金额", "amount"}, Limit::positive),
       field("bank_ref", bank_ref, {"银行流水号", "bank reference"}, Limit::filled));
  }
};

}  // namespace tally
