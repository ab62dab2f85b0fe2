// Verification on several threads: one at a time reads a page, any number examine pages side by
// side (hashing and decoding, most of the work), and one at a time goes through what was examined
// in order (tree, streams, ids). The result is the same as on one thread.
//
// This is for programs; the writer's role starts no threads.
#pragma once

#include "core/ledger/verify.h"

namespace tally {

// Gives the verifier the records 0 to size-1 of the store. `threads` is at least 1 and counts the
// caller's own; returns when all have ended. Memory: a few pages for each thread. An error of the
// store ends it; what was verified until then stays in the verifier.
// `progress`, if any, is called with the number of records verified, from one thread at a time.
Result<void> verify_pages(const EventStore& store, TreeSize size, unsigned threads,
                          Verifier& verifier,
                          const std::function<void(std::uint64_t)>& progress = {});

}  // namespace tally
