// bonds: special bonds from declaration to spending (domain 5.3 V8).
#include "projections/bond_figures.h"
#include "projections/selection.h"
#include "projections/views.h"

namespace tally {
namespace {

Json years_json(const BondLine& line, const std::optional<Currency>& currency) {
  Json::Array years;
  for (const auto& [year, figures] : line.years) {
    Json out;
    out.set("year", year);
    out.set("declared", money_json(figures.declared.total(currency)));
    out.set("declarations", figures.declarations);
    years.push_back(std::move(out));
  }
  return years;
}

void write(Json& row, const BondLine& line, const std::optional<Currency>& currency,
           Date effective) {
  const auto received = line.received.total(currency);
  const auto appropriated = line.appropriated.total(currency);
  const auto spent = line.spent.total(currency);
  const auto idle = line.idle(currency);
  const auto waiting = idle ? idle_days(line.lots, *idle, effective) : std::nullopt;
  const auto service = line.debt_service.total(currency);
  const auto revenue = line.revenue.total(currency);
  row.set("declared", money_json(line.declared.total(currency)));
  row.set("declared_by_year", years_json(line, currency));
  row.set("passed", money_json(line.passed.total(currency)));
  row.set("issued", money_json(line.issued.total(currency)));
  row.set("received", money_json(received));
  row.set("adjusted_in", money_json(line.adjusted_in.total(currency)));
  row.set("adjusted_out", money_json(line.adjusted_out.total(currency)));
  row.set("appropriated", money_json(appropriated));
  row.set("appropriation_progress", money_ratio_json(appropriated, received));
  row.set("spent", money_json(spent));
  row.set("spending_progress", money_ratio_json(spent, received));
  row.set("unclear", money_json(line.unclear.total(currency)));
  row.set("idle", money_json(idle));
  row.set("idle_days", waiting ? Json(waiting->weighted) : Json());
  row.set("idle_days_max", waiting ? Json(waiting->oldest) : Json());
  row.set("debt_service", money_json(service));
  row.set("terms_missing", line.terms_missing);
  row.set("revenue", money_json(revenue));
  row.set("cover", money_ratio_json(revenue, service));
}

Result<std::vector<ViewRow>> roll_up(const FactSet& facts, const ViewQuery& query) {
  TALLY_TRY(select_year(query));
  TALLY_ASSIGN(const auto filter, ProjectFilter::of(facts, query));
  const auto figures = bond_figures(facts, query.cut, query.year);
  std::vector<ViewRow> rows;
  // The whole ledger's, whatever project is asked for: a quota is of no single project.
  Json total;
  total.set("kind", "total");
  total.set("quota", money_json(figures.quota.total(facts.currency)));
  write(total, figures.total, facts.currency, query.cut.effective);
  rows.push_back(make_row(std::move(total), figures.total.positions, query));
  for (const auto& [project, line] : figures.projects) {
    if (!filter.takes(project)) continue;
    Json row;
    row.set("kind", "project");
    row.set("project", project);
    write(row, line, facts.currency, query.cut.effective);
    rows.push_back(make_row(std::move(row), line.positions, query));
  }
  return rows;
}

}  // namespace

ViewDefinition bonds_view() {
  using Kind = ViewColumn::Kind;
  return {{"bonds",
           1,
           {"专项债券", "special bonds"},
           {{"kind", {"行别", "kind of row"}, Kind::text},
            {"project", {"项目", "project"}, Kind::text},
            {"declared", {"申报", "declared"}, Kind::money},
            {"declared_by_year", {"分年申报", "declared by year"}, Kind::list},
            {"passed", {"审核通过", "passed"}, Kind::money},
            {"quota", {"额度", "quota"}, Kind::money},
            {"issued", {"发行", "issued"}, Kind::money},
            {"received", {"到账", "received"}, Kind::money},
            {"appropriated", {"拨付", "appropriated"}, Kind::money},
            {"appropriation_progress", {"拨付进度", "appropriation"}, Kind::basis_points},
            {"spent", {"支出", "spent"}, Kind::money},
            {"spending_progress", {"支出进度", "spending"}, Kind::basis_points},
            {"idle", {"闲置", "idle"}, Kind::money},
            {"idle_days", {"闲置天数", "days idle"}, Kind::count},
            {"debt_service", {"12个月内应还本息", "due in 12 months"}, Kind::money},
            {"revenue", {"近12个月收入", "revenue of 12 months"}, Kind::money},
            {"cover", {"覆盖率", "cover"}, Kind::basis_points}}},
          roll_up};
}

}  // namespace tally
