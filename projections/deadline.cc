#include "projections/deadline.h"

#include <algorithm>
#include <array>
#include <set>

#include "projections/figures.h"

namespace tally {
namespace {

constexpr int kDaysShownMax = 1000;

struct ReasonName {
  std::string_view name;
  Label label;
};
constexpr std::array kReasons = {
    ReasonName{"accepted", {"受理当日不计", "day of acceptance, not counted"}},
    ReasonName{"working_day", {"工作日", "working day"}},
    ReasonName{"make_up_day", {"调休上班", "make-up working day"}},
    ReasonName{"calendar_day", {"自然日", "calendar day"}},
    ReasonName{"weekend", {"周末", "weekend"}},
    ReasonName{"holiday", {"放假", "day off"}},
    ReasonName{"paused", {"停止计时", "clock paused"}},
    ReasonName{"stopped", {"已办结，不计时", "decided, clock stopped"}},
    ReasonName{"no_calendar", {"无该年日历", "no calendar recorded for this year"}},
};

bool inside(const std::vector<DaySpan>& spans, Date day) {
  return std::any_of(spans.begin(), spans.end(),
                     [&](const DaySpan& span) { return span.after < day && day <= span.until; });
}

// Tells the days one by one.
class Teller {
 public:
  Teller(const StepHistory& step, const WorkingDays& calendar, Date effective)
      : step_(step), calendar_(calendar), effective_(effective) {}

  void tell(DeadlineExplanation& out) const {
    const auto& clock = step_.clock;
    if (!clock.accepted_on()) return;
    const Date last = last_day(out);
    const auto running = clock.spans(last);
    const auto pauses = step_.pauses(last);
    std::int32_t number = 0;
    std::set<int> years;
    for (Date day = *clock.accepted_on();
         day <= last && out.days.size() < std::size_t{kDaysShownMax}; day = day.plus_days(1)) {
      DeadlineDay told{day};
      told.reason = reason(day, running, pauses);
      told.counts = told.reason == DayReason::working_day ||
                    told.reason == DayReason::make_up_day || told.reason == DayReason::calendar_day;
      if (told.counts) ++number;
      told.number = number;
      told.past_due = out.due.day && day > *out.due.day;
      years.insert(day.year());
      out.days.push_back(told);
      if (told.reason == DayReason::no_calendar) break;
    }
    for (const int year : years) {
      if (const auto* in_force = calendar_.in_force(year)) {
        out.calendars.push_back(*in_force);
      } else if (step_.day_kind == DayKind::work ||
                 out.due.kind == StepClock::Due::Kind::undetermined) {
        out.years_missing.push_back(year);
      }
    }
  }

 private:
  // Overdue steps run on to the decision or E; without a due day, only to there.
  Date last_day(const DeadlineExplanation& out) const {
    const auto& clock = step_.clock;
    Date last = clock.decided_on().value_or(effective_);
    if (out.due.day) return clock.decided_on() ? std::max(last, *out.due.day) : later_of(out);
    if (out.due.kind == StepClock::Due::Kind::undetermined) return first_gap(last);
    return last;
  }
  Date later_of(const DeadlineExplanation& out) const {
    const bool overdue = out.limit && out.used && *out.used > *out.limit;
    return overdue ? std::max(effective_, *out.due.day) : *out.due.day;
  }
  // The first day without a calendar, which may lie behind `last`.
  Date first_gap(Date last) const {
    for (Date day = step_.clock.accepted_on()->plus_days(1); day <= kLastDate;
         day = day.plus_days(1)) {
      if (!calendar_.is_working(day)) return std::max(last, day);
    }
    return last;
  }

  DayReason reason(Date day, const std::vector<DaySpan>& running,
                   const std::vector<DaySpan>& pauses) const {
    if (day == *step_.clock.accepted_on()) return DayReason::accepted;
    if (inside(pauses, day)) return DayReason::paused;
    if (!inside(running, day)) return DayReason::stopped;
    if (step_.day_kind == DayKind::calendar) return DayReason::calendar_day;
    const auto working = calendar_.is_working(day);
    if (!working) return DayReason::no_calendar;
    const bool weekend = day.weekday() >= 5;
    if (*working) return weekend ? DayReason::make_up_day : DayReason::working_day;
    return weekend ? DayReason::weekend : DayReason::holiday;
  }

