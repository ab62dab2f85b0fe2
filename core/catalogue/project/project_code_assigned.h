#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct ProjectCodeAssigned {
  static constexpr TypeInfo kType{.name = "project.code_assigned",
                                  .label = {"项目代码赋码", "project code assigned"},
                                  .category = "project",
                                  .key_field = "project"};
  std::string project;
  std::string project_code;
  std::optional<std::string> scheme;  // Absent: CN-PROJECT-CODE.

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("project_code", project_code, {"项目代码", "project code"}, Limit::filled,
             Use::identity),
       field("scheme", scheme, {"代码类型", "scheme"}, Limit::filled));
  }
};

}  // namespace tally
