// investment: total investment and what was completed of it, against the annual plan and the
// official figure (domain 5.3 V2 to V4, amendment A10).
#include "projections/investment_figures.h"
#include "projections/selection.h"
#include "projections/views.h"

namespace tally {
namespace {

struct ProjectFigures {
  const ProjectState* project;
  Membership member;
  StandingClass standing;
  TotalInvestment total;
  std::optional<Money> total_at_listing;
  Completed completed;
  Positions positions;
};

ProjectFigures figures_of(const ProjectState& project, Membership member,
                          const Selection& selection, bool with_list) {
  ProjectFigures figures{&project,
                         std::move(member),
                         StandingClass::reserve,
                         total_investment(project, selection.cut.effective),
                         std::nullopt,
                         completed_investment(project, selection.year, selection.cut.effective),
                         {}};
  figures.standing = standing_class(project, figures.member, selection.year);
  if (with_list) {
    figures.total_at_listing = total_investment(project, figures.member.listed_on).amount;
  }
  figures.positions = figures.member.positions;
  if (figures.total.origin) figures.total.origin->note(figures.positions);
  if (figures.completed.origin) figures.completed.origin->note(figures.positions);
  figures.positions.insert(project.history);
  return figures;
}

ViewRow project_row(const ProjectFigures& figures, const ViewQuery& query) {
  const auto& completed = figures.completed;
  Json row;
  row.set("kind", "project");
  row.set("project", figures.project->id);
  row.set("class", standing_class_name(figures.standing));
  row.set("planned_total", money_json(figures.total.amount));
  row.set("planned_total_basis",
          figures.total.level ? Json(total_level_name(*figures.total.level)) : Json());
  row.set("planned_total_at_listing", money_json(figures.total_at_listing));
  row.set("enrolled", figures.project->enrolled);
  row.set("reported_period", completed.period ? Json(completed.period->to_string()) : Json());
  row.set("ytd", money_json(completed.ytd));
  row.set("stale", completed.stale);
  row.set("report_missing", completed.missing);
  row.set("cumulative", money_json(completed.cumulative));
  row.set("annual_plan", money_json(figures.member.annual_plan));
  row.set("plan_rate", money_ratio_json(completed.ytd, figures.member.annual_plan));
  row.set("progress", money_ratio_json(completed.cumulative, figures.total.amount));
  row.set("opening", figures.project->opening);
  return make_row(std::move(row), figures.positions, query);
}

// Σ over the list less delisted and cancelled.
struct Totals {
  std::int64_t ever_listed = 0, listed = 0, stale = 0, reports_missing = 0, without_plan = 0;
  Sum planned_total, at_listing, ytd, planned_ytd, annual_plan;
  Positions positions;

