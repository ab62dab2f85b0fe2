// growth: published growth of each indicator beside the nominal growth of its values (domain 5.3
// V10).
#include "projections/growth_figures.h"
#include "projections/selection.h"
#include "projections/views.h"

namespace tally {
namespace {

Json vintage_json(const IndicatorPublished& indicator) {
  return indicator.vintage ? Json(enum_name(*indicator.vintage)) : Json();
}

Json value_json(const std::optional<MetricValue>& value) {
  const auto quantity = value ? Quantity::of(*value) : std::nullopt;
  return quantity ? quantity->json() : Json();
}

ViewRow growth_row(const Indicators& indicators, const Row<IndicatorPublished>& now,
                   const ViewQuery& query) {
  const auto growth = growth_of(indicators, now, now->growth_bp);
  Positions positions;
  now.note(positions);
  if (growth.base) growth.base->note(positions);
  Json row;
  row.set("metric", now->metric);
  row.set("scope", now->scope);
  row.set("period", now->period.to_string());
  row.set("value", value_json(now->value));
  row.set("vintage", vintage_json(*now));
  row.set("publisher", now->publisher ? Json(*now->publisher) : Json());
  row.set("published_growth_bp", number_json(growth.published_bp));
  row.set("growth_basis", text_json(growth.basis));
  row.set("stated_base", value_json(now->base_value));
  row.set("base", growth.base ? value_json((*growth.base)->value) : Json());
  row.set("base_vintage", growth.base ? vintage_json(**growth.base) : Json());
  row.set("nominal_growth", growth.nominal_json());
  row.set("note", growth.differs ? Json(kDiffersNote) : Json());
  return make_row(std::move(row), positions, query);
}

Result<std::vector<ViewRow>> roll_up(const FactSet& facts, const ViewQuery& query) {
  TALLY_TRY(select_year(query));
  const Indicators indicators(facts, query.cut);
  std::vector<ViewRow> rows;
  for (const auto& [key, now] : indicators.rows()) {
    if (now->value.bp) continue;  // A rate or a growth itself.
    if (query.year && now->period.year != *query.year) continue;
    rows.push_back(growth_row(indicators, now, query));
  }
  return rows;
}

}  // namespace

ViewDefinition growth_view() {
  using Kind = ViewColumn::Kind;
  return {{"growth",
           1,
           {"增速", "growth"},
           {{"metric", {"指标", "metric"}, Kind::text},
            {"scope", {"范围", "scope"}, Kind::text},
            {"period", {"期间", "period"}, Kind::text},
            {"value", {"数值", "value"}, Kind::list},
            {"vintage", {"版本", "vintage"}, Kind::text},
            {"published_growth_bp", {"公布增速", "published growth"}, Kind::basis_points},
            {"growth_basis", {"增速口径", "basis of growth"}, Kind::text},
            {"base", {"上年同期", "a year before"}, Kind::list},
            {"base_vintage", {"上年版本", "vintage of the base"}, Kind::text},
            {"nominal_growth", {"名义增速", "nominal growth"}, Kind::basis_points},
            {"note", {"提示", "note"}, Kind::text}}},
          roll_up};
}

}  // namespace tally
