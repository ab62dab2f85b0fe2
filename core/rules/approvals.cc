#include "core/rules/families.h"

namespace tally::rules {
namespace {

// Domain 4.5. One state per act that changes it.
enum class StepState : std::uint8_t {
  none,
  submitted,
  correcting,
  accepted,
  paused,
  not_accepted,
  approved,
  denied,
  withdrawn,
  deemed,
  revoked
};

bool is_terminal(StepState state) { return state >= StepState::not_accepted; }

// Where an act leads; whether it may be done is is_allowed().
StepState after(StepAct act) {
  switch (act) {
    case StepAct::submitted:
    case StepAct::correction_supplied:
      return StepState::submitted;
    case StepAct::correction_requested:
      return StepState::correcting;
    case StepAct::accepted:
    case StepAct::resumed:
    case StepAct::reopened:
      return StepState::accepted;
    case StepAct::not_accepted:
      return StepState::not_accepted;
    case StepAct::paused:
      return StepState::paused;
    case StepAct::approved:
      return StepState::approved;
    case StepAct::denied:
      return StepState::denied;
    case StepAct::withdrawn:
      return StepState::withdrawn;
    case StepAct::deemed:
      return StepState::deemed;
    case StepAct::revoked:
      return StepState::revoked;
    case StepAct::other:
      break;
  }
  return StepState::none;
}

bool is_allowed(StepState state, StepAct act) {
  switch (act) {
    case StepAct::submitted:
      return state == StepState::none;
    case StepAct::correction_requested:
    case StepAct::accepted:
    case StepAct::not_accepted:
      return state == StepState::submitted;
    case StepAct::correction_supplied:
      return state == StepState::correcting;
    case StepAct::paused:
    case StepAct::approved:
    case StepAct::denied:
    case StepAct::deemed:
      return state == StepState::accepted;
    case StepAct::resumed:
      return state == StepState::paused;
    case StepAct::withdrawn:
      return state == StepState::submitted || state == StepState::accepted;
    case StepAct::reopened:
      return state == StepState::approved || state == StepState::denied ||
             state == StepState::withdrawn || state == StepState::deemed;
    case StepAct::revoked:
      return state == StepState::approved;
    case StepAct::other:
      break;
  }
  return true;
}

StepState state_at(const Step& step, const FactOrder& order) {
  auto fact = std::lower_bound(
      step.acts.begin(), step.acts.end(), order,
      [](const ActFact& act, const FactOrder& wanted) { return act.order < wanted; });
  // The last act that changes the state says it, whatever came before.
  while (fact != step.acts.begin()) {
    if ((--fact)->act != StepAct::other) return after(fact->act);
  }
  return StepState::none;
}

const Step* find_step(const Tables& tables, std::string_view phase_id, std::string_view name) {
  const auto* phase = find_in(tables.phases, phase_id);
  const auto* step = phase ? find_in(phase->steps, name) : nullptr;
  return step && step->defined ? step : nullptr;
}

bool names_step(const std::vector<StepPlan>& steps, std::string_view name) {
  for (const auto& plan : steps) {
    if (plan.step == name) return true;
  }
  return false;
}

std::string path(std::string_view list, std::size_t i, std::string_view field) {
  return std::string(list) + "[" + std::to_string(i) + "]" + std::string(field);
}

Result<void> require_plans(const Phase* phase, const std::vector<StepPlan>& steps) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto* known = phase ? find_in(phase->steps, steps[i].step) : nullptr;
    if (known && known->defined) {
      return refusal("ST06", path("steps", i, ".step"), "stands in this phase already",
                     "该阶段已有此步骤");
    }
    if (!steps[i].depends_on) continue;
    for (std::size_t k = 0; k < steps[i].depends_on->size(); ++k) {
      const auto& before = (*steps[i].depends_on)[k];
      const auto* earlier = phase ? find_in(phase->steps, before) : nullptr;
      if ((earlier && earlier->defined) || names_step(steps, before)) continue;
      return refusal("ST06", path("steps", i, path(".depends_on", k, "")),
                     "names no step of this phase", "前置步骤不在该阶段");
    }
  }
  return {};
}

// A corrected list of steps may not leave out one that was acted on.
Result<void> require_acted_steps(const Phase& phase, const std::vector<StepPlan>& steps) {
  for (const auto& [name, step] : phase.steps) {
    if (step.defined || step.acts.empty() || names_step(steps, name)) continue;
    return refusal("ST18", "steps", "leaves out a step that was acted on",
                   "不得删去已有办理记录的步骤");
  }
  return {};
}

Result<void> judge_plans(const std::vector<StepPlan>& steps, const Case& c) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].item) c.check_code("approval_item", *steps[i].item, path("steps", i, ".item"));
  }
  return {};
}

void change_plans(Tables& tables, Phase& phase, const std::vector<StepPlan>& steps, Way way) {
  for (const auto& plan : steps) {
    auto& step = tables.journal.node(phase.steps, plan.step);
    tables.journal.save(step.defined) = way == Way::in;
    const bool working = plan.day_kind.value_or(DayKind::work) == DayKind::work;
    const auto limit = std::max(plan.statutory_days.value_or(0), plan.pledged_days.value_or(0));
    tables.journal.save(step.working_days) = way == Way::in && working ? limit : 0;
  }
}

