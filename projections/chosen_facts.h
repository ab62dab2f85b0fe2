// The facts of some records only: those of one project and the calendars, or those that a proof in
// a file carries. Views and explanations read them as they read a whole ledger's facts; whoever
// chooses the records answers for their being enough.
//
// One thread at a time.
#pragma once

#include <map>
#include <optional>

#include "core/store/event_store.h"
#include "projections/decoding.h"
#include "projections/reading.h"

namespace tally {

class ChosenFacts {
 public:
  ChosenFacts();
  ~ChosenFacts();

  // Positions ascend (else a failed check); the bytes are copied. What an event names by id
  // (corrections, voids, returns) is found among the records added before it. `corrupt` with the
  // position when the bytes of a known type do not decode; nothing is added then.
  Result<void> add(Position position, const RecordView& record);

  // Valid as long as this object, and only until the next add().
  FactSet facts() const;
  // What the event at that position says: its payload, or for a correction the replacement. Nothing
  // when it was not added, was erased, or is of an unknown type.
  std::optional<Payload> payload(Position position) const;

 private:
  class Records;
  std::unique_ptr<Records> records_;
  FactPart part_;
  std::optional<Currency> currency_;
};

}  // namespace tally
