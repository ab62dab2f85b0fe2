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

}  // namespace tally
