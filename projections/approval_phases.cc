#include "projections/approval_phases.h"

#include <algorithm>

namespace tally {
namespace {

template <class Values>
std::optional<std::string_view> stated(const Row<Values>& row, Name name) {
  if (name == kNotStated) return std::nullopt;
  return row.text(name);
}

}  // namespace

ApprovalStep& ApprovalPhase::step(std::string_view name) {
  for (auto& known : steps) {
    if (known.name == name) return known;
  }
  steps.emplace_back();
  steps.back().name = name;
  return steps.back();
}

ApprovalPhases::ApprovalPhases(const Facts& facts, const Cut& cut, bool with_positions,
                               const ProjectFilter& filter)
    : facts_(facts), cut_(cut), with_positions_(with_positions) {
  each_live(facts, &Facts::phases, cut, [&](const Row<PhaseRow>& row) {
    if (filter.takes(row.subject_text())) open(row);
  });
  plans_ = by_phase(&Facts::step_plans);
  acts_ = by_phase(&Facts::step_acts);
}

void ApprovalPhases::open(const Row<PhaseRow>& row) {
  const auto next = static_cast<std::uint32_t>(openings_.size());
  const auto [known, is_new] = by_name_.try_emplace({row.subject(), row->phase_id}, next);
  if (is_new) openings_.push_back({row, {}});
  Opening& opening = openings_[known->second];
  if (!(row.order() < opening.last.order())) opening.last = row;
  if (with_positions_) row.note(opening.positions);
}

// Acts and plans of phases that are not there are left out.
template <class Values>
ApprovalPhases::Grouped ApprovalPhases::by_phase(Table<Values> Facts::*table) const {
  struct Placed {
    std::uint32_t phase, row;
  };
  std::vector<Placed> placed;
  Grouped grouped;
  grouped.begin.assign(openings_.size() + 1, 0);
  each_live(facts_, table, cut_, [&](const Row<Values>& row) {
    const auto phase = by_name_.find({row.subject(), row->phase_id});
    if (phase == by_name_.end()) return;
    placed.push_back({phase->second, static_cast<std::uint32_t>(row.index)});
    ++grouped.begin[phase->second + 1];
  });
  for (std::size_t i = 1; i < grouped.begin.size(); ++i) grouped.begin[i] += grouped.begin[i - 1];
  grouped.rows.resize(placed.size());
  auto next = grouped.begin;
  for (const auto& one : placed) grouped.rows[next[one.phase]++] = one.row;
  const auto& order = (facts_.*table).order;
  const auto earlier = [&](std::uint32_t a, std::uint32_t b) { return order[a] < order[b]; };
  for (std::size_t phase = 0; phase < size(); ++phase) {
    const auto first = grouped.rows.begin() + grouped.begin[phase];
    const auto last = grouped.rows.begin() + grouped.begin[phase + 1];
    if (!std::is_sorted(first, last, earlier)) std::stable_sort(first, last, earlier);
  }
  return grouped;
}

void ApprovalPhases::plan(const Row<StepPlanRow>& row, ApprovalPhase& phase) const {
  ApprovalStep& step = phase.step(row.text(row->step));
  step.item = stated(row, row->item);
  step.org = stated(row, row->org);
  step.statutory_days = row->statutory_days;
  step.pledged_days = row->pledged_days;
  step.day_kind = row->day_kind;
}

void ApprovalPhases::act(const Row<StepActRow>& row, ApprovalPhase& phase) const {
  if (row->act == StepAct::phase_closed) {
    phase.closed_on = row.day();
    phase.outcome = stated(row, row->note);
    return;
  }
  if (row->act == StepAct::reopened) {  // A11: a closed phase reopens with its step.
    phase.closed_on.reset();
    phase.outcome.reset();
  }
  phase.step(row.text(row->step)).clock.act(row->act, row.day(), row->days);
}

ApprovalPhase ApprovalPhases::phase(std::size_t index) const {
  const auto& opening = openings_[index];
  const auto& row = opening.last;
  ApprovalPhase phase;
  phase.project = row.subject_text();
  phase.id = row.text(row->phase_id);
  phase.kind = stated(row, row->phase);
  phase.lead_org = stated(row, row->lead_org);
  phase.limit_days = row->limit_days;
  phase.opened_on = row.day();
  phase.positions = opening.positions;
  phase.steps.reserve(plans_.of(index).size());
  for (const auto at : plans_.of(index)) {
    const Row<StepPlanRow> planned{&facts_, &facts_.step_plans, at};
    plan(planned, phase);
    if (with_positions_) planned.note(phase.positions);
  }
  for (const auto at : acts_.of(index)) {
    const Row<StepActRow> acted{&facts_, &facts_.step_acts, at};
    act(acted, phase);
    if (with_positions_) acted.note(phase.positions);
  }
  return phase;
}

}  // namespace tally
