#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// It concerns two projects, so it stands with the bond.
struct BondUseAdjusted {
  static constexpr TypeInfo kType{.name = "bond.use_adjusted",
                                  .label = {"专项债用途调整", "bond use adjusted"},
                                  .category = "bond",
                                  .key_field = "bond_code",
                                  .not_in_future = true,
                                  .refers = {{{"bond_code", Subject::bond},
                                              {"from", Subject::project},
                                              {"to", Subject::project}}},
                                  .ledger_money = true};
  std::string bond_code;
  std::string from;
  std::string to;
  Money amount;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("bond_code", bond_code, {"债券代码", "bond"}, Limit::filled, Use::identity),
       field("from", from, {"调出项目", "from"}, Limit::filled, Use::identity),
       field("to", to, {"调入项目", "to"}, Limit::filled, Use::identity),
       field("amount", amount, {"调整金额", "amount"}, Limit::positive),
       field("document", document, {"文件", "document"}));
  }

  Result<void> check() const {
    if (from == to) return invalid("to", "must be another project");
    return {};
  }
};

}  // namespace tally
