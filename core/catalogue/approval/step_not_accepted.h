#pragma once

#include "core/catalogue/approval/step_reason.h"

namespace tally {

struct StepNotAccepted : StepReason {
  static constexpr TypeInfo kType = step_act("approval.not_accepted", {"不予受理", "not accepted"});
};

}  // namespace tally
