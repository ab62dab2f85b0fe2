#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct ProjectCodeReplaced {
  static constexpr TypeInfo kType{.name = "project.code_replaced",
                                  .label = {"项目代码变更", "project code replaced"},
                                  .category = "project",
                                  .key_field = "project"};
  std::string project;
  std::string project_code;
  std::optional<std::string> scheme;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("project_code", project_code, {"项目代码", "project code"}, Limit::filled,
             Use::identity),
       field("scheme", scheme, {"代码类型", "scheme"}, Limit::filled),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

}  // namespace tally
