#pragma once

#include "core/catalogue/approval/step_act.h"

namespace tally {

struct CorrectionRequested : StepRef {
  static constexpr TypeInfo kType =
      step_act("approval.correction_requested", {"补正通知", "correction requested"});
  std::optional<std::vector<std::string>> items;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("items", items, {"补正事项", "items"}));
  }
};

}  // namespace tally
