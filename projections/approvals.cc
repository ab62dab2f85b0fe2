// approvals 并联审批: one row per phase with its steps inside (domain 5.3 V5, amendment A11).
//
// The three figures of a phase (limit_sum, used_sum, elapsed_net) and what follows from them are
// over its decided steps that have a clock, so that they fit each other while others are open.
#include <algorithm>
#include <tuple>

#include "projections/approval_phases.h"
#include "projections/selection.h"
#include "projections/two_threads.h"
#include "projections/views.h"

namespace tally {
namespace {

constexpr std::int32_t kAnswerDays = 5;  // 行政许可法 §32(4): told within 5 working days.

// What a step says at the cut.
struct StepFigures {
  std::vector<DaySpan> spans;
  Days used;          // In the step's own kind of day.
  Days used_working;  // In working days, so that steps add up.
  StepClock::Due due;
  std::optional<bool> overdue_pledged, overdue_statutory;
};

std::optional<bool> is_overdue(const ApprovalStep& step, const Days& base,
                               const StepFigures& figures, Date end, const WorkingDays& calendar) {
  if (!base || !figures.used) return std::nullopt;
  const std::int32_t limit = *base + step.clock.extension_days();
  if (*figures.used <= limit) return false;
  if (step.day_kind == DayKind::work) return true;
  // Calendar days roll forward: late only behind the day on which the period ends.
  const auto due = step.clock.due(limit, step.day_kind, calendar);
  if (due.kind == StepClock::Due::Kind::undetermined) return std::nullopt;
  return due.day && end > *due.day;
}

StepFigures step_figures(const ApprovalStep& step, Date effective, const WorkingDays& calendar) {
  StepFigures figures;
  if (!step.clock.has_clock()) return figures;
  const Date end = step.clock.decided_on().value_or(effective);
  figures.spans = step.clock.spans(end);
  figures.used = days_in(figures.spans, step.day_kind, calendar);
  figures.used_working = days_in(figures.spans, DayKind::work, calendar);
  if (const Days limit = step.limit()) {
    figures.due = step.clock.due(*limit, step.day_kind, calendar);
  }
  figures.overdue_pledged = is_overdue(step, step.pledged_days, figures, end, calendar);
  figures.overdue_statutory = is_overdue(step, step.statutory_days, figures, end, calendar);
  return figures;
}

Json days_json(const Days& days) {
  if (!days) return nullptr;
  return std::int64_t{*days};
}
Json flag_json(const std::optional<bool>& flag) {
  if (!flag) return nullptr;
  return *flag;
}

// Green up to 80 % of the limit, yellow above, red when it is passed.
Json light_json(const ApprovalStep& step, const StepFigures& figures) {
  const Days limit = step.limit();
  const auto overdue = step.pledged_days ? figures.overdue_pledged : figures.overdue_statutory;
  if (!limit || !figures.used || !overdue) return nullptr;
  if (*overdue) return "red";
  return std::int64_t{*figures.used} * 100 > std::int64_t{*limit} * 80 ? "yellow" : "green";
}

std::string_view due_state(StepClock::Due::Kind kind) {
  static constexpr std::string_view kNames[] = {"none", "due", "suspended", "undetermined"};
  return kNames[static_cast<std::size_t>(kind)];
}

// Whether papers have waited for an answer beyond the legal time.
std::optional<bool> unanswered(const ApprovalStep& step, Date effective,
                               const WorkingDays& calendar) {
  const auto since = step.clock.waiting_since();
  if (!since) return false;
  const Days waited = calendar.between(*since, effective);
  if (!waited) return std::nullopt;
  return *waited > kAnswerDays;
}

Json step_json(const ApprovalStep& step, const StepFigures& figures, Date effective,
               const WorkingDays& calendar) {
  const StepClock& clock = step.clock;
  Json out = Json::object_of(22);
  out.set("step", step.name);
  out.set("item", text_json(step.item));
  out.set("org", text_json(step.org));
  out.set("state", step_state_name(clock.state()));
  out.set("day_kind", enum_name(step.day_kind));
  out.set("statutory_days", days_json(step.statutory_days));
  out.set("pledged_days", days_json(step.pledged_days));
  out.set("extension_days", std::int64_t{clock.extension_days()});
  out.set("limit", days_json(step.limit()));
  out.set("submitted_on", date_json(clock.submitted_on()));
  out.set("accepted_on", date_json(clock.accepted_on()));
  out.set("decided_on", date_json(clock.decided_on()));
  Days applicant;
  if (clock.submitted_on() && clock.accepted_on()) {
    applicant = calendar.between(*clock.submitted_on(), *clock.accepted_on());
  }
  out.set("applicant_days", days_json(applicant));
  out.set("used", days_json(figures.used));
  out.set("no_clock", clock.decided() && !clock.has_clock());
  out.set("undetermined", clock.has_clock() && !figures.used);
  out.set("due", date_json(figures.due.day));
  out.set("due_state", due_state(figures.due.kind));
  out.set("overdue_pledged", flag_json(figures.overdue_pledged));
  out.set("overdue_statutory", flag_json(figures.overdue_statutory));
  out.set("light", light_json(step, figures));
  out.set("unanswered", flag_json(unanswered(step, effective, calendar)));
  return out;
}

// A sum that is not known when a part of it is not, or when nothing was added.
struct DaySum {
  std::int32_t sum = 0;
  bool any = false;
  bool known = true;

