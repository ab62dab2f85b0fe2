// Moves the records of one store into another, byte for byte.
#pragma once

#include <functional>

#include "core/store/event_store.h"

namespace tally {

// What `to` lacks of `from` is added in commits of moderate size, each durable with the root at its
// end; so a copy that was interrupted goes on where it was, and one of yesterday is brought up to
// today. What `from` has erased since is erased in `to`. `forked`, as `corrupt`, if `to` holds
// anything else than the first records of `from`, or if `from` does not lead to its own root.
// Nobody writes to either meanwhile. `progress`, if any, hears of each commit.
Result<void> copy_records(const EventStore& from, EventStore& to,
                          const std::function<void(TreeSize)>& progress = {});

}  // namespace tally
