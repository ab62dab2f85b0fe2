// portfolio: one row per project.
#include <set>

#include "projections/selection.h"
#include "projections/views.h"

namespace tally {
namespace {

// Without a list named, the plan of the year is told only when all lists that state one agree.
std::optional<Money> annual_plan(const ProjectState& project, const Selection& selection,
                                 Positions& positions) {
  if (selection.list) {
    const auto member = membership(project, *selection.list, selection.year);
    return member ? member->annual_plan : std::nullopt;
  }
  std::optional<Money> plan;
  std::set<std::string_view> lists;
  for (const auto& listing : project.listings) lists.insert(listing.list);
  for (const auto list : lists) {
    const auto member = membership(project, list, selection.year);
    if (!member || member->delisted || !member->annual_plan) continue;
    if (plan && *plan != *member->annual_plan) return std::nullopt;
    plan = member->annual_plan;
    positions.insert(member->positions);
  }
  return plan;
}

ViewRow project_row(const ProjectState& project, const Membership& member,
                    const Selection& selection, const ViewQuery& query) {
  Positions positions = project.history;
  positions.insert(member.positions);
  positions.insert(project.payments);
  const auto total = total_investment(project, selection.cut.effective);
  if (total.origin) total.origin->note(positions);

  Json row;
  row.set("project", project.id);
  row.set("name", text_json(project.name));
  row.set("stage", project.stage);
  row.set("stage_as_stated", text_json(project.stage_as_stated));
  row.set("class", standing_class_name(standing_class(project, member, selection.year)));
  row.set("suspended", project.suspended());
  row.set("planned_total", money_json(total.amount));
  row.set("planned_total_basis", total.level ? Json(total_level_name(*total.level)) : Json());
  row.set("newer_lower_level", total.newer_lower_level);
  row.set("annual_plan", money_json(annual_plan(project, selection, positions)));
  row.set("paid", project.paid.stated == 0 ? Json() : money_json(project.paid.total(std::nullopt)));
  row.set("started_on", date_json(project.started_on));
  row.set("planned_completion", date_json(project.planned_completion));
  row.set("completed_on", date_json(project.completed_on));
  row.set("opening", project.opening);
  return make_row(std::move(row), positions, query);
}

Result<std::vector<ViewRow>> roll_up(const FactSet& facts, const ViewQuery& query) {
  TALLY_ASSIGN(const Selection selection, select_year(query));
  std::vector<ViewRow> rows;
  for (const auto& project : project_states(facts, selection.cut)) {
    if (!asked_for(query, project.id)) continue;
    const auto member = membership(project, selection);
    if (member) rows.push_back(project_row(project, *member, selection, query));
  }
  return rows;
}

}  // namespace

ViewDefinition portfolio_view() {
  using Kind = ViewColumn::Kind;
  return {{"portfolio",
           1,
           {"项目总表", "portfolio"},
           {{"project", {"项目", "project"}, Kind::text},
            {"name", {"名称", "name"}, Kind::text},
            {"stage", {"阶段", "stage"}, Kind::text},
            {"stage_as_stated", {"阶段（原文）", "stage as stated"}, Kind::text},
            {"class", {"类别", "class"}, Kind::text},
            {"suspended", {"停缓建", "suspended"}, Kind::flag},
            {"planned_total", {"计划总投资", "planned total"}, Kind::money},
            {"planned_total_basis", {"总投资依据", "basis of the total"}, Kind::text},
            {"newer_lower_level", {"有更新的低级数", "newer lower-level figure"}, Kind::flag},
            {"annual_plan", {"年度计划投资", "annual plan"}, Kind::money},
            {"paid", {"已拨付", "paid"}, Kind::money},
            {"started_on", {"开工日期", "started on"}, Kind::date},
            {"planned_completion", {"计划竣工", "planned completion"}, Kind::date},
            {"completed_on", {"竣工日期", "completed on"}, Kind::date},
            {"opening",
             {"含期初数（本账本未证实）", "opening, not proven by this ledger"},
             Kind::flag}}},
          roll_up};
}

}  // namespace tally
