// Whether a ledger holds what was signed (contracts C5).
#pragma once

#include "core/ledger/ledger.h"
#include "core/merkle/checkpoint.h"

namespace tally {

// `corrupt`, field "checkpoint": rule "behind_checkpoint" if the ledger holds fewer events than the
// checkpoint speaks of, rule "forked" if it had another root at that size. The signature is not
// looked at.
Result<void> check_contains(const Ledger& ledger, const Checkpoint& checkpoint);
// Such an error.
Error checkpoint_error(std::string rule, std::string message);

}  // namespace tally
