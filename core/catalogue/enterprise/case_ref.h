#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// What every act on an enterprise's application for finance begins with.
struct CaseRef {
  std::string case_id;
  std::string enterprise;

  template <class Archive>
  void serialize_case(Archive& ar) {
    ar(field("case_id", case_id, {"业务编号", "case"}, Limit::filled, Use::identity),
       field("enterprise", enterprise, {"企业", "enterprise"}, Limit::filled, Use::identity));
  }
};

constexpr TypeInfo case_act(std::string_view name, Label label) {
  return {.name = name,
          .label = label,
          .category = "enterprise",
          .key_field = "enterprise",
          .refers = {{{"case_id", Subject::financing},
                      {"enterprise", Subject::organisation, Unresolved::flagged}}},
          .ledger_money = true};
}

}  // namespace tally
