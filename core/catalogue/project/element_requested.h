#pragma once

#include "core/catalogue/project/element_kind.h"
#include "core/catalogue/type_info.h"

namespace tally {

// 要素保障: land, energy, … that a project needs.
struct ElementRequested {
  static constexpr TypeInfo kType{.name = "element.requested",
                                  .label = {"要素需求", "element requested"},
                                  .category = "project",
                                  .key_field = "project",
                                  .opens = {"element_id", Subject::element},
                                  .refers = {{{"org", Subject::organisation, Unresolved::flagged}}},
                                  .example = R"({"quantity":"12.5"})"};
  std::string project;
  std::string element_id;
  ElementKind kind = ElementKind::land;
  std::optional<std::string> quantity;  // Decimal text.
  std::optional<std::string> unit;
  std::optional<std::string> org;
  std::optional<Date> due;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("element_id", element_id, {"要素编号", "element"}, Limit::filled, Use::identity),
       field("kind", kind, {"要素类别", "kind"}, Limit::none, Use::identity),
       field("quantity", quantity, {"数量", "quantity"}, Limit::filled),
       field("unit", unit, {"单位", "unit"}, Limit::filled),
       field("org", org, {"保障部门", "organisation"}, Limit::filled, Use::identity),
       field("due", due, {"需求期限", "due"}));
  }

  Result<void> check() const { return check_decimal(quantity, "quantity"); }
};

}  // namespace tally
