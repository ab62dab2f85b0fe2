#pragma once

#include "core/catalogue/approval/pause_reason.h"
#include "core/catalogue/approval/step_act.h"

namespace tally {

struct ClockPaused : StepRef {  // 行政许可法 §45
  static constexpr TypeInfo kType = step_act("approval.clock_paused", {"停止计时", "clock paused"});
  PauseReason reason = PauseReason::hearing;
  std::optional<std::string> notice;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("reason", reason, {"事由", "reason"}),
       field("notice", notice, {"告知书", "notice"}, Limit::filled));
  }
};

}  // namespace tally
