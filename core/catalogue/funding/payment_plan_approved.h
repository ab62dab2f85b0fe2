#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct PaymentPlanApproved {
  static constexpr TypeInfo kType{.name = "payment_plan.approved",
                                  .label = {"用款计划批复", "payment plan approved"},
                                  .category = "project",
                                  .key_field = "project",
                                  .refers = {{{"quota_id", Subject::quota}}},
                                  .ledger_money = true};
  std::string project;
  std::string quota_id;
  Period month;
  Money amount;
  std::optional<std::string> approver;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("quota_id", quota_id, {"指标编号", "quota"}, Limit::filled, Use::identity),
       field("month", month, {"月份", "month"}, Limit::none, Use::identity),
       field("amount", amount, {"计划金额", "amount"}, Limit::not_negative),
       field("approver", approver, {"批准人", "approver"}, Limit::filled),
       field("document", document, {"文件", "document"}));
  }

  Result<void> check() const {
    if (month.kind != Period::Kind::month) return invalid("month", "must be a month");
    return {};
  }
};

}  // namespace tally
