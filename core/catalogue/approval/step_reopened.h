#pragma once

#include "core/catalogue/approval/step_reason.h"

namespace tally {

struct StepReopened : StepReason {
  static constexpr TypeInfo kType =
      step_act("approval.step_reopened", {"重新办理", "step reopened"});
};

}  // namespace tally
