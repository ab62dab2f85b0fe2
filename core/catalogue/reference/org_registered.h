#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct OrgRegistered {
  static constexpr TypeInfo kType{.name = "org.registered",
                                  .label = {"机构登记", "organisation registered"},
                                  .category = "org",
                                  .key_field = "org_id",
                                  .opens = {"org_id", Subject::organisation},
                                  .opens_once = false};
  std::string org_id;
  std::string name;
  std::optional<Identifier> identifier;
  std::optional<std::string> kind;  // dept, street, enterprise, bank, contractor, agency
  std::optional<std::string> parent;
  std::optional<bool>
      check_waived;  // ST08: the identifier's check digits do not hold, yet it is lawful.
  std::optional<DocumentRef> waiver_evidence;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("org_id", org_id, {"机构编号", "organisation"}, Limit::filled, Use::identity),
       field("name", name, {"名称", "name"}, Limit::filled),
       field("identifier", identifier, {"统一标识", "identifier"}),
       field("kind", kind, {"类别", "kind"}, Limit::filled),
       field("parent", parent, {"上级机构", "parent"}, Limit::filled),
       field("check_waived", check_waived, {"免校验", "check waived"}),
       field("waiver_evidence", waiver_evidence, {"免校验依据", "evidence for the waiver"}));
  }

  Result<void> check() const {
    if (check_waived.value_or(false) && !waiver_evidence) {
      return invalid("waiver_evidence", "must be given when the check is waived");
    }
    return {};
  }
};

}  // namespace tally
