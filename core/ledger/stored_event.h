// Stored records as the ledger's own code sees them.
#pragma once

#include <string>

#include "core/ledger/append.h"
#include "core/merkle/tree.h"
#include "core/store/event_store.h"

namespace tally {

// The receipt that a record proves; `corrupt` when its header does not decode.
Result<Receipt> receipt_of(std::string_view origin, const StoredRecord& record);

// One record by position; `corrupt` when the store does not give it.
Result<RecordPage> read_one(const EventStore& store, Position position);

// The content of a record. An erased one has no payload (`erased` is set).
Result<PastEvent> past_event(const StoredRecord& record);

// The leaves of the tree, hashed again from the stored headers.
class StoredLeaves final : public LeafSource {
 public:
  explicit StoredLeaves(const EventStore& store) : store_(store) {}
  Result<std::vector<Hash>> leaves(std::uint64_t first, std::size_t count) const override;

 private:
  const EventStore& store_;
};

}  // namespace tally
