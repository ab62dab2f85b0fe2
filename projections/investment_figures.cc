#include "projections/investment_figures.h"

#include <set>

namespace tally {
namespace {

constexpr std::string_view kOfficialMetric = "fai";  // 固定资产投资

}  // namespace

int complete_months(int year, Date day) {
  if (day.year() != year) return day.year() < year ? 0 : 12;
  const bool month_over = day.plus_days(1).day() == 1;
  return day.month() - (month_over ? 0 : 1);
}

Completed completed_investment(const ProjectState& project, int year, Date day) {
  Completed completed;
  completed.cumulative = project.opening_invested;
  const Report* last = nullptr;
  const Report* last_cumulative = nullptr;
  for (const auto& report : project.reports) {
    if (report.period.last_day() > day) continue;
    if (report.cumulative &&
        (!last_cumulative || last_cumulative->period.last_day() <= report.period.last_day())) {
      last_cumulative = &report;
    }
    if (report.period.year != year || !report.ytd) continue;
    if (!last || last->period.last_day() <= report.period.last_day()) last = &report;
  }
  if (last_cumulative) completed.cumulative = last_cumulative->cumulative;
  const int months = complete_months(year, day);
  if (last) {
    completed.ytd = last->ytd;
    completed.period = last->period;
    completed.stale = last->period.last_day().month() < months;
    completed.origin = last->origin;
  } else {
    completed.missing = months > 0;
  }
  return completed;
}

std::optional<Money> ledger_investment(const std::vector<ProjectState>& projects, int year,
                                       Date day) {
  Sum sum;
  for (const auto& project : projects) {
    if (project.enrolled) sum.add(completed_investment(project, year, day).ytd);
  }
  return sum.total(std::nullopt);
}

std::optional<Published> official_investment(const FactSet& facts, const Selection& selection) {
  std::optional<Published> latest;
  std::set<std::string_view> scopes;
  for (const auto& row : live_rows<IndicatorPublished>(facts, selection.cut)) {
    const IndicatorPublished& published = *row;
    if (published.metric != kOfficialMetric || published.period.year != selection.year) continue;
    scopes.insert(published.scope);
    if (!published.value.money) continue;
    const Date through = published.period.last_day();
    if (latest && through < latest->through) continue;
    latest = Published{published.scope, published.period, published.value.money, through,
                       Origin{row.order().position, row.table->known_from[row.index]}};
  }
  if (scopes.size() > 1) return std::nullopt;
  return latest;
}

}  // namespace tally
