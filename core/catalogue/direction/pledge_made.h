#pragma once

#include "core/catalogue/target/metric_value.h"
#include "core/catalogue/type_info.h"

namespace tally {

// 亮目标、亮行动: what a department, street or enterprise says in public that it will do.
struct PledgeMade {
  static constexpr TypeInfo kType{
      .name = "pledge.made",
      .label = {"公开承诺", "pledge made"},
      .category = "pledge",
      .key_field = "pledge_id",
      .opens = {"pledge_id", Subject::pledge},
      .refers = {{{"pledger", Subject::organisation, Unresolved::flagged},
                  {"directive", Subject::directive, Unresolved::flagged}}}};
  std::string pledge_id;
  std::string text;
  std::optional<std::string> pledger;
  std::optional<std::string> directive;
  std::optional<std::string> metric;
  std::optional<MetricValue> value;
  std::optional<Date> due;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("pledge_id", pledge_id, {"承诺编号", "pledge"}, Limit::filled, Use::identity),
       field("text", text, {"内容", "text"}, Limit::filled),
       field("pledger", pledger, {"承诺单位", "pledger"}, Limit::filled, Use::identity),
       field("directive", directive, {"对应部署", "directive"}, Limit::filled, Use::identity),
       field("metric", metric, {"指标", "metric"}, Limit::filled),
       field("value", value, {"目标值", "value"}), field("due", due, {"完成期限", "due"}));
  }
};

}  // namespace tally
