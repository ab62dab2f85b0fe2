// Why a step is due on a day: every day from acceptance on, whether it counts, and why not.
//
// The same clock and calendar as `approvals`, told day by day. A year without a recorded calendar
// is never guessed: the days end before it and the due date is undetermined.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/codec/json.h"
#include "projections/phase_history.h"
#include "projections/working_days.h"

namespace tally {

enum class DayReason : std::uint8_t {
  accepted,      // The day of acceptance does not count.
  working_day,   // Counts.
  make_up_day,   // 调休上班: a weekend day on which offices work; counts.
  calendar_day,  // Counts: the limit is in calendar days.
  weekend,
  holiday,
  paused,   // The day of the pause too; the day of resuming counts again.
  stopped,  // Decided; the clock stood until the step was reopened.
  no_calendar
};
std::string_view day_reason_name(DayReason reason);
Label day_reason_label(DayReason reason);

struct DeadlineDay {
  Date day;
  DayReason reason = DayReason::working_day;
  bool counts = false;
  std::int32_t number = 0;  // How many days counted, this one included.
  bool past_due = false;
};

struct DeadlineExplanation {
  std::string project, phase_id, step;
  std::optional<std::string> item, org;
  StepState state = StepState::planned;
  DayKind day_kind = DayKind::work;
  std::optional<std::int32_t> statutory_days, pledged_days, limit;
  std::int32_t extension_days = 0;
  std::optional<Date> accepted_on, decided_on;
  std::optional<std::int32_t> used;  // Up to the decision, or E.
  StepClock::Due due;
  bool rolled_forward = false;  // Calendar days: the last one was a day off (民法典 §203).
  std::vector<DeadlineDay> days;
  std::vector<WorkingDays::InForce> calendars;  // Of the years that the days lie in.
  std::vector<int> years_missing;
  std::vector<std::uint64_t> positions;  // The step's events and the calendars'.
};

// To the due day, or to the decision or E where that is later. `not_found`, field "phase" or
// "step", names those there are.
Result<DeadlineExplanation> explain_deadline(const FactSet& facts, const Cut& cut,
                                             std::string_view project, std::string_view phase_id,
                                             std::string_view step);

// {"project","phase_id","step",…,"due","due_state","days":[{"day","counts","reason","number"}]}.
Json deadline_json(const DeadlineExplanation& explanation);

}  // namespace tally
