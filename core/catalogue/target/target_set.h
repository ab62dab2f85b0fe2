#pragma once

#include "core/catalogue/target/binding.h"
#include "core/catalogue/target/target_condition.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct TargetSet {
  static constexpr TypeInfo kType{.name = "target.set",
                                  .label = {"目标设定", "target set"},
                                  .category = "target",
                                  .key_field = "target_id",
                                  .opens = {"target_id", Subject::target},
                                  .opens_once = false};
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
    ar(field("target_id", target_id, {"目标编号", "target"}, Limit::filled, Use::identity),
       field("conditions", conditions, {"条件", "conditions"}, Limit::filled),
       field("period", period, {"期间", "period"}, Limit::none, Use::identity),
       field("quote", quote, {"原文", "quote"}, Limit::filled),
       field("recurring", recurring, {"逐年", "recurring"}),
       field("binding", binding, {"约束程度", "binding"}),
       field("authority", authority, {"设定机关", "authority"}, Limit::filled),
       field("aim", aim, {"目的", "aim"}, Limit::filled));
  }
};

}  // namespace tally
