// Targets as they stand at a cut: set, revised as a whole, withdrawn.
#pragma once

#include <map>
#include <optional>
#include <string_view>

#include "projections/reading.h"

namespace tally {

struct RecordedTarget {
  TargetSet said;  // The last word.
  Date set_on;     // The first one.
  std::optional<Date> revised_on;
  std::int64_t revisions = 0;
  std::optional<Date> withdrawn_on;  // Until it is set or revised again.
  Positions positions;
};

// By id; the texts of the keys are those of the facts. The last word in the order of contracts C6
// counts; a withdrawal of what was never set is no target.
std::map<std::string_view, RecordedTarget> recorded_targets(const FactSet& facts, const Cut& cut);

}  // namespace tally
