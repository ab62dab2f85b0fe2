// One project's life at (E, K), ready to be drawn: stages, milestones, approval steps with their
// pauses, money. What the drawing looks like is not decided here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/codec/json.h"
#include "projections/phase_history.h"

namespace tally {

struct TimelineStage {
  std::string stage;
  Date from;
  Date until;  // Exclusive: the day of the next stage change; for the last one E.
  std::uint64_t position = 0;
};

struct TimelineMark {
  std::string code;  // Of a milestone.
  Date day;
  bool planned = false;
  std::uint64_t position = 0;
};

struct TimelineStep {
  std::string step;
  std::optional<std::string> org;
  StepState state = StepState::planned;
  std::optional<Date> submitted_on, accepted_on, decided_on;
  Date end;                      // Decision, or E.
  std::vector<DaySpan> running;  // Days on which the clock ran.
  std::vector<DaySpan> pauses;
  std::optional<std::int32_t> limit, used;
  StepClock::Due due;
  std::optional<bool> overdue;
};

struct TimelinePhase {
  std::string id;
  std::optional<std::string> kind;
  Date opened_on;
  std::optional<Date> closed_on;
  std::vector<TimelineStep> steps;
};

struct TimelineMoney {
  Date day;
  Money amount;  // Negative for what came back.
  std::optional<std::string> request_id;
  std::uint64_t position = 0;
};

struct TimelineReport {
  Period period;
  std::optional<Money> ytd;
};

struct Timeline {
  std::string project;
  std::optional<std::string> name;
  Date from, until;  // The first day that anything happened, and E.
  std::vector<TimelineStage> stages;
  std::vector<TimelineMark> marks;
  std::vector<TimelinePhase> phases;
  std::vector<TimelineMoney> money;
  std::vector<TimelineReport> reports;
};

// `not_found`, field "project", when no live fact names it.
Result<Timeline> timeline_of(const FactSet& facts, const Cut& cut, std::string_view project);

Json timeline_json(const Timeline& timeline);

}  // namespace tally
