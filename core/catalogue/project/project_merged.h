#pragma once

#include "core/catalogue/project/project_part.h"

namespace tally {

// The parts end here and go on in this project, registered before (amendment A14).
struct ProjectMerged : ProjectParts {
  static constexpr TypeInfo kType = project_parts("project.merged", {"项目合并", "project merged"});
};

}  // namespace tally
