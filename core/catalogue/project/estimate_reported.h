#pragma once

#include "core/catalogue/project/estimate_kind.h"
#include "core/catalogue/type_info.h"

namespace tally {

// A forecast of the total; may be negative; an absent total says "no figure now".
struct EstimateReported {
  static constexpr TypeInfo kType{.name = "estimate.reported",
                                  .label = {"投资额预测上报", "estimate reported"},
                                  .category = "project",
                                  .key_field = "project",
                                  .example = R"({"kind":"forecast"})"};
  std::string project;
  EstimateKind kind = EstimateKind::forecast;
  std::optional<Money> total;
  std::optional<std::string> as_stated;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("kind", kind, {"类别", "kind"}), field("total", total, {"总投资", "total"}),
       field("as_stated", as_stated, {"原文", "as stated"}));
  }

  Result<void> check() const {
    if (kind != EstimateKind::forecast) return invalid("kind", "only a forecast is reported");
    return {};
  }
};

}  // namespace tally