  void add(const Days& days) {
    any = true;
    known = known && days.has_value();
    sum += days.value_or(0);
  }
  Days total() const { return any && known ? Days(sum) : std::nullopt; }
};

// Over the decided steps with a clock; see the head of the file.
struct PhaseFigures {
  std::int64_t decided = 0, open = 0, no_clock = 0, overdue = 0;
  DaySum limits, used;
  std::vector<DaySpan> spans, all_spans;
  std::optional<Date> first_accepted, first_submitted, last_decided;
  std::string_view critical_step;
  bool undetermined = false;

  void add(const ApprovalStep& step, const StepFigures& figures) {
    const StepClock& clock = step.clock;
    const auto overdue_now =
        step.pledged_days ? figures.overdue_pledged : figures.overdue_statutory;
    if (overdue_now.value_or(false)) ++overdue;
    if (clock.has_clock() && !figures.used_working) undetermined = true;
    all_spans.insert(all_spans.end(), figures.spans.begin(), figures.spans.end());
    if (clock.submitted_on() && (!first_submitted || *clock.submitted_on() < *first_submitted)) {
      first_submitted = clock.submitted_on();
    }
    if (!clock.decided()) {
      if (clock.state() != StepState::not_accepted) ++open;
      return;
    }
    ++decided;
    const Date end = *clock.decided_on();
    if (!last_decided || *last_decided < end) {
      last_decided = end;
      critical_step = step.name;
    }
    if (!clock.has_clock()) {
      ++no_clock;
      return;
    }
    // A limit in calendar days is no number of working days: the sum is then not known.
    limits.add(step.day_kind == DayKind::work ? step.limit() : Days{});
    used.add(figures.used_working);
    spans.insert(spans.end(), figures.spans.begin(), figures.spans.end());
    if (!first_accepted || *clock.accepted_on() < *first_accepted) {
      first_accepted = clock.accepted_on();
    }
  }
};

Days difference(const Days& a, const Days& b) {
  if (!a || !b) return std::nullopt;
  return *a - *b;
}

void write_figures(Json& row, const ApprovalPhase& phase, PhaseFigures&& figures,
                   const WorkingDays& calendar) {
  const Days limit_sum = figures.limits.total(), used_sum = figures.used.total();
  Days net, gross, full_cycle, so_far;
  if (figures.used.any) {
    net = days_in(united(std::move(figures.spans)), DayKind::work, calendar);
    gross = calendar.between(*figures.first_accepted, *figures.last_decided);
  }
  if (figures.first_submitted && figures.last_decided && figures.open == 0) {
    full_cycle = calendar.between(*figures.first_submitted, *figures.last_decided);
  }
  if (!figures.all_spans.empty()) {
    so_far = days_in(united(std::move(figures.all_spans)), DayKind::work, calendar);
  }
  row.set("limit_sum", days_json(limit_sum));
  row.set("used_sum", days_json(used_sum));
  row.set("elapsed_net", days_json(net));
  row.set("elapsed_gross", days_json(gross));
  row.set("saved", days_json(difference(limit_sum, net)));
  row.set("overlap", days_json(difference(used_sum, net)));
  row.set("full_cycle", days_json(full_cycle));
  row.set("elapsed_so_far", days_json(so_far));
  row.set("phase_overdue", phase.limit_days && so_far ? Json(*so_far > *phase.limit_days) : Json());
  row.set("critical_step", figures.critical_step.empty() ? Json() : Json(figures.critical_step));
  row.set("overdue", figures.overdue);
  row.set("undetermined", figures.undetermined);
}

ViewRow phase_row(const ApprovalPhase& phase, const ViewQuery& query, const WorkingDays& calendar) {
  PhaseFigures figures;
  figures.spans.reserve(phase.steps.size());
  figures.all_spans.reserve(phase.steps.size());
  Json::Array steps;
  steps.reserve(phase.steps.size());
  for (const auto& step : phase.steps) {
    const auto of_step = step_figures(step, query.cut.effective, calendar);
    figures.add(step, of_step);
    steps.push_back(step_json(step, of_step, query.cut.effective, calendar));
  }
  Json row = Json::object_of(25);
  row.set("project", phase.project);
  row.set("phase_id", phase.id);
  row.set("phase", text_json(phase.kind));
  row.set("lead_org", text_json(phase.lead_org));
  row.set("opened_on", phase.opened_on.to_string());
  row.set("closed_on", date_json(phase.closed_on));
  row.set("outcome", text_json(phase.outcome));
  row.set("limit_days", days_json(phase.limit_days));
  row.set("step_count", std::uint64_t{phase.steps.size()});
  row.set("decided", figures.decided);
  row.set("open", figures.open);
  row.set("no_clock", figures.no_clock);
  write_figures(row, phase, std::move(figures), calendar);
  row.set("steps", std::move(steps));
  if (!query.with_positions) return {std::move(row), {}};
  Positions positions = phase.positions;
  positions.insert(calendar.positions());
  return make_row(std::move(row), positions, query);
}

struct SortedRow {
  std::string_view project, phase;
  ViewRow row;

