#pragma once

#include "core/catalogue/project/estimate_kind.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct EstimatePart {
  std::string name;
  Money amount;
  bool operator==(const EstimatePart&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("name", name, {"项目", "name"}, Limit::filled),
       field("amount", amount, {"金额", "amount"}));
  }
};

struct EstimateApproved {
  static constexpr TypeInfo kType{.name = "estimate.approved",
                                  .label = {"投资额批复", "estimate approved"},
                                  .category = "project",
                                  .key_field = "project"};
  std::string project;
  EstimateKind kind = EstimateKind::design;
  std::optional<Money> total;
  std::optional<std::vector<EstimatePart>> breakdown;
  std::optional<std::string> approver;
  std::optional<std::string> as_stated;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("kind", kind, {"类别", "kind"}),
       field("total", total, {"总投资", "total"}, Limit::not_negative),
       field("breakdown", breakdown, {"构成", "breakdown"}),
       field("approver", approver, {"批复机关", "approver"}, Limit::filled),
       field("as_stated", as_stated, {"原文", "as stated"}));
  }

  Result<void> check() const {
    if (kind == EstimateKind::forecast)
      return invalid("kind", "a forecast is reported, not approved");
    if (!breakdown || !total) return {};
    MoneySum sum;
    for (const auto& part : *breakdown) sum.add(part.amount);
    if (sum.mixed() || (!sum.empty() && sum.currency() != total->currency)) {
      return invalid("breakdown", "is in another currency than the total");
    }
    if (!breakdown->empty() && sum.minor() != total->minor) {
      return invalid("breakdown", "does not add up to the total");
    }
    return {};
  }
};

}  // namespace tally
