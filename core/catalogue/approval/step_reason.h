#pragma once

#include "core/catalogue/approval/step_act.h"

namespace tally {

// Acts with at most a reason: one shape, five types.
struct StepReason : StepRef {
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

}  // namespace tally
