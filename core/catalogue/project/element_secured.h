#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct ElementSecured {
  static constexpr TypeInfo kType{.name = "element.secured",
                                  .label = {"要素保障落实", "element secured"},
                                  .category = "project",
                                  .key_field = "project",
                                  .refers = {{{"element_id", Subject::element}}},
                                  .example = R"({"quantity":"12.5"})"};
  std::string project;
  std::string element_id;
  std::optional<std::string> quantity;  // Decimal text.
  std::optional<std::string> unit;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("element_id", element_id, {"要素编号", "element"}, Limit::filled, Use::identity),
       field("quantity", quantity, {"数量", "quantity"}, Limit::filled),
       field("unit", unit, {"单位", "unit"}, Limit::filled),
       field("document", document, {"文件", "document"}));
  }

  Result<void> check() const { return check_decimal(quantity, "quantity"); }
};

}  // namespace tally
