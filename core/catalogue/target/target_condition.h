#pragma once

#include "core/catalogue/target/metric_value.h"

namespace tally {

// 超 | 以上、不低于 | 等于 | 以内、不超过 | 不足 | 左右 | 近
enum class Comparator : std::uint8_t { gt, gte, eq, lte, lt, approx, below };
template <>
struct EnumNames<Comparator> {
  static constexpr std::array<EnumName, 7> kNames = {{{"gt", {"超过", "over"}},
                                                      {"gte", {"不低于", "at least"}},
                                                      {"eq", {"等于", "equal to"}},
                                                      {"lte", {"不超过", "at most"}},
                                                      {"lt", {"不足", "less than"}},
                                                      {"approx", {"左右", "about"}},
                                                      {"below", {"近", "just below"}}}};
};

struct TargetCondition {
  std::string metric;
  std::optional<std::string> scope;
  Comparator comparator = Comparator::gte;
  std::optional<MetricValue> value;      // Absent: a qualitative target.
  std::optional<MetricValue> tolerance;  // For approx: either side.
  std::optional<MetricValue> floor;      // For below: the least that still counts as "near".
  bool operator==(const TargetCondition&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("metric", metric, {"指标", "metric"}, Limit::filled),
       field("scope", scope, {"范围", "scope"}, Limit::filled),
       field("comparator", comparator, {"比较", "comparator"}),
       field("value", value, {"目标值", "value"}),
       field("tolerance", tolerance, {"容差", "tolerance"}),
       field("floor", floor, {"下限", "floor"}));
  }
};

}  // namespace tally
