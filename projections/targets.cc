// targets: what was promised, what is so, and what can be said of it (domain 5.3 V9, A12).
#include <map>

#include "projections/investment_figures.h"
#include "projections/metrics.h"
#include "projections/recorded_targets.h"
#include "projections/views.h"

namespace tally {
namespace {

// The order is that of a compound target: the first state that any condition has is the whole's.
enum class State : std::uint8_t {
  not_met,
  not_reached,
  behind,
  no_data,
  judgement_required,
  qualitative,
  open,
  on_track,
  met
};
std::string_view state_name(State state) {
  static constexpr std::string_view kNames[] = {"not_met", "not_reached",        "behind",
                                                "no_data", "judgement_required", "qualitative",
                                                "open",    "on_track",           "met"};
  return kNames[static_cast<std::size_t>(state)];
}

// How far a period is, in complete months.
struct TimeProgress {
  int months = 0;
  int of = 12;
  bool ended = false;
};

TimeProgress time_progress(const Period& period, Date effective) {
  TimeProgress progress;
  progress.ended = effective >= period.last_day();
  const int first_month = period.first_day().month();
  progress.of = period.last_day().month() - first_month + 1;
  const int complete = complete_months(period.year, effective) - (first_month - 1);
  progress.months = std::clamp(complete, 0, progress.of);
  return progress;
}

// 以上 includes the number, 超过 does not (民法典 §1259). Nothing where only a person can say.
std::optional<bool> holds(const TargetCondition& condition, const Quantity& actual,
                          const Quantity& threshold) {
  const int order = compare(actual, threshold);
  switch (condition.comparator) {
    case Comparator::gt:
      return order > 0;
    case Comparator::gte:
      return order >= 0;
    case Comparator::eq:
      return order == 0;
    case Comparator::lte:
      return order <= 0;
    case Comparator::lt:
      return order < 0;
    case Comparator::approx: {
      const auto tolerance =
          condition.tolerance ? Quantity::of(*condition.tolerance) : std::nullopt;
      if (!tolerance || !tolerance->comparable(threshold)) return std::nullopt;
      Quantity off = subtract(actual, threshold);
      if (off.digits < 0) off.digits = -off.digits;
      return compare(off, *tolerance) <= 0;
    }
    case Comparator::below: {
      const auto floor = condition.floor ? Quantity::of(*condition.floor) : std::nullopt;
      if (!floor || !floor->comparable(threshold)) return std::nullopt;
      return order < 0 && compare(actual, *floor) >= 0;
    }
  }
  return std::nullopt;
}

bool is_lower_bound(Comparator comparator) {
  return comparator == Comparator::gt || comparator == Comparator::gte;
}
bool is_upper_bound(Comparator comparator) {
  return comparator == Comparator::lt || comparator == Comparator::lte;
}

struct Judged {
  State state = State::no_data;
  std::optional<Quantity> threshold;
  std::optional<Measured> measured;
  std::optional<bool> holds;
};

State state_of(const TargetCondition& condition, const Judged& judged, const TimeProgress& progress,
               bool aspiration) {
  const Quantity& actual = judged.measured->value;
  const bool flow = is_flow(condition.metric);
  if (!judged.holds) return State::judgement_required;
  if (flow && *judged.holds && is_lower_bound(condition.comparator)) return State::met;
  if (progress.ended) {
    // What was published for a part of the period says nothing of its end.
    if (!judged.measured->whole_period) return State::no_data;
    if (*judged.holds) return State::met;
    return aspiration ? State::not_reached : State::not_met;
  }
  if (!flow || is_upper_bound(condition.comparator) || judged.threshold->digits <= 0) {
    return State::open;
  }
  return ratio_at_least(actual, *judged.threshold, progress.months, progress.of) ? State::on_track
                                                                                 : State::behind;
}

Judged judge(const TargetCondition& condition, const Metrics& metrics, const Period& period,
             const TimeProgress& progress, bool aspiration) {
  Judged judged;
  judged.measured = metrics.measure(condition.metric, condition.scope, period);
  if (!condition.value) {
    judged.state = State::qualitative;
    return judged;
  }
  judged.threshold = Quantity::of(*condition.value);
  if (!judged.threshold || !judged.measured) return judged;
  if (!judged.measured->value.comparable(*judged.threshold)) return judged;
  judged.holds = holds(condition, judged.measured->value, *judged.threshold);
  judged.state = state_of(condition, judged, progress, aspiration);
  return judged;
}

Json value_json(const std::optional<MetricValue>& value) {
  if (!value) return nullptr;
  const auto quantity = Quantity::of(*value);
  return quantity ? quantity->json() : Json();
}

// Published growth is what counts; what the values make of it stands beside it (V10).
void set_growth(Json& out, const TargetCondition& condition, const Judged& judged,
                const Metrics& metrics) {
  std::optional<Growth> growth;
  if (judged.measured) growth = metrics.growth_behind(condition.metric, *judged.measured);
  out.set("nominal_growth", growth ? growth->nominal_json() : Json());
  out.set("growth_note", growth && growth->differs ? Json(kDiffersNote) : Json());
}

Json condition_json(const TargetCondition& condition, const Judged& judged,
                    const Metrics& metrics) {
  const auto& measured = judged.measured;
  const bool comparable =
      judged.threshold && measured && measured->value.comparable(*judged.threshold);
  Json out;
  out.set("metric", condition.metric);
  out.set("scope", condition.scope ? Json(*condition.scope) : Json());
  out.set("comparator", enum_name(condition.comparator));
  out.set("value", value_json(condition.value));
  out.set("tolerance", value_json(condition.tolerance));
  out.set("floor", value_json(condition.floor));
  out.set("state", state_name(judged.state));
  out.set("holds", judged.holds ? Json(*judged.holds) : Json());
  out.set("actual", measured ? measured->value.json() : Json());
  out.set("actual_source", measured ? Json(measured->source) : Json());
  out.set("actual_period", measured ? Json(measured->period.to_string()) : Json());
  out.set("actual_scope", measured && measured->scope ? Json(*measured->scope) : Json());
  out.set("missing", measured ? Json(measured->missing) : Json());
  out.set("attainment",
          comparable ? quantity_ratio_json(measured->value, *judged.threshold) : Json());
  out.set("margin", comparable ? subtract(measured->value, *judged.threshold).json() : Json());
  set_growth(out, condition, judged, metrics);
  return out;
}

// A recurring target is judged for the year of the query, never before its first.
Period period_judged(const TargetSet& target, const ViewQuery& query) {
  Period period = target.period;
  if (!target.recurring.value_or(false)) return period;
  const int year = query.year.value_or(query.cut.effective.year());
  if (year > period.year) period.year = static_cast<std::int16_t>(year);
  return period;
}

// What was withdrawn is not judged: it has no state.
ViewRow target_row(const RecordedTarget& recorded, const Metrics& metrics, const ViewQuery& query) {
  const TargetSet& target = recorded.said;
  const Period period = period_judged(target, query);
  const auto progress = time_progress(period, query.cut.effective);
  const bool aspiration = target.binding == Binding::aspiration;
  Positions positions = recorded.positions;
  State state = State::met;
  Json::Array conditions;
  for (const auto& condition : target.conditions) {
    const auto judged = judge(condition, metrics, period, progress, aspiration);
    state = std::min(state, judged.state);
    conditions.push_back(condition_json(condition, judged, metrics));
    if (!judged.measured) continue;
    positions.insert(judged.measured->positions);
  }
  const bool withdrawn = recorded.withdrawn_on.has_value();
  const bool decided =
      state == State::met || state == State::not_met || state == State::not_reached;
  Json row;
  row.set("target", target.target_id);
  row.set("quote", target.quote);
  row.set("period", period.to_string());
  row.set("recurring", target.recurring.value_or(false));
  row.set("binding", target.binding ? Json(enum_name(*target.binding)) : Json());
  row.set("authority", target.authority ? Json(*target.authority) : Json());
  row.set("aim", target.aim ? Json(*target.aim) : Json());
  row.set("set_on", recorded.set_on.to_string());
  row.set("revised_on", date_json(recorded.revised_on));
  row.set("revisions", recorded.revisions);
  row.set("withdrawn_on", date_json(recorded.withdrawn_on));
  row.set("state", withdrawn ? Json() : Json(state_name(state)));
  row.set("final", !withdrawn && decided && progress.ended);
  row.set("time_progress", ratio_json(progress.months, progress.of));
  row.set("conditions", std::move(conditions));
  return make_row(std::move(row), positions, query);
}

Result<std::vector<ViewRow>> roll_up(const FactSet& facts, const ViewQuery& query) {
  TALLY_TRY(select_year(query));
  const Metrics metrics(facts, query);
  std::vector<ViewRow> rows;
  for (const auto& [id, target] : recorded_targets(facts, query.cut)) {
    if (query.year && period_judged(target.said, query).year != *query.year) continue;
    rows.push_back(target_row(target, metrics, query));
  }
  return rows;
}

}  // namespace

ViewDefinition targets_view() {
  using Kind = ViewColumn::Kind;
  return {{"targets",
           2,
           {"目标完成", "targets"},
           {{"target", {"目标", "target"}, Kind::text},
            {"quote", {"原文", "quote"}, Kind::text},
            {"period", {"期间", "period"}, Kind::text},
            {"binding", {"约束程度", "binding"}, Kind::text},
            {"revised_on", {"修订日", "revised on"}, Kind::date},
            {"withdrawn_on", {"撤销日", "withdrawn on"}, Kind::date},
            {"state", {"状态", "state"}, Kind::text},
            {"final", {"已定", "final"}, Kind::flag},
            {"time_progress", {"时间进度", "time progress"}, Kind::basis_points},
            {"conditions", {"条件", "conditions"}, Kind::list}}},
          roll_up};
}

}  // namespace tally
