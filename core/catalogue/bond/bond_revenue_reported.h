#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct BondRevenueReported {
  static constexpr TypeInfo kType{.name = "bond.revenue_reported",
                                  .label = {"专项收入上报", "bond revenue reported"},
                                  .category = "project",
                                  .key_field = "project",
                                  .not_in_future = true,
                                  .ends_period = true,
                                  .refers = {{{"bond_code", Subject::bond, Unresolved::flagged}}},
                                  .ledger_money = true};
  std::string project;
  Period period;
  Money amount;
  std::optional<std::string> bond_code;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("period", period, {"期间", "period"}, Limit::none, Use::identity),
       field("amount", amount, {"收入", "amount"}),
       field("bond_code", bond_code, {"债券代码", "bond"}, Limit::filled, Use::identity));
  }
};

}  // namespace tally
