#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// A planned date; no date = the plan is withdrawn. Codes: start, topping_out, completion_accepted,
// handover, ...
struct MilestonePlanned {
  static constexpr TypeInfo kType{.name = "milestone.planned",
                                  .label = {"里程碑计划", "milestone planned"},
                                  .category = "project",
                                  .key_field = "project"};
  std::string project;
  std::string code;
  std::optional<Date> date;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("code", code, {"里程碑", "milestone"}, Limit::filled),
       field("date", date, {"计划日期", "planned date"}),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

}  // namespace tally
