// From stored records to facts. Pure but for looking up in the store what an event names by id.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/result.h"
#include "core/store/event_store.h"
#include "projections/versions.h"

namespace tally {

// What a record's header tells about folding it. The views point into the header.
struct FoldHead {
  FactOrder order;  // Of the fact, as the header dates it.
  std::string_view stream;
  const FoldType* type = nullptr;  // Null: makes no facts (unknown, open or erased).
  std::uint16_t schema = 1;
  std::uint8_t part = 0;  // A function of the stream's name alone, below `parts`.
};

// `corrupt` with the position when the header does not decode. `parts` is at most 256.
Result<FoldHead> read_fold_head(const StoredRecord& record, std::size_t parts);

// The facts of a share of the streams.
struct FactPart {
  Facts facts;
  Versions versions;

  // Folds a record of this part. `corrupt` with the position, and nothing folded, when bytes of a
  // known type do not decode. `store` answers what the event names by id.
  Result<void> fold_record(const FoldHead& head, const StoredRecord& record,
                           const EventStore& store);
};

}  // namespace tally
