#pragma once

#include "core/catalogue/target/binding.h"
#include "core/catalogue/target/target_condition.h"
#include "core/catalogue/type_info.h"

namespace tally {

// The whole target anew; `replaces` is the event that said it last (ST22).
struct TargetRevised {
  static constexpr TypeInfo kType{.name = "target.revised",
                                  .label = {"目标修订", "target revised"},
                                  .category = "target",
                                  .key_field = "target_id",
                                  .refers = {{{"target_id", Subject::target}}}};
  std::string target_id;
  EventId replaces;
  std::vector<TargetCondition> conditions;
  Period period;
  std::string quote;
  std::optional<bool> recurring;
  std::optional<Binding> binding;
  std::optional<std::string> authority;
  std::optional<std::string> aim;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("target_id", target_id, {"目标编号", "target"}, Limit::filled, Use::identity),
       field("replaces", replaces, {"所替代版本", "replaces"}),
       field("conditions", conditions, {"条件", "conditions"}, Limit::filled),
       field("period", period, {"期间", "period"}, Limit::none, Use::identity),
       field("quote", quote, {"原文", "quote"}, Limit::filled),
       field("recurring", recurring, {"逐年", "recurring"}),
       field("binding", binding, {"约束程度", "binding"}),
       field("authority", authority, {"设定机关", "authority"}, Limit::filled),
       field("aim", aim, {"目的", "aim"}, Limit::filled),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

}  // namespace tally
