#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct BudgetAdjusted {
  static constexpr TypeInfo kType{.name = "budget.adjusted",
                                  .label = {"预算指标调整", "budget adjusted"},
                                  .category = "project",
                                  .key_field = "project",
                                  .refers = {{{"quota_id", Subject::quota}}},
                                  .ledger_money = true};
  std::string project;
  std::string quota_id;
  Money delta;
  std::optional<std::string> reason;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("quota_id", quota_id, {"指标编号", "quota"}, Limit::filled, Use::identity),
       field("delta", delta, {"调整金额", "change"}),
       field("reason", reason, {"原因", "reason"}, Limit::filled),
       field("document", document, {"文件", "document"}));
  }
};

}  // namespace tally
