#include "projections/step_clock.h"

#include <algorithm>

namespace tally {
namespace {

std::optional<std::int32_t> days_of(const DaySpan& span, DayKind kind,
                                    const WorkingDays& calendar) {
  if (span.until <= span.after) return 0;
  if (kind == DayKind::calendar) return span.until.days - span.after.days;
  return calendar.between(span.after, span.until);
}

// The last day of a period of n days after that day. A period in calendar days that ends on a day
// off ends on the next working day (民法典 §203).
std::optional<Date> last_day_of(Date after, std::int32_t n, DayKind kind,
                                const WorkingDays& calendar) {
  if (kind == DayKind::work) return calendar.add(after, n);
  return calendar.roll_forward(after.plus_days(n));
}

}  // namespace

std::string_view step_state_name(StepState state) {
  static constexpr std::string_view kNames[] = {"planned",  "submitted", "correction_requested",
                                                "accepted", "paused",    "not_accepted",
                                                "approved", "denied",    "withdrawn",
                                                "deemed",   "revoked"};
  return kNames[static_cast<std::size_t>(state)];
}

void StepClock::start(Date after) {
  running_after_ = std::max(after, floor_);
  floor_ = *running_after_;
}

void StepClock::stop(Date until) {
  if (!running_after_) return;
  spans_.push_back({*running_after_, std::max(until, *running_after_)});
  floor_ = spans_.back().until;
  running_after_.reset();
}

void StepClock::decide(StepState state, Date day) {
  if (decided_on_) return;
  stop(day);
  state_ = state;
  decided_on_ = day;
  waiting_since_.reset();
}

void StepClock::act(StepAct act, Date day, std::int32_t days) {
  const bool under_way = state_ == StepState::accepted || state_ == StepState::paused;
  switch (act) {
    case StepAct::submitted:
    case StepAct::correction_supplied:
      if (under_way || decided_on_) return;
      if (!submitted_on_) submitted_on_ = day;
      state_ = StepState::submitted;
      waiting_since_ = day;
      return;
    case StepAct::correction_requested:
      if (under_way || decided_on_) return;
      state_ = StepState::correction_requested;
      waiting_since_.reset();
      return;
    case StepAct::accepted:
      if (under_way || decided_on_) return;
      if (!accepted_on_) accepted_on_ = day;
      state_ = StepState::accepted;
      waiting_since_.reset();
      start(day);
      return;
    case StepAct::not_accepted:
      if (under_way || decided_on_) return;
      state_ = StepState::not_accepted;
      waiting_since_.reset();
      return;
    case StepAct::paused:
      if (state_ != StepState::accepted) return;
      stop(day.plus_days(-1));
      state_ = StepState::paused;
      return;
    case StepAct::resumed:
      if (state_ != StepState::paused) return;
      state_ = StepState::accepted;
      start(day.plus_days(-1));
      return;
    case StepAct::extended:
      extension_days_ += days;
      return;
    case StepAct::approved:
      return decide(StepState::approved, day);
    case StepAct::denied:
      return decide(StepState::denied, day);
    case StepAct::withdrawn:
      return decide(StepState::withdrawn, day);
    case StepAct::deemed:
      return decide(StepState::deemed, day);
    case StepAct::reopened:
      if (!decided_on_) return;
      decided_on_.reset();
      if (!accepted_on_) accepted_on_ = day;
      state_ = StepState::accepted;
      start(day);
      return;
    case StepAct::revoked:
      if (decided_on_) state_ = StepState::revoked;
      return;
    case StepAct::phase_closed:
      return;
  }
}

std::vector<DaySpan> StepClock::spans(Date end) const {
  std::vector<DaySpan> all = spans_;
  if (running_after_) all.push_back({*running_after_, std::max(end, *running_after_)});
  return all;
}

StepClock::Due StepClock::due(std::int32_t limit, DayKind kind, const WorkingDays& calendar) const {
  if (!accepted_on_) return {};
  const auto known = [](std::optional<Date> day) {
    return Due{day ? Due::Kind::day : Due::Kind::undetermined, day};
  };
  std::int32_t used = 0;
  for (const auto& span : spans_) {
    const auto days = days_of(span, kind, calendar);
    if (!days) return known(std::nullopt);
    const bool last = &span == &spans_.back();
    // A decided step would have gone on from its last span.
    if (used + *days >= limit || (last && decided_on_)) {
      return known(last_day_of(span.after, limit - used, kind, calendar));
    }
    used += *days;
  }
  if (running_after_) return known(last_day_of(*running_after_, limit - used, kind, calendar));
  return {Due::Kind::suspended, std::nullopt};
}

std::optional<std::int32_t> days_in(const std::vector<DaySpan>& spans, DayKind kind,
                                    const WorkingDays& calendar) {
  std::int32_t sum = 0;
  for (const auto& span : spans) {
    const auto days = days_of(span, kind, calendar);
    if (!days) return std::nullopt;
    sum += *days;
  }
  return sum;
}

std::vector<DaySpan> united(std::vector<DaySpan> spans) {
  std::sort(spans.begin(), spans.end(),
            [](const DaySpan& a, const DaySpan& b) { return a.after < b.after; });
  std::size_t merged = 0;  // So many at the front are done.
  for (const auto span : spans) {
    if (span.until <= span.after) continue;
    if (merged > 0 && span.after <= spans[merged - 1].until) {
      spans[merged - 1].until = std::max(spans[merged - 1].until, span.until);
    } else {
      spans[merged++] = span;
    }
  }
  spans.resize(merged);
  return spans;
}

}  // namespace tally
