#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

enum class MetricBasis : std::uint8_t { current, constant, comparable, count, share };
template <>
struct EnumNames<MetricBasis> {
  static constexpr std::array<EnumName, 5> kNames = {{{"current", {"现价", "current prices"}},
                                                      {"constant", {"不变价", "constant prices"}},
                                                      {"comparable", {"可比口径", "comparable"}},
                                                      {"count", {"数量", "count"}},
                                                      {"share", {"占比", "share"}}}};
};

// It stands at the head of the stream of what is published under it.
struct MetricDefined {
  static constexpr TypeInfo kType{
      .name = "metric.defined",
      .label = {"指标定义", "metric defined"},
      .category = "indicator",
      .key_field = "metric",
      .opens = {"metric", Subject::metric},
      .opens_once = false,
      .refers = {{{"source_org", Subject::organisation, Unresolved::flagged}}}};
  std::string metric;
  std::optional<std::string> name;
  std::optional<std::string> unit;
  std::optional<MetricBasis> basis;
  std::optional<std::string> source_org;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("metric", metric, {"指标", "metric"}, Limit::filled, Use::identity),
       field("name", name, {"名称", "name"}, Limit::filled),
       field("unit", unit, {"单位", "unit"}, Limit::filled),
       field("basis", basis, {"口径", "basis"}),
       field("source_org", source_org, {"数据来源", "source"}, Limit::filled, Use::identity));
  }
};

}  // namespace tally
