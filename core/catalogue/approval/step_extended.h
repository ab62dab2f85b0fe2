#pragma once

#include "core/catalogue/approval/step_act.h"

namespace tally {

struct StepExtended : StepRef {
  static constexpr TypeInfo kType =
      step_act("approval.step_extended", {"延长时限", "step extended"});
  std::optional<std::int32_t> days;
  std::optional<std::string> approved_by;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("days", days, {"天数", "days"}, Limit::positive),
       field("approved_by", approved_by, {"批准人", "approved by"}, Limit::filled),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

}  // namespace tally
