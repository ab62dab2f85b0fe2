#pragma once

#include "core/catalogue/approval/pause_reason.h"
#include "core/catalogue/approval/step_act.h"

namespace tally {

struct ClockResumed : StepRef {
  static constexpr TypeInfo kType =
      step_act("approval.clock_resumed", {"恢复计时", "clock resumed"});
  std::optional<PauseReason> reason;
  std::optional<std::string> notice;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("reason", reason, {"事由", "reason"}),
       field("notice", notice, {"告知书", "notice"}, Limit::filled));
  }
};

}  // namespace tally
