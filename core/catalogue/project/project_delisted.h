#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct ProjectDelisted {
  static constexpr TypeInfo kType{.name = "project.delisted",
                                  .label = {"移出名单", "project delisted"},
                                  .category = "project",
                                  .key_field = "project"};
  std::string project;
  std::string list;
  std::int16_t year = 1;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("list", list, {"名单", "list"}, Limit::filled, Use::identity),
       field("year", year, {"年度", "year"}, Limit::positive, Use::identity),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

}  // namespace tally
