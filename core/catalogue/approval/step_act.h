#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// The two names that every act on a step begins with.
struct StepRef {
  std::string phase_id;
  std::string step;

  template <class Archive>
  void serialize_ref(Archive& ar) {
    ar(field("phase_id", phase_id, {"阶段编号", "phase"}, Limit::filled, Use::identity),
       field("step", step, {"步骤", "step"}, Limit::filled, Use::identity));
  }
};

constexpr TypeInfo step_act(std::string_view name, Label label) {
  return {.name = name,
          .label = label,
          .category = "project",
          .key = StreamKey::phase,
          .key_field = "phase_id",
          .not_in_future = true};
}

}  // namespace tally
