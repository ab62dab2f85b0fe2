#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct MilestoneReached {
  static constexpr TypeInfo kType{.name = "milestone.reached",
                                  .label = {"里程碑达成", "milestone reached"},
                                  .category = "project",
                                  .key_field = "project",
                                  .not_in_future = true};
  std::string project;
  std::string code;
  std::optional<std::vector<std::string>> evidence;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("code", code, {"里程碑", "milestone"}, Limit::filled),
       field("evidence", evidence, {"佐证", "evidence"}));
  }
};

}  // namespace tally
