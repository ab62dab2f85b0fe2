// pipeline 四个一批: counts and totals by class for one list and year (domain 5.3 V1, A9).
//
// The nine classes partition what was ever listed; "listed" is what is neither delisted nor
// cancelled nor gone on in other projects, "total" is all. Beside them, never mixed in: what the
// recorded stages say, and where stages and dates disagree.
#include <array>
#include <map>

#include "projections/selection.h"
#include "projections/views.h"

namespace tally {
namespace {

constexpr std::size_t kPlannedClasses = EnumNames<PipelineClass>::kNames.size();

struct Cell {
  std::int64_t count = 0;
  Sum total;

  void add(const TotalInvestment& investment) {
    ++count;
    total.add(investment.amount);
  }
  void write(Json& out, const FactSet& facts) const {
    out.set("count", count);
    out.set("planned_total", money_json(total.total(facts.currency)));
    out.set("missing", total.missing);
  }
};

struct ClassLine {
  Cell all;
  std::array<Cell, kPlannedClasses + 1> planned;  // The last one: no class was planned.
  std::int64_t suspended = 0;
  std::int64_t starts = 0;
  std::int64_t completions = 0;
  std::int64_t opening = 0;  // Rest on an opening balance.
  Positions positions;

  void add(const ProjectState& project, const Membership& member, const TotalInvestment& total,
           const Selection& selection) {
    all.add(total);
    planned[member.planned_class ? static_cast<std::size_t>(*member.planned_class)
                                 : kPlannedClasses]
        .add(total);
    if (project.suspended()) ++suspended;
    if (project.opening) ++opening;
    if (project.started_on && project.started_on->year() == selection.year) ++starts;
    if (project.completed_on && project.completed_on->year() == selection.year) ++completions;
    positions.insert(project.history);
    positions.insert(member.positions);
    if (total.origin) total.origin->note(positions);
  }
};

struct StageLine {
  Cell all;
  Positions positions;
};

// Where the recorded stage and the milestones contradict each other; empty when they do not.
std::string_view disagreement(const ProjectState& project) {
  static const std::map<std::string_view, int> kRank = {
      {"reserve", 0},    {"initiation", 1},     {"feasibility", 2},  {"design", 3},
      {"permitting", 4}, {"procurement", 5},    {"construction", 6}, {"acceptance", 7},
      {"settlement", 8}, {"final_accounts", 9}, {"operation", 10}};
  const auto rank = kRank.find(project.stage);
  if (rank == kRank.end()) return {};  // Suspended, cancelled, unknown: says nothing of dates.
  if (project.completed_on && rank->second < 7) return "completion_without_stage";
  if (!project.completed_on && rank->second > 7) return "stage_without_completion";
  if (project.started_on && rank->second < 6) return "start_without_stage";
  if (!project.started_on && !project.completed_on && rank->second >= 6) {
    return "stage_without_start";
  }
  return {};
}

ViewRow class_row(std::string_view name, const ClassLine& line, const FactSet& facts,
                  const ViewQuery& query) {
  Json row;
  row.set("kind", "class");
  row.set("class", name);
  line.all.write(row, facts);
  row.set("suspended", line.suspended);
  row.set("starts", line.starts);
  row.set("completions", line.completions);
  row.set("opening", line.opening);
  Json::Array planned;
  for (std::size_t i = 0; i <= kPlannedClasses; ++i) {
    Json cell;
    cell.set("planned_class",
             i < kPlannedClasses ? Json(enum_name(static_cast<PipelineClass>(i))) : Json());
    line.planned[i].write(cell, facts);
    planned.push_back(std::move(cell));
  }
  row.set("planned", std::move(planned));
  return make_row(std::move(row), line.positions, query);
}

ViewRow stage_row(std::string_view stage, const StageLine& line, const FactSet& facts,
                  const ViewQuery& query) {
  Json row;
  row.set("kind", "stage");
  row.set("stage", stage);
  line.all.write(row, facts);
  return make_row(std::move(row), line.positions, query);
}

ViewRow disagreement_row(const ProjectState& project, std::string_view reason, int year,
                         const ViewQuery& query) {
  Json row;
  row.set("kind", "disagreement");
  row.set("project", project.id);
  row.set("stage", project.stage);
  row.set("class", standing_class_name(class_by_dates(project, year)));
  row.set("disagreement", reason);
  return make_row(std::move(row), project.history, query);
}

class Pipeline {
 public:
  Pipeline(const FactSet& facts, const ViewQuery& query, const Selection& selection)
      : facts_(facts), query_(query), selection_(selection) {}