  bool operator<(const SortedRow& other) const {
    return std::tie(project, phase) < std::tie(other.project, other.phase);
  }
};

std::vector<SortedRow> rows_of_part(const Facts& facts, const ViewQuery& query,
                                    const ProjectFilter& filter, const WorkingDays& calendar) {
  const ApprovalPhases phases(facts, query.cut, query.with_positions, filter);
  std::vector<SortedRow> rows;
  rows.reserve(phases.size());
  for (std::size_t i = 0; i < phases.size(); ++i) {
    const auto phase = phases.phase(i);
    rows.push_back({phase.project, phase.id, phase_row(phase, query, calendar)});
  }
  return rows;
}

// Every project lies in one part with all its phases.
Result<std::vector<ViewRow>> roll_up(const FactSet& facts, const ViewQuery& query) {
  const WorkingDays calendar(facts, query.cut);
  TALLY_ASSIGN(const ProjectFilter filter, ProjectFilter::of(facts, query));
  std::vector<std::vector<SortedRow>> of_part(facts.parts.size());
  std::vector<SortedRow*> sorted;
  on_two_threads(
      facts.parts.size(),
      [&](std::size_t part) {
        of_part[part] = rows_of_part(*facts.parts[part], query, filter, calendar);
      },
      [&](std::size_t part) {
        for (auto& row : of_part[part]) sorted.push_back(&row);
      });
  std::sort(sorted.begin(), sorted.end(),
            [](const SortedRow* a, const SortedRow* b) { return *a < *b; });
  std::vector<ViewRow> rows;
  rows.reserve(sorted.size());
  for (auto* const row : sorted) rows.push_back(std::move(row->row));
  return rows;
}

}  // namespace

ViewDefinition approvals_view() {
  using Kind = ViewColumn::Kind;
  return {{"approvals",
           1,
           {"并联审批", "approvals"},
           {{"project", {"项目", "project"}, Kind::text},
            {"phase_id", {"阶段编号", "phase"}, Kind::text},
            {"phase", {"阶段", "kind of phase"}, Kind::text},
            {"lead_org", {"牵头部门", "lead department"}, Kind::text},
            {"opened_on", {"启动", "opened on"}, Kind::date},
            {"closed_on", {"办结", "closed on"}, Kind::date},
            {"step_count", {"步骤", "steps"}, Kind::count},
            {"decided", {"已办", "decided"}, Kind::count},
            {"open", {"在办", "open"}, Kind::count},
            {"no_clock", {"无计时", "no clock"}, Kind::count},
            {"limit_sum", {"时限合计", "sum of limits"}, Kind::count},
            {"used_sum", {"用时合计", "sum of days used"}, Kind::count},
            {"elapsed_net", {"净用时", "elapsed, net"}, Kind::count},
            {"elapsed_gross", {"总历时", "elapsed, gross"}, Kind::count},
            {"saved", {"压缩", "saved"}, Kind::count},
            {"overlap", {"并联重叠", "overlap"}, Kind::count},
            {"overdue", {"超期", "overdue"}, Kind::count},
            {"undetermined", {"缺日历", "undetermined"}, Kind::flag},
            {"steps", {"明细", "steps in detail"}, Kind::list}}},
          roll_up};
}

}  // namespace tally
