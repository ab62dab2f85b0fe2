#pragma once

#include "core/catalogue/approval/step_act.h"

namespace tally {

struct StepSubmitted : StepRef {
  static constexpr TypeInfo kType = step_act("approval.step_submitted", {"收件", "step submitted"});
  std::optional<std::vector<std::string>> papers;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("papers", papers, {"材料", "papers"}));
  }
};

}  // namespace tally
