// Gives up the damaged last commit of a log, by an operator's decision (contracts C4).
//
// Opening refuses a log whose last commit holds bytes that no crash leaves. When nothing but that
// commit is hurt, the records before it can go on without it. What is given up is kept beside the
// segments as `dropped-<size>-<acknowledged>`, so that the event that tells of it can be recorded
// later, whatever happens in between.
#pragma once

#include <string>
#include <vector>

#include "core/store/open_store.h"

namespace tally {

// Takes the writer's lock, keeps the bytes of the damaged last commit, overwrites them with zeros
// and sets the published durable size back; each step is synced before the next, and a call that
// was cut short may be repeated. `invalid`, field "directory", if the log has no damaged end.
// `corrupt` with file and offset, nothing changed, if something valid follows the damage, or, with
// rule "behind_checkpoint", if fewer than `signed_size` records would stay.
Result<DroppedTail> drop_damaged_tail(Disk& disk, const std::string& directory,
                                      TreeSize signed_size);

// Every commit that was given up in this log, oldest first.
Result<std::vector<DroppedTail>> dropped_tails(Disk& disk, const std::string& directory);

}  // namespace tally
