#include "projections/metrics.h"

#include <map>
#include <set>

#include "projections/investment_figures.h"
#include "projections/policy_figures.h"

namespace tally {
namespace {

constexpr std::string_view kGrowth = "_growth";

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() > end.size() && text.substr(text.size() - end.size()) == end;
}

bool inside(const Period& inner, const Period& outer) {
  return outer.first_day() <= inner.first_day() && inner.last_day() <= outer.last_day();
}

// Whether an indicator reaches further than another; the longer period where both end together.
bool reaches_further(const Period& a, const Period& b) {
  if (a.last_day() != b.last_day()) return b.last_day() < a.last_day();
  return a.first_day() < b.first_day();
}

}  // namespace

bool is_flow(std::string_view metric) {
  return metric == "fai" || metric == "gdp" || metric == "bond.declared" ||
         metric == "policy.paid" || metric == "investment.ytd";
}

Metrics::Metrics(const FactSet& facts, const ViewQuery& query)
    : facts_(facts), query_(query), indicators_(facts, query.cut) {}

std::optional<Measured> Metrics::measure(std::string_view metric,
                                         const std::optional<std::string>& scope,
                                         const Period& period) const {
  if (metric == "list.count" || metric == "list.planned_total") {
    return from_list(metric, scope, period);
  }
  if (metric == "bond.declared") return declared(period);
  if (metric == "investment.ytd") return invested(period);
  if (metric == "policy.paid") return policy_paid(period);
  auto measured = published(metric, /*growth=*/false, scope, period);
  if (!measured && ends_with(metric, kGrowth)) {
    measured = published(metric.substr(0, metric.size() - kGrowth.size()), true, scope, period);
  }
  return measured;
}

std::optional<Growth> Metrics::growth_behind(std::string_view metric,
                                             const Measured& measured) const {
  if (!ends_with(metric, kGrowth) || !measured.scope) return std::nullopt;
  const auto of = metric.substr(0, metric.size() - kGrowth.size());
  const auto* now = indicators_.find(of, *measured.scope, measured.period);
  if (!now) return std::nullopt;
  auto published_bp = (*now)->growth_bp;
  // As a rate of its own it counts before the growth published with the value.
  if (measured.value.kind == Quantity::Kind::bp) {
    published_bp = static_cast<std::int64_t>(measured.value.digits);
  }
  return growth_of(indicators_, *now, published_bp);
}

Cut Metrics::cut_until(const Period& period) const {
  return {std::min(query_.cut.effective, period.last_day()), query_.cut.known};
}

Measured Metrics::of_ledger(Quantity value, const Period& period) const {
  Measured measured;
  measured.value = value;
  measured.source = "ledger";
  measured.period = period;
  measured.whole_period = query_.cut.effective >= period.last_day();
  return measured;
}

bool Metrics::is_list(std::string_view name) const {
  for (const auto& row : live_rows(facts_, &Facts::listings, {kLastDate, query_.cut.known})) {
    if (row.text(row->list) == name) return true;
  }
  return false;
}

std::optional<Measured> Metrics::from_list(std::string_view metric,
                                           const std::optional<std::string>& scope,
                                           const Period& period) const {
  ViewQuery query = query_;
  query.year = period.year;
  query.cut = cut_until(period);
  if (scope && is_list(*scope)) query.list = scope;
  const auto selection = select(facts_, query);
  if (!selection.ok()) return std::nullopt;  // Several lists, none named: nobody can say which.
  std::int64_t count = 0;
  Sum total;
  Positions positions;
  for (const auto& project : project_states(facts_, selection->cut)) {
    const auto member = membership(project, *selection);
    if (!member || member->delisted || project.left()) continue;
    ++count;
    const auto investment = total_investment(project, selection->cut.effective);
    total.add(investment.amount);
    positions.insert(member->positions);
    positions.insert(project.history);
    if (investment.origin) investment.origin->note(positions);
  }
  auto value = Quantity::of_count(count);
  if (metric == "list.planned_total") {
    const auto sum = total.total(facts_.currency);
    if (!sum) return std::nullopt;
    value = Quantity::of(*sum);
  }
  Measured measured = of_ledger(value, period);
  measured.scope = selection->list;
  measured.missing = metric == "list.count" ? 0 : total.missing;
  measured.positions = std::move(positions);
  return measured;
}

std::optional<Measured> Metrics::declared(const Period& period) const {
  struct Declaration {
    std::optional<Money> amount;
    int year = 0;
    bool withdrawn = false;
    Positions positions;
  };
  std::map<std::string_view, Declaration> declarations;
  for (const auto& row : live_rows(facts_, &Facts::declarations, cut_until(period))) {
    Declaration& declaration = declarations[row.text(row->declaration_id)];
    row.note(declaration.positions);
    if (row->amount) {
      declaration.amount = row->amount;
      declaration.year = row->year;
    } else {
      declaration.withdrawn = true;
    }
  }
  Sum sum;
  Positions positions;
  for (const auto& [id, declaration] : declarations) {
    if (declaration.withdrawn || !declaration.amount || declaration.year != period.year) continue;
    sum.add(declaration.amount);
    positions.insert(declaration.positions);
  }
  const auto total = sum.total(facts_.currency);
  if (!total) return std::nullopt;
  Measured measured = of_ledger(Quantity::of(*total), period);
  measured.positions = std::move(positions);
  return measured;
}

std::optional<Measured> Metrics::policy_paid(const Period& period) const {
  const auto figures = policy_figures(facts_, cut_until(period), period.year);
  const auto net = figures.total.net_paid(facts_.currency);
  if (!net) return std::nullopt;
  Measured measured = of_ledger(Quantity::of(*net), period);
  measured.positions = figures.total.positions;
  return measured;
}

std::optional<Measured> Metrics::invested(const Period& period) const {
  const Cut cut = cut_until(period);
  const auto projects = project_states(facts_, cut);
  const auto total = ledger_investment(projects, period.year, cut.effective);
  if (!total) return std::nullopt;
  Measured measured = of_ledger(Quantity::of(*total), period);
  for (const auto& project : projects) {
    if (!project.enrolled) continue;
    const auto completed = completed_investment(project, period.year, cut.effective);
    if (completed.origin) completed.origin->note(measured.positions);
  }
  return measured;
}

std::optional<Measured> Metrics::published(std::string_view metric, bool growth,
                                           const std::optional<std::string>& scope,
                                           const Period& period) const {
  std::optional<Measured> latest;
  std::set<std::string_view> scopes;
  for (const auto& row : live_rows<IndicatorPublished>(facts_, query_.cut)) {
    const IndicatorPublished& indicator = *row;
    if (indicator.metric != metric || !inside(indicator.period, period)) continue;
    if (scope && indicator.scope != *scope) continue;
    scopes.insert(indicator.scope);
    std::optional<Quantity> value = Quantity::of(indicator.value);
    if (growth) {
      value.reset();
      if (indicator.growth_bp) value = Quantity::of_bp(*indicator.growth_bp);
    }
    // Of equally far-reaching ones the last in the order of C6: the newest vintage.
    if (!value || (latest && reaches_further(latest->period, indicator.period))) continue;
    latest.emplace();
    latest->value = *value;
    latest->source = "indicator";
    latest->period = indicator.period;
    latest->scope = indicator.scope;
    latest->whole_period = indicator.period.last_day() == period.last_day();
    row.note(latest->positions);
  }
  if (scopes.size() > 1) return std::nullopt;
  return latest;
}

}  // namespace tally
