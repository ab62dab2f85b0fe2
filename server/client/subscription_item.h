// What a subscription gives its user.
#pragma once

#include <vector>

#include "server/protocol/messages_read.h"

namespace tally {

// `records` may be empty: then it says only how far the server has looked. Once the records are
// processed, progress.scanned_to is the position to store and to resume from (contracts C14).
struct SubscriptionBatch {
  std::vector<protocol::RawRecord> records;
  protocol::Progress progress;
};

}  // namespace tally
