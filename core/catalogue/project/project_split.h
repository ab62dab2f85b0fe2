#pragma once

#include "core/catalogue/project/project_part.h"

namespace tally {

// The parts are projects of their own, registered before; the project ends here (amendment A14).
struct ProjectSplit : ProjectParts {
  static constexpr TypeInfo kType = project_parts("project.split", {"项目拆分", "project split"});
};

}  // namespace tally
