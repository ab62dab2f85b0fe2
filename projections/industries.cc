// industries: each registered industry with its indicators and targets, its projects by class and
// its policy money; then the shares of GDP (domain 5.3 V13).
#include <array>

#include "projections/duties.h"
#include "projections/growth_figures.h"
#include "projections/policy_figures.h"
#include "projections/recorded_targets.h"
#include "projections/selection.h"
#include "projections/views.h"

namespace tally {
namespace {

constexpr std::string_view kShare = "share.";

bool is_share(std::string_view metric) { return metric.substr(0, kShare.size()) == kShare; }

// The figure that reaches furthest by the cut, of one metric and scope.
const Row<IndicatorPublished>* latest(const Indicators& indicators, std::string_view metric,
                                      const std::optional<std::string>& scope) {
  const Row<IndicatorPublished>* last = nullptr;
  for (const auto& [key, row] : indicators.rows()) {
    if (row->metric != metric || (scope && row->scope != *scope)) continue;
    if (last && row->period.last_day() < (*last)->period.last_day()) continue;
    last = &row;
  }
  return last;
}

// (t − a) / years, rounded half away from zero; the exact parts beside it.
Json annual_json(const Quantity& target, const Quantity& actual, int years) {
  Quantity a_year = subtract(target, actual);
  Json out;
  out.set("change", a_year.json());
  out.set("years", years);
  const Int128 digits = a_year.digits < 0 ? -a_year.digits : a_year.digits;
  const Int128 rounded = (digits * 2 + years) / (Int128{years} * 2);
  a_year.digits = a_year.digits < 0 ? -rounded : rounded;
  out.set("a_year", a_year.json());
  return out;
}

// What one condition of a target asks of a metric, beside what was published last.
Json goal_json(const RecordedTarget& target, const TargetCondition& condition,
               const Indicators& indicators, Positions& positions) {
  const auto threshold = condition.value ? Quantity::of(*condition.value) : std::nullopt;
  const auto* row = latest(indicators, condition.metric, condition.scope);
  const auto actual = row ? Quantity::of((*row)->value) : std::nullopt;
  const bool comparable = threshold && actual && actual->comparable(*threshold);
  const int years = row ? target.said.period.year - (*row)->period.year : 0;
  positions.insert(target.positions);
  if (row) row->note(positions);
  Json out;
  out.set("target", target.said.target_id);
  out.set("year", static_cast<std::int64_t>(target.said.period.year));
  out.set("metric", condition.metric);
  out.set("comparator", enum_name(condition.comparator));
  out.set("value", threshold ? threshold->json() : Json());
  out.set("actual", actual ? actual->json() : Json());
  out.set("actual_period", row ? Json((*row)->period.to_string()) : Json());
  out.set("attainment", comparable ? quantity_ratio_json(*actual, *threshold) : Json());
  out.set("required_annual",
          comparable && years > 0 ? annual_json(*threshold, *actual, years) : Json());
  return out;
}

struct Projects {
  std::array<std::int64_t, kStandingClasses> by_class = {};
  std::int64_t count = 0;
  Sum planned_total;
  Positions positions;
};

class Industries {
 public:
  Industries(const FactSet& facts, const ViewQuery& query, const Selection& selection)
      : facts_(facts),
        query_(query),
        duties_(facts, selection.cut),
        indicators_(facts, selection.cut),
        targets_(recorded_targets(facts, selection.cut)),
        policy_(policy_figures(facts, selection.cut, selection.year)) {
    for (const auto& project : project_states(facts, selection.cut)) {
      if (!project.registered || !project.industry) continue;
      Projects& of = projects_[*project.industry];
      const auto standing = standing_class(project, Membership{}, selection.year);
      ++of.by_class[static_cast<std::size_t>(standing)];
      of.positions.insert(project.history);
      if (!is_listed(standing)) continue;
      const auto total = total_investment(project, selection.cut.effective);
      ++of.count;
      of.planned_total.add(total.amount);
      if (total.origin) total.origin->note(of.positions);
    }
  }

  std::vector<ViewRow> rows() const {
    std::vector<ViewRow> rows;
    for (const auto& [code, industry] : duties_.industries) {
      rows.push_back(industry_row(code, industry));
    }
    add_shares(rows);
    return rows;
  }

