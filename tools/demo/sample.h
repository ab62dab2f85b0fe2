// The sample portfolio as events: the same seed gives the same bytes everywhere.
//
// The events belong into a sample ledger made by `tally init --sample` with the operator's default
// name. Proposals, salts and recorded_at are given with them, so loading them over TCP and offline
// ends in the same root (contracts C6) when both use the channel tcp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tools/demo/story.h"

namespace tally::demo {

inline constexpr std::uint64_t kSampleSeed = 20'250'207;
inline constexpr std::size_t kSampleBatchMax = 256;

// In order of recording, from kFirstDay to kLastDay. One of them bears `refused_by`: a ledger
// refuses it, so it is in no ledger.
std::vector<SampleEvent> make_sample(std::uint64_t seed);

// What is planted, for STORIES.md and the pages: one project each.
struct PlantedStory {
  std::string name;     // The mark in SampleEvent::story.
  std::string project;  // "P-017"
  std::string zh;
  std::string en;
  std::string where;  // Where to look for it.
};
std::vector<PlantedStory> planted_stories(std::uint64_t seed);

// The events in groups for one append request each, in order; one that is to be refused stands
// alone. The spans point into `events`.
std::vector<std::span<const SampleEvent>> sample_batches(const std::vector<SampleEvent>& events);

}  // namespace tally::demo