const std::vector<StepPlan>& steps_of(const PhaseOpened& p) {
  static const std::vector<StepPlan> kNone;
  return p.steps ? *p.steps : kNone;
}

}  // namespace

Result<void> require(const PhaseOpened& p, const Case& c) {
  const auto* phase = find_in(c.tables.phases, p.phase_id);
  if (phase && phase->opened) {
    return refusal("ST06", "phase_id", "is already in use", "审批阶段编号已被使用");
  }
  TALLY_TRY(require_plans(phase, steps_of(p)));
  if (phase) TALLY_TRY(require_acted_steps(*phase, steps_of(p)));
  return {};
}

Result<void> require(const StepAdded& p, const Case& c) {
  const auto* phase = find_in(c.tables.phases, p.phase_id);
  TALLY_TRY(require_plans(phase, p.steps));
  if (phase) TALLY_TRY(require_acted_steps(*phase, p.steps));
  return {};
}

Result<void> require_step(const StepRef& p, const Case& c) {
  if (find_step(c.tables, p.phase_id, p.step)) return {};
  return refusal("ST06", "step", "names no step of this phase", "该阶段没有此步骤");
}

Result<void> judge(const PhaseOpened& p, const Case& c) {
  if (p.phase) c.check_code("approval_phase", *p.phase, "phase");
  return judge_plans(steps_of(p), c);
}

Result<void> judge(const StepAdded& p, const Case& c) { return judge_plans(p.steps, c); }

// A phase is closed when every step has ended.
Result<void> judge(const PhaseClosed& p, const Case& c) {
  const auto* phase = find_in(c.tables.phases, p.phase_id);
  if (!phase) return {};
  for (const auto& [name, step] : phase->steps) {
    if (step.defined && !is_terminal(state_at(step, c.fact.order()))) {
      return c.process("ST11", "phase_id");
    }
  }
  return {};
}

Result<void> judge_step(const StepRef& p, StepAct act, const Case& c) {
  const auto* phase = find_in(c.tables.phases, p.phase_id);
  const auto* step = phase ? find_in(phase->steps, p.step) : nullptr;
  if (!step) return {};
  if (!is_allowed(state_at(*step, c.fact.order()), act)) TALLY_TRY(c.process("ST11", "step"));
  if (act != StepAct::accepted) return {};
  const auto* project = find_in(c.tables.projects, phase->project);
  const bool coded =
      project && !project->codes.empty() && project->codes.front().order < c.fact.order();
  if (!coded) TALLY_TRY(c.process("ST10", "phase_id"));
  if (step->working_days > 0 && !calendars_cover(c.tables, c.fact.day(), step->working_days)) {
    TALLY_TRY(c.process("ST21", "effective"));
  }
  return {};
}

Result<void> judge_deemed(const StepDeemed& p, const Case& c) {
  if (p.basis_code && is_listed(c.tables, "deemed_basis", *p.basis_code, c.fact.day(), false)) {
    return {};
  }
  return c.process("ST12", "basis_code");
}

void change(const PhaseOpened& p, const Fact&, Tables& tables, Way way) {
  auto& phase = tables.journal.node(tables.phases, p.phase_id);
  tables.journal.save(phase.opened) = way == Way::in;
  if (way == Way::in) tables.journal.save(phase.project) = p.project;
  change_plans(tables, phase, steps_of(p), way);
}

void change(const StepAdded& p, const Fact&, Tables& tables, Way way) {
  auto& phase = tables.journal.node(tables.phases, p.phase_id);
  tables.journal.save(phase.added) += sign(way);
  change_plans(tables, phase, p.steps, way);
}

void change_step(const StepRef& p, StepAct act, const Fact& fact, Tables& tables, Way way) {
  auto& phase = tables.journal.node(tables.phases, p.phase_id);
  auto& acts = tables.journal.node(phase.steps, p.step).acts;
  if (way == Way::out) return tables.journal.erase(acts, fact.order());
  tables.journal.insert(acts, ActFact{fact.order(), act});
}

bool has_dependants(const PhaseOpened& p, const Fact&, const Tables& tables) {
  const auto* phase = find_in(tables.phases, p.phase_id);
  if (!phase) return false;
  if (phase->added > 0) return true;
  return std::any_of(phase->steps.begin(), phase->steps.end(),
                     [](const auto& entry) { return !entry.second.acts.empty(); });
}

// The steps it added are part of the phase: acts on them would be left without their step.
bool has_dependants(const StepAdded& p, const Fact&, const Tables& tables) {
  const auto* phase = find_in(tables.phases, p.phase_id);
  if (!phase) return false;
  return std::any_of(p.steps.begin(), p.steps.end(), [&](const StepPlan& plan) {
    const auto* step = find_in(phase->steps, plan.step);
    return step && !step->acts.empty();
  });
}

}  // namespace tally::rules
