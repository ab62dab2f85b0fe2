#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct TargetWithdrawn {
  static constexpr TypeInfo kType{.name = "target.withdrawn",
                                  .label = {"目标撤销", "target withdrawn"},
                                  .category = "target",
                                  .key_field = "target_id",
                                  .refers = {{{"target_id", Subject::target}}}};
  std::string target_id;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("target_id", target_id, {"目标编号", "target"}, Limit::filled, Use::identity),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

}  // namespace tally
