#include "projections/phase_history.h"

namespace tally {
namespace {

template <class Values>
std::optional<std::string_view> stated(const Row<Values>& row, Name name) {
  if (name == kNotStated) return std::nullopt;
  return row.text(name);
}

class Collector {
 public:
  Collector(const FactSet& facts, const Cut& cut, std::string_view project)
      : facts_(facts), cut_(cut), project_(project) {}

  std::vector<PhaseHistory> collect() {
    for (const auto& row : rows(&Facts::phases)) open(row);
    for (const auto& row : rows(&Facts::step_plans)) plan(row);
    for (const auto& row : rows(&Facts::step_acts)) act(row);
    return std::move(phases_);
  }

 private:
  template <class Values>
  std::vector<Row<Values>> rows(Table<Values> Facts::*table) const {
    auto all = live_rows(facts_, table, cut_);
    std::erase_if(all, [&](const auto& row) { return row.subject_text() != project_; });
    return all;
  }

  PhaseHistory* find(std::string_view id) {
    for (auto& phase : phases_) {
      if (phase.id == id) return &phase;
    }
    return nullptr;
  }

  static StepHistory& step_of(PhaseHistory& phase, std::string_view name) {
    for (auto& step : phase.steps) {
      if (step.name == name) return step;
    }
    phase.steps.emplace_back();
    phase.steps.back().name = name;
    return phase.steps.back();
  }

  // The last word on a phase counts, where it was opened first.
  void open(const Row<PhaseRow>& row) {
    PhaseHistory* phase = find(row.text(row->phase_id));
    if (!phase) phase = &phases_.emplace_back();
    phase->project = row.subject_text();
    phase->id = row.text(row->phase_id);
    phase->kind = stated(row, row->phase);
    phase->lead_org = stated(row, row->lead_org);
    phase->opened_on = row.day();
    row.note(phase->positions);
  }

  void plan(const Row<StepPlanRow>& row) {
    PhaseHistory* phase = find(row.text(row->phase_id));
    if (!phase) return;
    StepHistory& step = step_of(*phase, row.text(row->step));
    step.item = stated(row, row->item);
    step.org = stated(row, row->org);
    step.statutory_days = row->statutory_days;
    step.pledged_days = row->pledged_days;
    step.day_kind = row->day_kind;
    row.note(step.positions);
  }

  void act(const Row<StepActRow>& row) {
    PhaseHistory* phase = find(row.text(row->phase_id));
    if (!phase) return;
    if (row->act == StepAct::phase_closed) {
      phase->closed_on = row.day();
      phase->outcome = stated(row, row->note);
      row.note(phase->positions);
      return;
    }
    if (row->act == StepAct::reopened) {  // A11: a closed phase reopens with its step.
      phase->closed_on.reset();
      phase->outcome.reset();
    }
    StepHistory& step = step_of(*phase, row.text(row->step));
    step.acts.push_back({row->act, row.day(), row->days, row.order().position});
    step.clock.act(row->act, row.day(), row->days);
    row.note(step.positions);
  }

  const FactSet& facts_;
  const Cut cut_;
  const std::string_view project_;
  std::vector<PhaseHistory> phases_;
};

}  // namespace

std::optional<std::int32_t> StepHistory::limit() const {
  const auto base = pledged_days ? pledged_days : statutory_days;
  if (!base) return std::nullopt;
  return *base + clock.extension_days();
}

std::vector<DaySpan> StepHistory::pauses(Date end) const {
  std::vector<DaySpan> all;
  StepClock so_far;
  std::optional<Date> since;
  for (const auto& act : acts) {
    const bool stood = so_far.state() == StepState::paused;
    so_far.act(act.act, act.day, act.days);
    const bool stands = so_far.state() == StepState::paused;
    if (!stood && stands) since = act.day;
    if (stood && !stands && since) {
      all.push_back({since->plus_days(-1), act.day.plus_days(-1)});
      since.reset();
    }
  }
  if (since) all.push_back({since->plus_days(-1), std::max(end, *since)});
  return all;
}

std::vector<PhaseHistory> phase_histories(const FactSet& facts, const Cut& cut,
                                          std::string_view project) {
  return Collector(facts, cut, project).collect();
}

}  // namespace tally
