// Collects what happened and when it was written down, and turns it into proposals.
//
// Events may be told in any order; finish() sorts them by the day of recording (told order within a
// day) and gives each its recorded_at. Ids are drawn from the seed and the number of the event as
// told, so that a void can name its target. What would be written down after the last day is left
// out: it has not happened yet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/catalogue/registry.h"
#include "core/ledger/append.h"

namespace tally::demo {

inline constexpr UtcOffset kZoneOffset{8 * 60};       // The sample lives at +08:00.
inline const Date kCutOver = Date::of(2024, 10, 31);  // Of the opening balances.
inline const Date kFirstDay = Date::of(2024, 11, 1);
inline const Date kLastDay = Date::of(2025, 10, 15);

// One event of the sample, ready to be appended.
struct SampleEvent {
  ProposedEvent event;
  std::string refused_by;  // The rule that refuses it; empty for all but one.
  std::string story;       // The planted story it belongs to (planted.h); mostly empty.
};

class Story {
 public:
  explicit Story(std::uint64_t seed) : seed_(seed) {}

  struct Note {
    Date effective;
    Date recorded;  // Moved on to a working day; never before the effective day of a fact.
    std::string actor;
    std::string org;
    std::string role;
    std::string stream = {};  // Empty: the payload says it.
    std::string planted = {};
    std::string refused_by = {};
  };

  // Tells one event; the id may be named by later ones.
  EventId tell(const Note& note, const Payload& payload);

  // In order of recording. Ends the story.
  std::vector<SampleEvent> finish();

 private:
  struct Told : SampleEvent {
    Date recorded;
  };
  std::uint64_t seed_;
  std::uint64_t count_ = 0;
  std::vector<Told> told_;
};

}  // namespace tally::demo
