// The approval phases of one project with every act of every step: the ground on which a deadline
// is explained and a timeline drawn. `approvals` gives the figures of all phases; this gives the
// days of a few.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "projections/reading.h"
#include "projections/step_clock.h"

namespace tally {

struct StepHistory {
  struct Act {
    StepAct act;
    Date day;
    std::int32_t days;  // extended
    std::uint64_t position;
  };
  std::string_view name;
  std::optional<std::string_view> item, org;
  std::optional<std::int32_t> statutory_days, pledged_days;
  DayKind day_kind = DayKind::work;
  std::vector<Act> acts;  // In the order of contracts C6.
  StepClock clock;        // After all of them.
  Positions positions;

  // Pledged, else statutory, with extensions.
  std::optional<std::int32_t> limit() const;
  // Days on which the clock stood because of a pause: from the pause up to the day before resuming,
  // to `end` for one that still stands.
  std::vector<DaySpan> pauses(Date end) const;
};

// Texts are those of the facts.
struct PhaseHistory {
  std::string_view project, id;
  std::optional<std::string_view> kind, lead_org, outcome;
  Date opened_on;
  std::optional<Date> closed_on;
  std::vector<StepHistory> steps;  // As planned; then those that acts alone name.
  Positions positions;
};

// In the order in which they were opened.
std::vector<PhaseHistory> phase_histories(const FactSet& facts, const Cut& cut,
                                          std::string_view project);

}  // namespace tally
