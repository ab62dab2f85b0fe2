#pragma once

#include "core/catalogue/common.h"

namespace tally {

// A project that another was split into, or that went into another.
struct ProjectPart {
  std::string project;
  std::optional<Money> amount;
  bool operator==(const ProjectPart&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("amount", amount, {"金额", "amount"}, Limit::not_negative));
  }
};

// Each once, none the project itself. `invalid` with the path of the part.
Result<void> check_parts(const std::string& project, const std::vector<ProjectPart>& parts);

}  // namespace tally