  void add(const ProjectFigures& figures) {
    ++ever_listed;
    positions.insert(figures.positions);
    if (!is_listed(figures.standing)) return;
    ++listed;
    planned_total.add(figures.total.amount);
    at_listing.add(figures.total_at_listing);
    ytd.add(figures.completed.ytd);
    if (figures.completed.stale) ++stale;
    if (figures.completed.missing) ++reports_missing;
    // V4: a project without a plan stands in neither sum of the rate; one without a report yet has
    // completed nothing of its plan.
    if (!figures.member.annual_plan) {
      ++without_plan;
      return;
    }
    annual_plan.add(figures.member.annual_plan);
    if (figures.completed.ytd) planned_ytd.add(figures.completed.ytd);
  }
};

// Rate less time progress in basis points of the plan: both over one denominator, then rounded.
Json gap_json(const std::optional<Money>& done, const std::optional<Money>& plan, int months) {
  if (!done || !plan || done->currency != plan->currency) return nullptr;
  const auto gap =
      rounded_bp(Int128{done->minor} * 12 - Int128{plan->minor} * months, Int128{plan->minor} * 12);
  return number_json(gap);
}

Json coverage_json(const FactSet& facts, const std::vector<ProjectState>& projects,
                   const Selection& selection, Positions& positions) {
  const auto official = official_investment(facts, selection);
  if (!official) return nullptr;
  const auto ledger = ledger_investment(projects, selection.year, official->through);
  official->origin.note(positions);
  Json out;
  out.set("scope", official->scope);
  out.set("period", official->period.to_string());
  out.set("official", money_json(official->amount));
  out.set("ledger", money_json(ledger));
  out.set("ratio", money_ratio_json(ledger, official->amount));
  return out;
}

ViewRow total_row(const FactSet& facts, const std::vector<ProjectState>& projects,
                  const Totals& totals, const Selection& selection, const ViewQuery& query) {
  const int months = complete_months(selection.year, selection.cut.effective);
  const auto planned_ytd = totals.planned_ytd.total(facts.currency);
  const auto annual_plan = totals.annual_plan.total(facts.currency);
  Positions positions = totals.positions;
  Json row;
  row.set("kind", "total");
  row.set("year", selection.year);
  row.set("list", selection.list ? Json(*selection.list) : Json());
  row.set("ever_listed", totals.ever_listed);
  row.set("count", totals.listed);
  row.set("planned_total", money_json(totals.planned_total.total(facts.currency)));
  row.set("missing", totals.planned_total.missing);
  row.set("planned_total_at_listing",
          selection.list ? money_json(totals.at_listing.total(facts.currency)) : Json());
  row.set("missing_at_listing", selection.list ? Json(totals.at_listing.missing) : Json());
  row.set("ytd", money_json(totals.ytd.total(facts.currency)));
  row.set("stale", totals.stale);
  row.set("reports_missing", totals.reports_missing);
  row.set("annual_plan", money_json(annual_plan));
  row.set("without_plan", totals.without_plan);
  row.set("plan_rate", money_ratio_json(planned_ytd, annual_plan));
  row.set("time_progress", ratio_json(months, 12));
  row.set("gap_bp", gap_json(planned_ytd, annual_plan, months));
  row.set("ledger_investment",
          money_json(ledger_investment(projects, selection.year, selection.cut.effective)));
  row.set("coverage", coverage_json(facts, projects, selection, positions));
  return make_row(std::move(row), positions, query);
}

Result<std::vector<ViewRow>> roll_up(const FactSet& facts, const ViewQuery& query) {
  TALLY_ASSIGN(const Selection selection, select(facts, query));
  const auto projects = project_states(facts, selection.cut);
  Totals totals;
  std::vector<ViewRow> rows(1);
  for (const auto& project : projects) {
    auto member = membership(project, selection);
    if (!member || !asked_for(query, project.id)) continue;
    const auto figures =
        figures_of(project, std::move(*member), selection, selection.list.has_value());
    totals.add(figures);
    rows.push_back(project_row(figures, query));
  }
  rows[0] = total_row(facts, projects, totals, selection, query);
  return rows;
}

}  // namespace

ViewDefinition investment_view() {
  using Kind = ViewColumn::Kind;
  return {{"investment",
           1,
           {"投资完成", "investment"},
           {{"kind", {"行别", "kind of row"}, Kind::text},
            {"project", {"项目", "project"}, Kind::text},
            {"class", {"类别", "class"}, Kind::text},
            {"ever_listed", {"曾列入", "ever listed"}, Kind::count},
            {"count", {"在列", "listed"}, Kind::count},
            {"planned_total", {"计划总投资", "planned total"}, Kind::money},
            {"planned_total_basis", {"总投资依据", "basis of the total"}, Kind::text},
            {"missing", {"未填总投资", "without a total"}, Kind::count},
            {"planned_total_at_listing", {"列入时总投资", "total at listing"}, Kind::money},
            {"reported_period", {"上报月份", "reported period"}, Kind::text},
            {"ytd", {"自年初累计完成", "completed this year"}, Kind::money},
            {"stale", {"数据滞后", "stale"}, Kind::count},
            {"reports_missing", {"缺报", "reports missing"}, Kind::count},
            {"annual_plan", {"年度计划投资", "annual plan"}, Kind::money},
            {"plan_rate", {"年度计划完成率", "rate of the annual plan"}, Kind::basis_points},
            {"time_progress", {"时间进度", "time progress"}, Kind::basis_points},
            {"cumulative", {"累计完成投资", "completed so far"}, Kind::money},
            {"progress", {"总体进度", "overall progress"}, Kind::basis_points},
            {"coverage", {"官方数覆盖率", "coverage of the official figure"}, Kind::list},
            {"opening",
             {"含期初数（本账本未证实）", "opening, not proven by this ledger"},
             Kind::flag}}},
          roll_up,
          true};
}

}  // namespace tally
