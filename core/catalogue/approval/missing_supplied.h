#pragma once

#include "core/catalogue/approval/step_act.h"

namespace tally {

struct MissingSupplied : StepRef {
  static constexpr TypeInfo kType =
      step_act("approval.missing_supplied", {"缺件补齐", "missing paper supplied"});
  std::optional<std::string> paper;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("paper", paper, {"材料", "paper"}, Limit::filled));
  }
};

}  // namespace tally
