// Collects what happened and when it was written down, and turns it into proposals.
//
// Events may be told in any order; finish() sorts them by the day of recording (told order within a
// day) and gives each its recorded_at, id and salt. Ids are drawn from the seed and the number of
// the event as told, so that corrections can name their targets beforehand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/catalogue/registry.h"
#include "core/ledger/append.h"

namespace tally::demo {

inline constexpr UtcOffset kZoneOffset{8 * 60};  // The sample lives at +08:00.

// One event of the sample, ready to be appended.
struct SampleEvent {
  ProposedEvent event;
  std::string refused_by;  // A rule that refuses it when it comes over TCP; empty for all but one.
  std::string story;       // The planted story it belongs to; mostly empty.
};

class Story {
 public:
  explicit Story(std::uint64_t seed) : seed_(seed) {}

  struct Note {
    Date effective;
    Date recorded;  // The day it is written down; never before the effective day of a fact.
    std::string actor;
    std::string org;
    std::string stream;  // Empty: the payload says it.
    std::string role;
  };

  // Tells one event; the id may be named by later ones.
  EventId tell(const Note& note, const Payload& payload);
  // Marks the event told last.
  void refused_by(std::string rule) { told_.back().refused_by = std::move(rule); }
  void planted(std::string story) { told_.back().story = std::move(story); }
  void expect(ExpectedRevision expected) { told_.back().event.expected = expected; }

  // In order of recording. Ends the story.
  std::vector<SampleEvent> finish();

 private:
  struct Told : SampleEvent {
    Date recorded;
  };
  std::uint64_t seed_;
  std::vector<Told> told_;
};

}  // namespace tally::demo
