#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct CreditReportUsed {
  static constexpr TypeInfo kType{
      .name = "credit.report_used",
      .label = {"信用报告应用", "credit report used"},
      .category = "credit",
      .key_field = "scenario",
      .refers = {{{"scenario", Subject::scenario},
                  {"case_id", Subject::financing, Unresolved::flagged},
                  {"enterprise", Subject::organisation, Unresolved::flagged}}}};
  std::string scenario;
  std::optional<std::string> case_id;
  std::optional<std::string> enterprise;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("scenario", scenario, {"场景", "scenario"}, Limit::filled, Use::identity),
       field("case_id", case_id, {"业务编号", "case"}, Limit::filled, Use::identity),
       field("enterprise", enterprise, {"企业", "enterprise"}, Limit::filled, Use::identity));
  }
};

}  // namespace tally
