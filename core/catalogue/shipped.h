// What `tally init` records besides the opening itself (contracts C8): the shipped rulebook and
// codelists, so that figures and flags depend on the log alone.
#pragma once

#include <vector>

#include "core/catalogue/types.h"

namespace tally {

// Version 1: every process rule flags, any enrolled actor may write any type, findings only by
// auditors.
RulebookPublished shipped_rulebook();
// stage, milestone, approval_phase, approval_item, deemed_basis, list, industry (18), ...
std::vector<CodelistPublished> shipped_codelists();

}  // namespace tally
