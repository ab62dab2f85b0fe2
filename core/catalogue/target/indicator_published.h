#pragma once

#include "core/catalogue/target/metric_value.h"
#include "core/catalogue/type_info.h"

namespace tally {

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
    ar(field("metric", metric, {"指标", "metric"}, Limit::filled, Use::identity),
       field("scope", scope, {"范围", "scope"}, Limit::filled, Use::identity),
       field("period", period, {"期间", "period"}, Limit::none, Use::identity),
       field("value", value, {"数值", "value"}),
       field("growth_bp", growth_bp, {"增速（万分点）", "growth (bp)"}),
       field("growth_basis", growth_basis, {"增速口径", "growth basis"}, Limit::filled),
       field("base_value", base_value, {"基数", "base value"}),
       field("vintage", vintage, {"版本", "vintage"}),
       field("publisher", publisher, {"发布机关", "publisher"}, Limit::filled));
  }
};

}  // namespace tally
