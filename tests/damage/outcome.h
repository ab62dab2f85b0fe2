// What a damaged ledger does: to the next writer, to a reader, and to a ledger that was open.
#pragma once

#include <string>

#include "tests/damage/damage.h"

namespace tally::test {

enum class Outcome {
  refused,   // Not opened; the error names the file, and the offset where it has one.
  repaired,  // Opened; a note says what was done; every event is as it was.
  dropped,   // Opened; a note says so; a commit that nobody was told of is gone.
  found,     // Opened; `verify` names it, and a read gives the events as they were or an error.
  said,      // Opened; every event is as it was; `verify` says what it could not check.
  behind,    // Opened; an earlier state, sound in itself: nothing inside the directory is wrong.
  untold,    // Opened; a commit that nobody was told of is gone without a trace.
  harmless,  // Opened; every event is as it was.
  unnamed,   // Refused without a word of where. Never right.
  accepted,  // An acknowledged event is gone or changed, or the ledger cannot go on. Never right.
};
const char* name_of(Outcome outcome);

// What was seen, and the message or note that told it.
struct Observation {
  Outcome outcome;
  std::string told;
};

// Opens for writing, reads everything, appends, and opens again.
Observation open_for_writing(const Scene& scene, const Damaged& damaged);
// Opens for reading and does what `tally verify` does.
Observation open_for_reading(const Scene& scene, const Damaged& damaged);
// The damage is done while a writer has the ledger open; then as `tally verify`.
Observation verify_while_open(const Scene& scene, const Damaged& damaged);

}  // namespace tally::test
