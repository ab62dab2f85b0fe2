// What a verb has just copied is read and recomputed as a whole before it says that it is done.
#pragma once

#include "core/ledger/verify.h"
#include "tools/cli/verb.h"

namespace tally::cli {

// Every record, root and index of the store; `corrupt` at the first problem.
Result<VerifyReport> verify_copy(const Context& context, const OpenedStore& copy);

}  // namespace tally::cli
