// The clock of one approval step (domain 5.3 V5, amendment A11).
//
// The day of acceptance and the day of a pause do not count; the day of resuming and the day of the
// decision do. A reopened step goes on from the days it had used, the day of reopening not counted.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/catalogue/approval.h"
#include "core/event/date.h"
#include "projections/fact_rows.h"
#include "projections/working_days.h"

namespace tally {

enum class StepState : std::uint8_t {
  planned,
  submitted,
  correction_requested,
  accepted,
  paused,
  not_accepted,
  approved,
  denied,
  withdrawn,
  deemed,
  revoked
};
std::string_view step_state_name(StepState state);

// The days d with after < d <= until.
struct DaySpan {
  Date after;
  Date until;
};

class StepClock {
 public:
  // The acts of the step in the order of contracts C6, none of them of the whole phase. An act that
  // does not fit the state (it was recorded and flagged) moves nothing.
  void act(StepAct act, Date day, std::int32_t days);

  StepState state() const { return state_; }
  bool decided() const { return decided_on_.has_value(); }
  // Accepted at some time: without that no time was used that anybody could count.
  bool has_clock() const { return accepted_on_.has_value(); }
  std::optional<Date> submitted_on() const { return submitted_on_; }
  std::optional<Date> accepted_on() const { return accepted_on_; }
  std::optional<Date> decided_on() const { return decided_on_; }
  // Papers are in, and nobody has answered since that day.
  std::optional<Date> waiting_since() const { return waiting_since_; }
  std::int32_t extension_days() const { return extension_days_; }

  // The spans in which the clock ran, up to and including `end` for one that still runs.
  std::vector<DaySpan> spans(Date end) const;
  // The day on which the days used reach the limit; an open, paused step that has not reached it
  // is `suspended`.
  struct Due {
    enum class Kind : std::uint8_t { none, day, suspended, undetermined };
    Kind kind = Kind::none;
    std::optional<Date> day;
  };
  Due due(std::int32_t limit, DayKind kind, const WorkingDays& calendar) const;

 private:
  void start(Date after);
  void stop(Date until);
  void decide(StepState state, Date day);

  StepState state_ = StepState::planned;
  std::optional<Date> submitted_on_, accepted_on_, decided_on_, waiting_since_;
  std::optional<Date> running_after_;
  std::vector<DaySpan> spans_;
  Date floor_ = kFirstDate;  // Days up to here are counted or must not count.
  std::int32_t extension_days_ = 0;
};

// Days in the spans, of that kind; nothing when a calendar is missing.
std::optional<std::int32_t> days_in(const std::vector<DaySpan>& spans, DayKind kind,
                                    const WorkingDays& calendar);
// Spans that overlap or touch made into one; sorted.
std::vector<DaySpan> united(std::vector<DaySpan> spans);

}  // namespace tally
