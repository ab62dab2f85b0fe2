// Targets and published indicators (domain 4.6 C, amendment A12).
#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// A measured or demanded value: exactly one of the four.
struct MetricValue {
  std::optional<Money> money;
  std::optional<std::int64_t> bp;  // Basis points: 8 % = 800.
  std::optional<std::int64_t> count;
  std::optional<std::string> decimal;  // -?digits[.digits], at most 18 digits.
  bool operator==(const MetricValue&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("money", money, {"金额", "money"}), field("bp", bp, {"万分点", "basis points"}),
       field("count", count, {"数量", "count"}),
       field("decimal", decimal, {"小数", "decimal"}, Limit::filled));
  }

  Result<void> check() const;
};

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

enum class Binding : std::uint8_t { binding, expected, aspiration };
template <>
struct EnumNames<Binding> {
  static constexpr std::array<EnumName, 3> kNames = {{{"binding", {"约束性", "binding"}},
                                                      {"expected", {"预期性", "expected"}},
                                                      {"aspiration", {"力争", "aspiration"}}}};
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

struct TargetSet {
  static constexpr TypeInfo kType{.name = "target.set",
                                  .label = {"目标设定", "target set"},
                                  .category = "target",
                                  .key_field = "target_id"};
  std::string target_id;
  std::vector<TargetCondition> conditions;  // All must hold.
  Period period;
  std::string quote;  // The sentence that set it.
  std::optional<bool> recurring;
  std::optional<Binding> binding;
  std::optional<std::string> authority;  // conference, congress, plan
  std::optional<std::string> aim;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("target_id", target_id, {"目标编号", "target"}, Limit::filled),
       field("conditions", conditions, {"条件", "conditions"}, Limit::filled),
       field("period", period, {"期间", "period"}),
       field("quote", quote, {"原文", "quote"}, Limit::filled),
       field("recurring", recurring, {"逐年", "recurring"}),
       field("binding", binding, {"约束程度", "binding"}),
       field("authority", authority, {"设定机关", "authority"}, Limit::filled),
       field("aim", aim, {"目的", "aim"}, Limit::filled));
  }
};

enum class Vintage : std::uint8_t { preliminary, revised, final_value };
template <>
struct EnumNames<Vintage> {
  static constexpr std::array<EnumName, 3> kNames = {{{"preliminary", {"初步", "preliminary"}},
                                                      {"revised", {"修订", "revised"}},
                                                      {"final", {"最终", "final"}}}};
};

struct IndicatorPublished {
  static constexpr TypeInfo kType{.name = "indicator.published",
                                  .label = {"统计指标发布", "indicator published"},
                                  .category = "indicator",
                                  .key_field = "metric",
                                  .ends_period = true};
  std::string metric;
  std::string scope;
  Period period;
  MetricValue value;
  std::optional<std::int64_t> growth_bp;
  std::optional<std::string> growth_basis;  // comparable, current, constant
  std::optional<MetricValue> base_value;
  std::optional<Vintage> vintage;
  std::optional<std::string> publisher;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("metric", metric, {"指标", "metric"}, Limit::filled),
       field("scope", scope, {"范围", "scope"}, Limit::filled),
       field("period", period, {"期间", "period"}), field("value", value, {"数值", "value"}),
       field("growth_bp", growth_bp, {"增速（万分点）", "growth (bp)"}),
       field("growth_basis", growth_basis, {"增速口径", "growth basis"}, Limit::filled),
       field("base_value", base_value, {"基数", "base value"}),
       field("vintage", vintage, {"版本", "vintage"}),
       field("publisher", publisher, {"发布机关", "publisher"}, Limit::filled));
  }
};

}  // namespace tally
