#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct MeasureCompleted {
  static constexpr TypeInfo kType{.name = "measure.completed",
                                  .label = {"举措完成", "measure completed"},
                                  .category = "measure",
                                  .key_field = "measure_id",
                                  .refers = {{{"measure_id", Subject::measure}}}};
  std::string measure_id;
  std::optional<std::string> outcome;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("measure_id", measure_id, {"举措编号", "measure"}, Limit::filled, Use::identity),
       field("outcome", outcome, {"成效", "outcome"}, Limit::filled));
  }
};

}  // namespace tally
