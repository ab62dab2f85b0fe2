// approvals 并联审批: one row per phase with its steps inside (domain 5.3 V5, amendment A11).
//
// The three figures of a phase (limit_sum, used_sum, elapsed_net) and what follows from them are
// over its decided steps that have a clock, so that they fit each other while others are open.
#include <map>
#include <unordered_map>

#include "projections/selection.h"
#include "projections/step_clock.h"
#include "projections/views.h"

namespace tally {
namespace {

constexpr std::int32_t kAnswerDays = 5;  // 行政许可法 §32(4): told within 5 working days.

using Days = std::optional<std::int32_t>;

struct Step {
  std::string_view name;
  std::optional<std::string_view> item, org;
  Days statutory_days, pledged_days;
  DayKind day_kind = DayKind::work;
  StepClock clock;

  Days limit() const {
    const Days base = pledged_days ? pledged_days : statutory_days;
    if (!base) return std::nullopt;
    return *base + clock.extension_days();
  }
};

struct Phase {
  std::string_view project, id;
  std::optional<std::string_view> kind, lead_org, outcome;
  Days limit_days;
  Date opened_on;
  std::optional<Date> closed_on;
  std::vector<Step> steps;  // As planned; then those that acts alone name.
  Positions positions;

  Step& step(std::string_view name) {
    for (auto& known : steps) {
      if (known.name == name) return known;
    }
    steps.emplace_back();
    steps.back().name = name;
    return steps.back();
  }
};

using Phases = std::map<std::pair<std::string_view, std::string_view>, Phase>;  // Project, phase.

template <class Values>
std::optional<std::string_view> stated(const Row<Values>& row, Name name) {
  if (name == kNotStated) return std::nullopt;
  return row.text(name);
}

// The phases by the names that rows of one part have for them: steps come by the thousand, and
// looking a name up is quicker than comparing texts. Looked up only, never walked.
class PhasesByName {
 public:
  explicit PhasesByName(Phases& phases) : phases_(phases) {}

  // The phase that a row names; null when it is not live.
  template <class Values>
  Phase* of(const Row<Values>& row) {
    const Key key{row.facts, row.subject(), row->phase_id};
    const auto [known, is_new] = by_name_.try_emplace(key, nullptr);
    if (is_new) {
      const auto found = phases_.find({row.subject_text(), row.text(row->phase_id)});
      if (found != phases_.end()) known->second = &found->second;
    }
    if (known->second) row.note(known->second->positions);
    return known->second;
  }

 private:
  struct Key {
    const Facts* facts;
    Name subject, phase;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      const auto names = std::uint64_t{key.subject} << 32 | key.phase;
      return std::hash<const Facts*>()(key.facts) ^ (names * 0x9e3779b97f4a7c15u);
    }
  };
  Phases& phases_;
  std::unordered_map<Key, Phase*, KeyHash> by_name_;
};

Phases collect_phases(const FactSet& facts, const Cut& cut) {
  Phases phases;
  for (const auto& row : live_rows(facts, &Facts::phases, cut)) {
    Phase& phase = phases[{row.subject_text(), row.text(row->phase_id)}];
    phase.project = row.subject_text();
    phase.id = row.text(row->phase_id);
    phase.kind = stated(row, row->phase);
    phase.lead_org = stated(row, row->lead_org);
    phase.limit_days = row->limit_days;
    phase.opened_on = row.day();
    row.note(phase.positions);
  }
  PhasesByName by_name(phases);
  for (const auto& row : live_rows(facts, &Facts::step_plans, cut)) {
    Phase* phase = by_name.of(row);
    if (!phase) continue;
    Step& step = phase->step(row.text(row->step));
    step.item = stated(row, row->item);
    step.org = stated(row, row->org);
    step.statutory_days = row->statutory_days;
    step.pledged_days = row->pledged_days;
    step.day_kind = row->day_kind;
  }
  for (const auto& row : live_rows(facts, &Facts::step_acts, cut)) {
    Phase* phase = by_name.of(row);
    if (!phase) continue;
    if (row->act == StepAct::phase_closed) {
      phase->closed_on = row.day();
      phase->outcome = stated(row, row->note);
      continue;
    }
    if (row->act == StepAct::reopened) {  // A11: a closed phase reopens with its step.
      phase->closed_on.reset();
      phase->outcome.reset();
    }
    phase->step(row.text(row->step)).clock.act(row->act, row.day(), row->days);
  }
  return phases;
}

// What a step says at the cut.
struct StepFigures {
  std::vector<DaySpan> spans;
  Days used;          // In the step's own kind of day.
  Days used_working;  // In working days, so that steps add up.
  StepClock::Due due;
  std::optional<bool> overdue_pledged, overdue_statutory;
};

std::optional<bool> is_overdue(const Step& step, const Days& base, const StepFigures& figures,
                               Date end, const WorkingDays& calendar) {
  if (!base || !figures.used) return std::nullopt;
  const std::int32_t limit = *base + step.clock.extension_days();
  if (*figures.used <= limit) return false;
  if (step.day_kind == DayKind::work) return true;
  // Calendar days roll forward: late only behind the day on which the period ends.
  const auto due = step.clock.due(limit, step.day_kind, calendar);
  if (due.kind == StepClock::Due::Kind::undetermined) return std::nullopt;
  return due.day && end > *due.day;
}

StepFigures step_figures(const Step& step, Date effective, const WorkingDays& calendar) {
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
Json light_json(const Step& step, const StepFigures& figures) {
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
std::optional<bool> unanswered(const Step& step, Date effective, const WorkingDays& calendar) {
  const auto since = step.clock.waiting_since();
  if (!since) return false;
  const Days waited = calendar.between(*since, effective);
  if (!waited) return std::nullopt;
  return *waited > kAnswerDays;
}

Json step_json(const Step& step, const StepFigures& figures, Date effective,
               const WorkingDays& calendar) {
  const StepClock& clock = step.clock;
  Json out = Json::object_of(20);
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

  void add(const Step& step, const StepFigures& figures) {
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

void write_figures(Json& row, const Phase& phase, const PhaseFigures& figures,
                   const WorkingDays& calendar) {
  const Days limit_sum = figures.limits.total(), used_sum = figures.used.total();
  Days net, gross, full_cycle, so_far;
  if (figures.used.any) {
    net = days_in(united(figures.spans), DayKind::work, calendar);
    gross = calendar.between(*figures.first_accepted, *figures.last_decided);
  }
  if (figures.first_submitted && figures.last_decided && figures.open == 0) {
    full_cycle = calendar.between(*figures.first_submitted, *figures.last_decided);
  }
  if (!figures.all_spans.empty()) {
    so_far = days_in(united(figures.all_spans), DayKind::work, calendar);
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

ViewRow phase_row(const Phase& phase, const ViewQuery& query, const WorkingDays& calendar) {
  PhaseFigures figures;
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
  write_figures(row, phase, figures, calendar);
  row.set("steps", std::move(steps));
  Positions positions = phase.positions;
  positions.insert(calendar.positions());
  return make_row(std::move(row), positions, query);
}

Result<std::vector<ViewRow>> roll_up(const FactSet& facts, const ViewQuery& query) {
  const WorkingDays calendar(facts, query.cut);
  TALLY_ASSIGN(const ProjectFilter filter, ProjectFilter::of(facts, query));
  std::vector<ViewRow> rows;
  for (const auto& [key, phase] : collect_phases(facts, query.cut)) {
    if (!filter.takes(phase.project)) continue;
    rows.push_back(phase_row(phase, query, calendar));
  }
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
