#pragma once

#include "core/catalogue/approval/step_plan.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct PhaseOpened {
  static constexpr TypeInfo kType{.name = "approval.phase_opened",
                                  .label = {"审批阶段启动", "phase opened"},
                                  .category = "project",
                                  .key_field = "project"};
  std::string project;
  std::string phase_id;
  std::optional<std::string> phase;  // P1..P4 (codelist approval_phase)
  std::optional<std::string> lead_org;
  std::optional<std::int32_t> limit_days;
  std::optional<std::vector<StepPlan>> steps;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("phase_id", phase_id, {"阶段编号", "phase"}, Limit::filled, Use::identity),
       field("phase", phase, {"阶段", "kind of phase"}, Limit::filled),
       field("lead_org", lead_org, {"牵头部门", "lead department"}, Limit::filled),
       field("limit_days", limit_days, {"阶段时限", "limit in days"}, Limit::positive),
       field("steps", steps, {"步骤", "steps"}));
  }

  Result<void> check() const { return steps ? check_step_plans(*steps) : Result<void>{}; }
};

}  // namespace tally
