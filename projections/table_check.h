// Holds the views' tables of a database against what the views say at the (E, K) that stands beside
// them: what somebody changed behind the projector's back shows here.
#pragma once

#include <string>
#include <vector>

#include "projections/projector.h"

namespace tally {

struct TableCheck {
  std::size_t tables = 0;  // Of one view and list each.
  std::vector<std::string> problems;
};

// Beside a projector that goes on writing: what it changes meanwhile is looked at again. `invalid`,
// field "known", if the tables know more than what was folded.
Result<TableCheck> check_tables(ReadableTables& tables, const ProjectorSources& sources);

}  // namespace tally
