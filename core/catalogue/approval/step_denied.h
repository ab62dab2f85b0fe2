#pragma once

#include "core/catalogue/approval/step_reason.h"

namespace tally {

struct StepDenied : StepReason {
  static constexpr TypeInfo kType = step_act("approval.step_denied", {"不予批准", "step denied"});
};

}  // namespace tally
