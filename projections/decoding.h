// From stored records to what the facts need of them. Pure but for looking ids up in the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "core/base/result.h"
#include "core/catalogue/types.h"
#include "core/store/event_store.h"
#include "projections/versions.h"

namespace tally {

// An event ready to be folded. A payload nobody here knows is the monostate.
struct FoldEvent {
  std::uint64_t position = 0;
  std::size_t part = 0;
  std::string subject;  // The id behind the stream's category.
  FactOrder order;      // Of the fact; event.corrected: of the corrected one.
  Payload payload;
  // Of the event that the payload, or the replacement in it, names by id.
  std::optional<Position> refers_to;
  // event.corrected and event.voided: the event they act on; and what replaces it.
  std::optional<Position> target;
  Payload replacement;
};

// `corrupt` with the position when bytes of a known type do not decode. `part` is a function of
// the stream's name alone, below `parts`.
Result<FoldEvent> decode_for_folding(const StoredRecord& record, const EventStore& store,
                                     std::size_t parts);

// The facts of a share of the streams.
struct FactPart {
  Facts facts;
  Versions versions;

  void fold_event(const FoldEvent& event);
};

}  // namespace tally