  void add(const ProjectState& project) {
    const auto member = membership(project, selection_);
    if (!member) return;
    const auto total = total_investment(project, selection_.cut.effective);
    const auto standing = standing_class(project, *member, selection_.year);
    classes_[static_cast<std::size_t>(standing)].add(project, *member, total, selection_);
    total_.add(project, *member, total, selection_);
    if (standing == StandingClass::delisted) return;
    auto& stage = stages_[project.stage];
    stage.all.add(total);
    stage.positions.insert(project.history);
    if (!is_listed(standing)) return;
    listed_.add(project, *member, total, selection_);
    const auto reason = disagreement(project);
    if (reason.empty()) return;
    disagreements_.push_back(disagreement_row(project, reason, selection_.year, query_));
  }

  std::vector<ViewRow> rows() {
    std::vector<ViewRow> rows;
    for (std::size_t i = 0; i < kStandingClasses; ++i) {
      const auto name = standing_class_name(static_cast<StandingClass>(i));
      rows.push_back(class_row(name, classes_[i], facts_, query_));
    }
    rows.push_back(class_row("listed", listed_, facts_, query_));
    rows.push_back(class_row("total", total_, facts_, query_));
    for (const auto& [stage, line] : stages_)
      rows.push_back(stage_row(stage, line, facts_, query_));
    for (auto& row : disagreements_) rows.push_back(std::move(row));
    return rows;
  }

 private:
  const FactSet& facts_;
  const ViewQuery& query_;
  const Selection& selection_;
  std::array<ClassLine, kStandingClasses> classes_;
  ClassLine listed_, total_;
  std::map<std::string_view, StageLine> stages_;
  std::vector<ViewRow> disagreements_;
};

Result<std::vector<ViewRow>> roll_up(const FactSet& facts, const ViewQuery& query) {
  TALLY_ASSIGN(const Selection selection, select(facts, query));
  const auto projects = project_states(facts, selection.cut);
  Pipeline pipeline(facts, query, selection);
  for (const auto& project : projects) {
    if (asked_for(query, project.id)) pipeline.add(project);
  }
  return pipeline.rows();
}

}  // namespace

ViewDefinition pipeline_view() {
  using Kind = ViewColumn::Kind;
  return {{"pipeline",
           2,
           {"四个一批", "pipeline"},
           {{"kind", {"行别", "kind of row"}, Kind::text},
            {"class", {"类别", "class"}, Kind::text},
            {"count", {"个数", "count"}, Kind::count},
            {"planned_total", {"计划总投资", "planned total"}, Kind::money},
            {"missing", {"未填总投资", "without a total"}, Kind::count},
            {"suspended", {"其中停缓建", "of these suspended"}, Kind::count},
            {"starts", {"本年开工", "starts in the year"}, Kind::count},
            {"completions", {"本年竣工", "completions in the year"}, Kind::count},
            {"opening", {"含期初数", "with opening balances"}, Kind::count},
            {"planned", {"按计划类别", "by planned class"}, Kind::list},
            {"stage", {"阶段", "stage"}, Kind::text},
            {"project", {"项目", "project"}, Kind::text},
            {"disagreement", {"阶段与日期不符", "stage and dates disagree"}, Kind::text}}},
          roll_up,
          true};
}

}  // namespace tally
