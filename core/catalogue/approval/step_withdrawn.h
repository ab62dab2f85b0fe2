#pragma once

#include "core/catalogue/approval/step_reason.h"

namespace tally {

struct StepWithdrawn : StepReason {
  static constexpr TypeInfo kType = step_act("approval.step_withdrawn", {"退件", "step withdrawn"});
};

}  // namespace tally
