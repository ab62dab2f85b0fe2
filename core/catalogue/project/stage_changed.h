#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// 阶段变更. Stage codes are the recorded codelist `stage`.
struct StageChanged {
  static constexpr TypeInfo kType{.name = "stage.changed",
                                  .label = {"阶段变更", "stage changed"},
                                  .category = "project",
                                  .key_field = "project",
                                  .not_in_future = true};
  std::string project;
  std::string from;
  std::string to;
  std::optional<std::string> as_stated;
  std::optional<std::vector<std::string>> evidence;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("from", from, {"原阶段", "from"}, Limit::filled),
       field("to", to, {"新阶段", "to"}, Limit::filled),
       field("as_stated", as_stated, {"原文", "as stated"}),
       field("evidence", evidence, {"佐证", "evidence"}));
  }
};

}  // namespace tally
