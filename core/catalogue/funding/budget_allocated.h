#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct BudgetAllocated {  // 预算指标
  static constexpr TypeInfo kType{.name = "budget.allocated",
                                  .label = {"预算指标下达", "budget allocated"},
                                  .category = "project",
                                  .key_field = "project"};
  std::string project;
  std::string quota_id;
  Money amount;
  std::optional<FundSource> source;
  std::optional<std::int16_t> year;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("quota_id", quota_id, {"指标编号", "quota"}, Limit::filled, Use::identity),
       field("amount", amount, {"金额", "amount"}, Limit::not_negative),
       field("source", source, {"资金来源", "source"}),
       field("year", year, {"年度", "year"}, Limit::positive, Use::identity),
       field("document", document, {"文件", "document"}));
  }
};

}  // namespace tally
