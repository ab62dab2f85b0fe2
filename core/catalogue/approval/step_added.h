#pragma once

#include "core/catalogue/approval/step_plan.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct StepAdded {
  static constexpr TypeInfo kType{.name = "approval.step_added",
                                  .label = {"增加步骤", "step added"},
                                  .category = "project",
                                  .key = StreamKey::phase,
                                  .key_field = "phase_id"};
  std::string phase_id;
  std::vector<StepPlan> steps;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("phase_id", phase_id, {"阶段编号", "phase"}, Limit::filled, Use::identity),
       field("steps", steps, {"步骤", "steps"}, Limit::filled));
  }

  Result<void> check() const { return check_step_plans(steps); }
};

}  // namespace tally
