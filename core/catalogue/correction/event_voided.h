#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct EventVoided {
  static constexpr TypeInfo kType{.name = "event.voided",
                                  .label = {"作废", "event voided"},
                                  .key = StreamKey::target,
                                  .key_field = "target"};
  EventId target;
  std::string reason;
  std::string approver;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("target", target, {"被作废事件", "target"}),
       field("reason", reason, {"原因", "reason"}, Limit::filled),
       field("approver", approver, {"批准人", "approver"}, Limit::filled));
  }
};

}  // namespace tally
