// The targets of 2025 and the statistics that they are measured by.
//
// 840亿 and 8 % are different demands: on the base of 2024 the first is +7.4 %, the second 845亿.
#include "tools/demo/calendar.h"
#include "tools/demo/world.h"

namespace tally::demo {
namespace {

constexpr std::int64_t kBase2024Wan = 7'824'000;  // 782.4亿
const Date kConference = Date::of(2025, 2, 10);

Period year_period(int year) {
  Period period;
  period.kind = Period::Kind::year;
  period.year = static_cast<std::int16_t>(year);
  return period;
}

MetricValue money_value(std::int64_t amount_wan) {
  MetricValue value;
  value.money = wan(amount_wan);
  return value;
}

MetricValue bp_value(std::int64_t bp) {
  MetricValue value;
  value.bp = bp;
  return value;
}

TargetCondition condition(std::string metric, std::optional<std::string> scope,
                          Comparator comparator, MetricValue value) {
  TargetCondition condition;
  condition.metric = std::move(metric);
  condition.scope = std::move(scope);
  condition.comparator = comparator;
  condition.value = std::move(value);
  return condition;
}

void tell_target(World& world, TargetSet target, std::string quote, Binding binding) {
  target.period = year_period(2025);
  target.quote = std::move(quote);
  target.binding = binding;
  target.authority = "conference";
  const auto author = desk("drc", 1);
  world.story.tell({kConference, kConference.plus_days(1), author.actor, author.org, author.role},
                   target);
}

void tell_the_targets(World& world) {
  const std::string district(kScope);
  TargetSet investment;
  investment.target_id = "T-2025-FAI";
  investment.conditions = {condition("fai", district, Comparator::gt, money_value(8'400'000)),
                           condition("fai_growth", district, Comparator::gte, bp_value(800))};
  tell_target(world, investment, "全年固定资产投资额超840亿元、增长8%以上", Binding::expected);

  TargetSet bonds;
  bonds.target_id = "T-2025-BOND";
  bonds.conditions = {
      condition("bond.declared", std::nullopt, Comparator::gt, money_value(1'000'000))};
  tell_target(world, bonds, "力争申报专项债券资金超100亿元", Binding::aspiration);

  TargetSet list;
  list.target_id = "T-2025-LIST";
  MetricValue count;
  count.count = kProjectCount;
  list.conditions = {
      condition("list.count", "district_key", Comparator::eq, count),
      condition("list.planned_total", "district_key", Comparator::gt, money_value(67'000'000))};
  tell_target(world, list, "安排区重点项目208个，总投资超6700亿元", Binding::expected);
}

void tell_indicator(World& world, std::string metric, Period period, MetricValue value,
                    std::int64_t growth_bp, Vintage vintage, Date published) {
  IndicatorPublished indicator;
  indicator.metric = std::move(metric);
  indicator.scope = std::string(kScope);
  indicator.period = period;
  indicator.value = std::move(value);
  if (indicator.metric == "fai") {
    indicator.growth_bp = growth_bp;
    indicator.growth_basis = "comparable";
  }
  indicator.vintage = vintage;
  indicator.publisher = "示例区统计局";
  const auto author = desk("stats", 2);
  world.story.tell({period.last_day(), published, author.actor, author.org, author.role},
                   indicator);
}

void tell_both(World& world, Period period, std::int64_t value_wan, std::int64_t growth_bp,
               Vintage vintage, Date published) {
  tell_indicator(world, "fai", period, money_value(value_wan), growth_bp, vintage, published);
  tell_indicator(world, "fai_growth", period, bp_value(growth_bp), growth_bp, vintage, published);
}

// What the key projects report is about two thirds of what the statistics bureau counts.
std::int64_t official_wan(const World& world, std::size_t month, Dice& dice) {
  std::int64_t sum = 0;
  for (const auto& works : world.works) sum += works.ytd_wan(month);
  return sum * 3 / 2 * dice.between(991, 1008) / 1'000'000 * 1'000;
}

}  // namespace

void tell_targets(World& world) {
  auto dice = world.dice("targets");
  tell_the_targets(world);
  tell_both(world, year_period(2024), kBase2024Wan, 690, Vintage::final_value,
            Date::of(2025, 1, 24));
  // January is published together with February.
  constexpr std::int64_t kGrowth[] = {940, 910, 840, 790, 800, 830, 810, 840};
  for (std::size_t i = 0; i < std::size(kGrowth); ++i) {
    const auto month = kJanuary + 1 + i;
    const auto period = month_period(month);
    // The September figure comes on the last day but one of the story.
    const auto published =
        month + 1 == kMonths ? kLastDay.plus_days(-1) : period.last_day().plus_days(17);
    tell_both(world, period, official_wan(world, month, dice), kGrowth[i], Vintage::preliminary,
              published);
  }
}

}  // namespace tally::demo
