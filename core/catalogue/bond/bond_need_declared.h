#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct BondNeedDeclared {  // 需求申报
  static constexpr TypeInfo kType{.name = "bond.need_declared",
                                  .label = {"专项债需求申报", "bond need declared"},
                                  .category = "project",
                                  .key_field = "project",
                                  .not_in_future = true};
  std::string project;
  std::string declaration_id;
  Money amount;
  std::int16_t year = 1;
  std::optional<std::string> sector;
  std::optional<bool> as_capital;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("declaration_id", declaration_id, {"申报编号", "declaration"}, Limit::filled,
             Use::identity),
       field("amount", amount, {"申报金额", "amount"}, Limit::positive),
       field("year", year, {"年度", "year"}, Limit::positive, Use::identity),
       field("sector", sector, {"投向领域", "sector"}, Limit::filled),
       field("as_capital", as_capital, {"用作资本金", "used as capital"}));
  }
};

}  // namespace tally
