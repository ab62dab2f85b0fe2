#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct PhaseClosed {
  static constexpr TypeInfo kType{.name = "approval.phase_closed",
                                  .label = {"审批阶段办结", "phase closed"},
                                  .category = "project",
                                  .key = StreamKey::phase,
                                  .key_field = "phase_id"};
  std::string phase_id;
  std::optional<std::string> outcome;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("phase_id", phase_id, {"阶段编号", "phase"}, Limit::filled, Use::identity),
       field("outcome", outcome, {"结果", "outcome"}, Limit::filled));
  }
};

}  // namespace tally
