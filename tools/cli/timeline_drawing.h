// One project's life as lines for a terminal: stages as a staircase, approval steps as bars with
// their pauses, money as it adds up, corrections where they were recorded. Never wider than it is
// told to be; reads without colour.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "projections/timeline.h"
#include "tools/cli/cells.h"
#include "tools/cli/cited_event.h"

namespace tally::cli {

struct DrawOptions {
  std::size_t width = 100;  // Columns; at least kWidthMin.
  bool colour = false;
  bool ascii = false;  // Only characters that are one column wide everywhere.
  Lang lang = Lang::en;
  std::optional<Date> first, last;  // Only these days.
};
inline constexpr std::size_t kWidthMin = 60;

// Corrections and voids by position.
std::string draw_timeline(const Timeline& timeline, const std::vector<CitedEvent>& corrections,
                          const Cells& cells, const DrawOptions& options);

}  // namespace tally::cli
