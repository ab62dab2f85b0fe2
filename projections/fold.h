// From events to facts. A fold only adds rows; closing them is the work of versions.h.
#pragma once

#include "core/base/result.h"
#include "core/catalogue/types.h"
#include "core/event/ids.h"
#include "projections/facts.h"

namespace tally {

// What becomes of a payload as a fact: where it stands among others, from which event on it is
// known, whom it is about.
struct FactPlace {
  FactOrder order;
  std::uint64_t known_from = 0;
  Name subject = kNotStated;
  // The position of the event that the payload names by id (funding.returned); none = unknown.
  std::optional<Position> refers_to;
};

// Adds the rows of one payload; types that no view reads make none.
void fold(Facts& facts, const FactPlace& place, const Payload& payload);

// What folding knows of an event type.
struct FoldType {
  const TypeInfo* info;
  // As fold(), straight from the payload's bytes. False, and no rows, where the quick reader gives
  // up: decode_payload then says why. Null for types whose facts need more than their own bytes.
  bool (*fold_bytes)(Facts& facts, const FactPlace& place, ByteView payload);
};
// Null for unknown names and for x.*.
const FoldType* find_fold_type(std::string_view name);

}  // namespace tally
