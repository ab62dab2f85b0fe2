// policy: policy money by policy, industry and factor (domain 5.3 V11).
#include "projections/policy_figures.h"
#include "projections/selection.h"
#include "projections/views.h"

namespace tally {
namespace {

ViewRow line_row(std::string_view kind, const std::optional<std::string_view>& id,
                 const PolicyLine& line, Json more, const FactSet& facts, const ViewQuery& query) {
  const auto& currency = facts.currency;
  Json row;
  row.set("kind", kind);
  row.set("id", text_json(id));
  row.set("title", std::move(more));
  row.set("budget", money_json(line.budget.stated > 0 ? line.budget.total(currency)
                                                      : std::optional<Money>()));
  row.set("applied", money_json(line.applied.total(currency)));
  row.set("approved", money_json(line.approved.total(currency)));
  row.set("paid", money_json(line.paid.total(currency)));
  row.set("recovered", money_json(line.recovered.total(currency)));
  row.set("net_paid", money_json(line.net_paid(currency)));
  row.set("payments", line.payments);
  row.set("without_approval", line.without_approval);
  row.set("lag_days", number_json(line.median_lag()));
  row.set("lag_undetermined", line.lag_undetermined);
  return make_row(std::move(row), line.positions, query);
}

ViewRow policy_row(std::string_view id, const PolicyFigures& figures, const FactSet& facts,
                   const ViewQuery& query) {
  static const PolicyLine kNothing;
  const auto line = figures.policies.find(id);
  const auto issued = figures.issued.find(id);
  const bool known = issued != figures.issued.end();
  auto row = line_row("policy", id, line == figures.policies.end() ? kNothing : line->second,
                      known ? Json(issued->second->title) : Json(), facts, query);
  const PolicyIssued* policy = known ? &*issued->second : nullptr;
  Json::Array industries;
  if (policy && policy->industries) {
    for (const auto& code : *policy->industries) industries.push_back(code);
  }
  row.value.set("industries", std::move(industries));
  row.value.set("factor", policy && policy->factor ? Json(*policy->factor) : Json());
  row.value.set("system", policy && policy->system ? Json(*policy->system) : Json());
  row.value.set("valid_from", date_json(policy ? policy->valid_from : std::nullopt));
  row.value.set("valid_to", date_json(policy ? policy->valid_to : std::nullopt));
  if (known && query.with_positions) {
    Positions positions;
    issued->second.note(positions);
    for (const auto position : row.positions) positions.insert(position);
    row.positions = positions.sorted();
  }
  return row;
}

// The year asked for, else that of E.
Result<std::vector<ViewRow>> roll_up(const FactSet& facts, const ViewQuery& query) {
  TALLY_ASSIGN(const Selection selection, select_year(query));
  const auto figures = policy_figures(facts, query.cut, selection.year);
  std::vector<ViewRow> rows;
  rows.push_back(line_row("total", std::nullopt, figures.total, {}, facts, query));
  rows[0].value.set("year", selection.year);
  std::set<std::string_view> ids;
  for (const auto& [id, line] : figures.policies) ids.insert(id);
  for (const auto& [id, issued] : figures.issued) ids.insert(id);
  for (const auto id : ids) rows.push_back(policy_row(id, figures, facts, query));
  for (const auto& [code, line] : figures.industries) {
    rows.push_back(line_row("industry", code, line, {}, facts, query));
  }
  rows.push_back(line_row("factor", std::nullopt, figures.factor, {}, facts, query));
  rows.push_back(line_row("unassigned", std::nullopt, figures.unassigned, {}, facts, query));
  return rows;
}

}  // namespace

ViewDefinition policy_view() {
  using Kind = ViewColumn::Kind;
  return {{"policy",
           1,
           {"政策资金", "policy money"},
           {{"kind", {"行别", "kind of row"}, Kind::text},
            {"id", {"政策或产业", "policy or industry"}, Kind::text},
            {"title", {"名称", "title"}, Kind::text},
            {"budget", {"预算", "budget"}, Kind::money},
            {"approved", {"核准", "approved"}, Kind::money},
            {"paid", {"兑现", "paid"}, Kind::money},
            {"recovered", {"追回", "recovered"}, Kind::money},
            {"net_paid", {"净兑现", "net paid"}, Kind::money},
            {"payments", {"笔数", "payments"}, Kind::count},
            {"without_approval", {"未经核准", "without approval"}, Kind::count},
            {"lag_days",
             {"核准到兑现（工作日，中位数）", "approved to paid (working days)"},
             Kind::count},
            {"industries", {"产业", "industries"}, Kind::list}}},
          roll_up};
}

}  // namespace tally