 private:
  ViewRow industry_row(std::string_view code, const Row<IndustryRegistered>& industry) const {
    static const Projects kNone;
    static const PolicyLine kNothing;
    const auto projects_at = projects_.find(code);
    const Projects& projects = projects_at == projects_.end() ? kNone : projects_at->second;
    const auto policy_at = policy_.industries.find(code);
    const PolicyLine& policy = policy_at == policy_.industries.end() ? kNothing : policy_at->second;
    Positions positions = projects.positions;
    positions.insert(policy.positions);
    industry.note(positions);
    Json row;
    row.set("kind", "industry");
    row.set("id", code);
    row.set("name", industry->name);
    row.set("group", industry->group ? Json(enum_name(*industry->group)) : Json());
    set_indicator(row, code, positions);
    set_goals(row, code, positions);
    row.set("projects", projects.count);
    row.set("planned_total", money_json(projects.planned_total.total(facts_.currency)));
    row.set("missing", projects.planned_total.missing);
    Json classes;
    for (std::size_t i = 0; i < kStandingClasses; ++i) {
      classes.set(standing_class_name(static_cast<StandingClass>(i)), projects.by_class[i]);
    }
    row.set("classes", Json(Json::Array{std::move(classes)}));
    row.set("policy_paid", money_json(policy.net_paid(facts_.currency)));
    return make_row(std::move(row), positions, query_);
  }

  // Of all metrics published for the industry the one that reaches furthest, the first by name.
  void set_indicator(Json& row, std::string_view code, Positions& positions) const {
    const Row<IndicatorPublished>* last = nullptr;
    for (const auto& [key, indicator] : indicators_.rows()) {
      if (indicator->scope != code) continue;
      if (last && indicator->period.last_day() <= (*last)->period.last_day()) continue;
      last = &indicator;
    }
    const auto value = last ? Quantity::of((*last)->value) : std::nullopt;
    row.set("indicator", last ? Json((*last)->metric) : Json());
    row.set("value", value ? value->json() : Json());
    row.set("period", last ? Json((*last)->period.to_string()) : Json());
    if (last) last->note(positions);
  }
  void set_goals(Json& row, std::string_view code, Positions& positions) const {
    Json::Array goals;
    for (const auto& [id, target] : targets_) {
      if (target.withdrawn_on) continue;
      for (const auto& condition : target.said.conditions) {
        if (condition.scope != code) continue;
        goals.push_back(goal_json(target, condition, indicators_, positions));
      }
    }
    // "No target" is nothing, never 0.
    row.set("target", goals.size() == 1 ? *goals[0].find("value") : Json());
    row.set("target_year", goals.size() == 1 ? *goals[0].find("year") : Json());
    row.set("attainment", goals.size() == 1 ? *goals[0].find("attainment") : Json());
    row.set("goals", std::move(goals));
  }

  void add_shares(std::vector<ViewRow>& rows) const {
    for (const auto& [id, target] : targets_) {
      if (target.withdrawn_on) continue;
      for (const auto& condition : target.said.conditions) {
        if (!is_share(condition.metric)) continue;
        Positions positions;
        const Json goal = goal_json(target, condition, indicators_, positions);
        Json row;
        row.set("kind", "share");
        row.set("id", condition.metric);
        row.set("value", *goal.find("actual"));
        row.set("period", *goal.find("actual_period"));
        row.set("target", *goal.find("value"));
        row.set("target_year", *goal.find("year"));
        row.set("attainment", *goal.find("attainment"));
        row.set("goals", Json(Json::Array{goal}));
        rows.push_back(make_row(std::move(row), positions, query_));
      }
    }
  }

  const FactSet& facts_;
  const ViewQuery& query_;
  const Duties duties_;
  const Indicators indicators_;
  const std::map<std::string_view, RecordedTarget> targets_;
  const PolicyFigures policy_;
  std::map<std::string_view, Projects> projects_;
};

Result<std::vector<ViewRow>> roll_up(const FactSet& facts, const ViewQuery& query) {
  TALLY_ASSIGN(const Selection selection, select_year(query));
  return Industries(facts, query, selection).rows();
}

}  // namespace

ViewDefinition industries_view() {
  using Kind = ViewColumn::Kind;
  return {{"industries",
           1,
           {"产业体系", "industries"},
           {{"kind", {"行别", "kind of row"}, Kind::text},
            {"id", {"产业", "industry"}, Kind::text},
            {"name", {"名称", "name"}, Kind::text},
            {"group", {"类别", "group"}, Kind::text},
            {"indicator", {"指标", "indicator"}, Kind::text},
            {"value", {"最新数值", "latest value"}, Kind::list},
            {"period", {"期间", "period"}, Kind::text},
            {"target", {"目标值", "target"}, Kind::list},
            {"target_year", {"目标年", "target year"}, Kind::count},
            {"attainment", {"完成度", "attainment"}, Kind::basis_points},
            {"goals", {"全部目标", "all targets"}, Kind::list},
            {"projects", {"项目数", "projects"}, Kind::count},
            {"planned_total", {"计划总投资", "planned total"}, Kind::money},
            {"classes", {"按类别", "by class"}, Kind::list},
            {"policy_paid", {"净兑现政策资金", "policy money, net"}, Kind::money}}},
          roll_up};
}

}  // namespace tally
