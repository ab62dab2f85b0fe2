#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct BondDeclarationWithdrawn {
  static constexpr TypeInfo kType{.name = "bond.declaration_withdrawn",
                                  .label = {"专项债申报撤回", "bond declaration withdrawn"},
                                  .category = "project",
                                  .key = StreamKey::declaration,
                                  .key_field = "declaration_id",
                                  .not_in_future = true};
  std::string declaration_id;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("declaration_id", declaration_id, {"申报编号", "declaration"}, Limit::filled,
             Use::identity),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

}  // namespace tally
