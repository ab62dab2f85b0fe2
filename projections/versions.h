// Which version of an event counts: corrections and voids (contracts C9).
//
// The last correction that is not voided counts as a whole; voiding it brings back the version
// before it; voiding the original is final. Only events that were corrected or voided are kept
// here. One thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/event/date.h"
#include "projections/fold.h"

namespace tally {

class Versions {
 public:
  struct Version {
    std::uint64_t made_by = 0;  // Position of the correction; of the original for the first.
    std::uint64_t rows = 0;     // known_from of the rows that show it now.
    bool voided = false;
  };
  struct History {
    std::vector<Version> versions;
    bool voided = false;
  };

  // The event at place.known_from replaces the one at `original`. place.order is of the corrected
  // fact, with the original's position. A correction of a voided event, or of another correction,
  // changes nothing.
  void correct(Facts& facts, std::uint64_t original, const FactPlace& place,
               const Payload& replacement);

  // The event at `at` voids the event at `target`, an original or a correction.
  void void_event(Facts& facts, std::uint64_t at, std::uint64_t target);

  // By the original's position.
  const std::map<std::uint64_t, History>& histories() const { return histories_; }
  // Puts them in the place of those there are. False, and nothing done, when they do not hold
  // together.
  bool set_histories(std::map<std::uint64_t, History> histories);
  std::size_t memory_bytes() const;

 private:
  History& history_of(std::uint64_t original);
  void void_correction(Facts& facts, std::uint64_t at, History& history, std::uint64_t correction);

  std::map<std::uint64_t, History> histories_;          // By the original's position.
  std::map<std::uint64_t, std::uint64_t> original_of_;  // By the correction's position.
};

}  // namespace tally
