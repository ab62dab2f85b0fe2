#include "core/rules/families.h"

namespace tally::rules {
namespace {

// Domain 2.1 and 4.4, in the order of the main path.
constexpr std::array<std::string_view, 11> kPath = {
    "reserve",      "initiation", "feasibility", "design",         "permitting", "procurement",
    "construction", "acceptance", "settlement",  "final_accounts", "operation"};
constexpr int kInitiation = 1;
constexpr int kDesign = 3;
constexpr int kPermitting = 4;
constexpr int kProcurement = 5;
constexpr int kConstruction = 6;
constexpr int kAcceptance = 7;
constexpr int kOperation = 10;
constexpr std::string_view kReserve = "reserve";
constexpr std::string_view kSuspended = "suspended";
constexpr std::string_view kCancelled = "cancelled";

// Its place on the path, or nothing.
std::optional<int> path_index(std::string_view stage) {
  for (std::size_t i = 0; i < kPath.size(); ++i) {
    if (kPath[i] == stage) return static_cast<int>(i);
  }
  return std::nullopt;
}

bool in_graph(std::string_view stage) {
  return stage == kSuspended || stage == kCancelled || path_index(stage);
}

// An edge between two stages of the path. A project that does not state its route may take any.
bool is_path_edge(int from, int to, std::optional<Route> route) {
  if (to == from + 1) return true;
  if (to == kConstruction) return from >= kInitiation && from <= kProcurement;
  if ((from == kPermitting && to == kDesign) || (from == kProcurement && to == kPermitting)) {
    return true;
  }
  if (route == Route::approval) return false;
  if (from == kInitiation && to == kPermitting) return true;
  // Settlement and final accounts may be left out.
  return from >= kAcceptance && to > from && to <= kOperation;
}

struct Standing {
  std::string_view stage = kReserve;
  std::string_view before_suspension;  // The stage left, when `stage` is suspended.
};

// The stage in force just before `order` (C9).
Standing standing_at(const Tables& tables, const Project* project, const FactOrder& order) {
  Standing standing;
  if (!project) return standing;
  auto next = std::lower_bound(
      project->stages.begin(), project->stages.end(), order,
      [](const StageFact& fact, const FactOrder& wanted) { return fact.order < wanted; });
  if (next == project->stages.begin()) return standing;
  standing.stage = tables.names[std::prev(next)->to];
  if (standing.stage != kSuspended) return standing;
  standing.before_suspension = kReserve;
  while (next != project->stages.begin()) {
    const std::string_view earlier = tables.names[(--next)->to];
    if (earlier == kSuspended) continue;
    standing.before_suspension = earlier;
    break;
  }
  return standing;
}

bool is_edge(std::string_view from, std::string_view to, const Standing& standing,
             std::optional<Route> route) {
  if (from == kCancelled) return false;
  if (to == kCancelled) return from != kPath[kOperation];
  if (to == kSuspended) return from != kSuspended && from != kPath[kOperation];
  if (from == kSuspended) {
    return standing.stage == kSuspended && to == standing.before_suspension;
  }
  return is_path_edge(*path_index(from), *path_index(to), route);
}

std::vector<DayFact>* milestone_facts(Tables& tables, const MilestoneReached& p) {
  if (p.code == "start") return &tables.journal.node(tables.projects, p.project).starts;
  if (p.code == "completion_accepted") {
    return &tables.journal.node(tables.projects, p.project).completions;
  }
  return nullptr;
}

}  // namespace

// C9: a wrong `from` is refused only at the end of the project's history; a late entry is a fact.
Result<void> require(const StageChanged& p, const Case& c) {
  const auto* project = find_in(c.tables.projects, p.project);
  const auto order = c.fact.order();
  if (c.imported()) return {};
  if (project && !project->stages.empty() && project->stages.back().order > order) return {};
  const auto standing = standing_at(c.tables, project, order);
  if (standing.stage == p.from) return {};
  return refusal("ST09", "from",
                 "is not the stage in force, which is " + std::string(standing.stage),
                 "与当前阶段不符，当前阶段为 " + std::string(standing.stage));
}

Result<void> judge(const StageChanged& p, const Case& c) {
  const auto* project = find_in(c.tables.projects, p.project);
  const auto standing = standing_at(c.tables, project, c.fact.order());
  if (standing.stage != p.from) c.flag("ST09", "from");
  c.check_code("stage", p.from, "from");
  c.check_code("stage", p.to, "to");
  // `unknown` and a ledger's own codes have no place in the graph.
  if (!in_graph(p.from) || !in_graph(p.to)) return {};
  if (is_edge(p.from, p.to, standing, project ? project->route : std::nullopt)) return {};
  return c.process("ST09", "to");
}

void change(const StageChanged& p, const Fact& fact, Tables& tables, Way way) {
  auto& stages = tables.journal.node(tables.projects, p.project).stages;
  if (way == Way::out) return tables.journal.erase(stages, fact.order());
  tables.journal.insert(stages, StageFact{fact.order(), tables.intern(p.to)});
}

// Amendment A8: a completion before the start is a fact, and flagged.
Result<void> judge(const MilestoneReached& p, const Case& c) {
  const auto* project = find_in(c.tables.projects, p.project);
  if (!project) return {};
  const auto day = c.fact.day().days;
  const bool start_after = p.code == "start" && !project->completions.empty() &&
                           day > project->completions.front().order.day;
  const bool completed_before = p.code == "completion_accepted" && !project->starts.empty() &&
                                day < project->starts.front().order.day;
  if (start_after || completed_before) c.flag("R26", "effective");
  return {};
}

void change(const MilestoneReached& p, const Fact& fact, Tables& tables, Way way) {
  auto* facts = milestone_facts(tables, p);
  if (!facts) return;
  if (way == Way::out) return tables.journal.erase(*facts, fact.order());
  tables.journal.insert(*facts, DayFact{fact.order()});
}

Result<void> require(const OpeningRecorded& p, const Case& c) {
  const auto* project = find_in(c.tables.projects, p.project);
  if (project && project->openings > 0) {
    return refusal("ST06", "project", "has an opening balance already", "该项目已有期初数");
  }
  return require_opening_money(p, c);
}

Result<void> judge(const OpeningRecorded& p, const Case& c) {
  if (p.stage) c.check_code("stage", *p.stage, "stage");
  if (!p.permits) return {};
  for (std::size_t i = 0; i < p.permits->size(); ++i) {
    c.check_code("approval_item", (*p.permits)[i].item, "permits[" + std::to_string(i) + "].item");
  }
  return {};
}

void change(const OpeningRecorded& p, const Fact& fact, Tables& tables, Way way) {
  auto& project = tables.journal.node(tables.projects, p.project);
  tables.journal.save(project.openings) += sign(way);
  if (p.stage && way == Way::in) {
    tables.journal.insert(project.stages, StageFact{fact.order(), tables.intern(*p.stage)});
  } else if (p.stage) {
    tables.journal.erase(project.stages, fact.order());
  }
  change_opening_money(p, tables, way);
}

}  // namespace tally::rules
