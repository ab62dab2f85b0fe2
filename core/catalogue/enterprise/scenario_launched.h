#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// “信用+”场景
struct ScenarioLaunched {
  static constexpr TypeInfo kType{
      .name = "credit.scenario_launched",
      .label = {"信用场景上线", "credit scenario launched"},
      .category = "credit",
      .key_field = "scenario",
      .opens = {"scenario", Subject::scenario},
      .refers = {{{"owner", Subject::organisation, Unresolved::flagged}}}};
  std::string scenario;
  std::optional<std::string> name;
  std::optional<std::string> owner;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("scenario", scenario, {"场景", "scenario"}, Limit::filled, Use::identity),
       field("name", name, {"名称", "name"}, Limit::filled),
       field("owner", owner, {"责任单位", "owner"}, Limit::filled, Use::identity),
       field("document", document, {"文件", "document"}));
  }
};

}  // namespace tally
