#include "projections/growth_figures.h"

namespace tally {
namespace {

constexpr int kApartMaxBp = 50;

Indicators::Key key_of(std::string_view metric, std::string_view scope, const Period& period) {
  return {metric, scope, period.first_day(), period.last_day()};
}

}  // namespace

Indicators::Indicators(const FactSet& facts, const Cut& cut) {
  for (const auto& row : live_rows<IndicatorPublished>(facts, cut)) {
    rows_.insert_or_assign(key_of(row->metric, row->scope, row->period), row);
  }
}

const Row<IndicatorPublished>* Indicators::find(std::string_view metric, std::string_view scope,
                                                const Period& period) const {
  const auto found = rows_.find(key_of(metric, scope, period));
  return found == rows_.end() ? nullptr : &found->second;
}

Json Growth::nominal_json() const {
  return rise ? quantity_ratio_json(*rise, *base_value) : Json();
}

Growth growth_of(const Indicators& indicators, const Row<IndicatorPublished>& now,
                 std::optional<std::int64_t> published_bp) {
  Growth growth;
  growth.published_bp = published_bp;
  if (now->growth_basis) growth.basis = *now->growth_basis;
  const auto value = Quantity::of(now->value);
  if (!value || value->kind == Quantity::Kind::bp || now->period.year <= 1) return growth;
  Period before = now->period;
  --before.year;
  growth.base = indicators.find(now->metric, now->scope, before);
  if (!growth.base) return growth;
  const auto base = Quantity::of((*growth.base)->value);
  if (!base || !base->comparable(*value) || base->digits <= 0) return growth;
  growth.base_value = base;
  growth.rise = subtract(*value, *base);
  if (growth.published_bp) {
    growth.differs = further_apart(*growth.rise, *base, *growth.published_bp, kApartMaxBp);
  }
  return growth;
}

}  // namespace tally
