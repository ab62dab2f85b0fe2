// Events as a portfolio makes them: what the views are measured on. Written into a store without
// rules before it, because views read what was recorded and never ask how it came there.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "core/store/event_store.h"

namespace tally::bench {

// The project list that every project of the mix stands on.
inline constexpr std::string_view kMixList = "district_key";
// Days are of these years.
inline constexpr int kMixFirstYear = 2022;
inline constexpr int kMixYears = 4;

// Appends `events` events of about events / 1000 projects (at most 10,000, at least 1) to an empty
// store. Equal arguments give equal events. The roots of the marks are zero: the tree is not asked
// here.
Result<void> write_view_mix(EventStore& store, std::uint64_t events);

}  // namespace tally::bench
