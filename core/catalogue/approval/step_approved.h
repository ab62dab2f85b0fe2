#pragma once

#include "core/catalogue/approval/step_act.h"

namespace tally {

struct StepApproved : StepRef {
  static constexpr TypeInfo kType = step_act("approval.step_approved", {"准予", "step approved"});
  std::optional<std::string> certificate_no;
  std::optional<Date> valid_until;
  std::optional<std::string> conditions;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("certificate_no", certificate_no, {"证号", "certificate number"}, Limit::filled),
       field("valid_until", valid_until, {"有效期至", "valid until"}),
       field("conditions", conditions, {"附加条件", "conditions"}, Limit::filled));
  }
};

}  // namespace tally