  const StepHistory& step_;
  const WorkingDays& calendar_;
  const Date effective_;
};

std::string names_of(const std::vector<PhaseHistory>& phases) {
  std::string names;
  for (const auto& phase : phases) names += (names.empty() ? "" : ", ") + std::string(phase.id);
  return names.empty() ? "none" : names;
}

std::string names_of(const std::vector<StepHistory>& steps) {
  std::string names;
  for (const auto& step : steps) names += (names.empty() ? "" : ", ") + std::string(step.name);
  return names.empty() ? "none" : names;
}

std::optional<std::string> owned(const std::optional<std::string_view>& text) {
  if (!text) return std::nullopt;
  return std::string(*text);
}

// The last of a number of calendar days was a day off, so the period ended later.
bool rolled(const StepHistory& step, const DeadlineExplanation& out) {
  if (step.day_kind != DayKind::calendar || !out.due.day || !out.limit) return false;
  std::int32_t counted = 0;
  for (const auto& day : out.days) {
    counted = day.number;
    if (day.day == *out.due.day) break;
  }
  return counted > *out.limit;
}

DeadlineExplanation explain(const PhaseHistory& phase, const StepHistory& step,
                            const WorkingDays& calendar, Date effective) {
  DeadlineExplanation out;
  out.project = phase.project;
  out.phase_id = phase.id;
  out.step = step.name;
  out.item = owned(step.item);
  out.org = owned(step.org);
  out.state = step.clock.state();
  out.day_kind = step.day_kind;
  out.statutory_days = step.statutory_days;
  out.pledged_days = step.pledged_days;
  out.limit = step.limit();
  out.extension_days = step.clock.extension_days();
  out.accepted_on = step.clock.accepted_on();
  out.decided_on = step.clock.decided_on();
  if (step.clock.has_clock()) {
    const auto spans = step.clock.spans(out.decided_on.value_or(effective));
    out.used = days_in(spans, step.day_kind, calendar);
    if (out.limit) out.due = step.clock.due(*out.limit, step.day_kind, calendar);
  }
  Teller(step, calendar, effective).tell(out);
  out.rolled_forward = rolled(step, out);
  Positions positions = phase.positions;
  positions.insert(step.positions);
  for (const auto& in_force : out.calendars) positions.insert(in_force.position);
  out.positions = positions.sorted();
  return out;
}

std::string_view due_state_name(StepClock::Due::Kind kind) {
  static constexpr std::string_view kNames[] = {"none", "due", "suspended", "undetermined"};
  return kNames[static_cast<std::size_t>(kind)];
}

Json number_or_null(const std::optional<std::int32_t>& number) {
  if (!number) return nullptr;
  return std::int64_t{*number};
}

}  // namespace

std::string_view day_reason_name(DayReason reason) {
  return kReasons[static_cast<std::size_t>(reason)].name;
}
Label day_reason_label(DayReason reason) {
  return kReasons[static_cast<std::size_t>(reason)].label;
}

Result<DeadlineExplanation> explain_deadline(const FactSet& facts, const Cut& cut,
                                             std::string_view project, std::string_view phase_id,
                                             std::string_view step) {
  const auto phases = phase_histories(facts, cut, project);
  const auto phase = std::find_if(phases.begin(), phases.end(),
                                  [&](const auto& known) { return known.id == phase_id; });
  if (phase == phases.end()) {
    return Error(ErrorCode::not_found,
                 "project " + std::string(project) + " has no phase \"" + std::string(phase_id) +
                     "\" at this cut; it has: " + names_of(phases),
                 "phase");
  }
  const auto known = std::find_if(phase->steps.begin(), phase->steps.end(),
                                  [&](const auto& candidate) { return candidate.name == step; });
  if (known == phase->steps.end()) {
    return Error(ErrorCode::not_found,
                 "phase " + std::string(phase_id) + " has no step \"" + std::string(step) +
                     "\"; it has: " + names_of(phase->steps),
                 "step");
  }
  return explain(*phase, *known, WorkingDays(facts, cut), cut.effective);
}

Json deadline_json(const DeadlineExplanation& explanation) {
  Json out;
  out.set("project", explanation.project).set("phase_id", explanation.phase_id);
  out.set("step", explanation.step);
  out.set("item", explanation.item ? Json(*explanation.item) : Json());
  out.set("org", explanation.org ? Json(*explanation.org) : Json());
  out.set("state", step_state_name(explanation.state));
  out.set("day_kind", enum_name(explanation.day_kind));
  out.set("statutory_days", number_or_null(explanation.statutory_days));
  out.set("pledged_days", number_or_null(explanation.pledged_days));
  out.set("extension_days", std::int64_t{explanation.extension_days});
  out.set("limit", number_or_null(explanation.limit));
  out.set("accepted_on", date_json(explanation.accepted_on));
  out.set("decided_on", date_json(explanation.decided_on));
  out.set("used", number_or_null(explanation.used));
  out.set("due", date_json(explanation.due.day));
  out.set("due_state", due_state_name(explanation.due.kind));
  out.set("rolled_forward", explanation.rolled_forward);
  Json::Array calendars;
  for (const auto& in_force : explanation.calendars) {
    Json calendar;
    calendar.set("year", std::int64_t{in_force.year}).set("version", in_force.version);
    calendars.push_back(calendar.set("position", in_force.position));
  }
  out.set("calendars", std::move(calendars));
  Json::Array missing;
  for (const int year : explanation.years_missing) missing.push_back(std::int64_t{year});
  out.set("years_without_calendar", std::move(missing));
  Json::Array days;
  for (const auto& told : explanation.days) {
    Json day;
    day.set("day", told.day.to_string()).set("counts", told.counts);
    day.set("reason", day_reason_name(told.reason));
    days.push_back(day.set("number", std::int64_t{told.number}));
  }
  out.set("days", std::move(days));
  Json::Array positions;
  for (const auto position : explanation.positions) positions.push_back(position);
  return out.set("positions", std::move(positions));
}

}  // namespace tally
