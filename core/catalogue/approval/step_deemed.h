#pragma once

#include "core/catalogue/approval/step_act.h"

namespace tally {

struct StepDeemed : StepRef {
  static constexpr TypeInfo kType =
      step_act("approval.step_deemed", {"超时默认", "step deemed approved"});
  std::optional<std::string> basis_code;  // Codelist deemed_basis.

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("basis_code", basis_code, {"依据", "basis"}, Limit::filled));
  }
};

}  // namespace tally
