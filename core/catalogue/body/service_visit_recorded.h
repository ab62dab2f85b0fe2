#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct ServiceVisitRecorded {
  static constexpr TypeInfo kType{
      .name = "service.visit_recorded",
      .label = {"走访服务", "service visit recorded"},
      .category = "enterprise",
      .key_field = "enterprise",
      .refers = {{{"enterprise", Subject::organisation, Unresolved::flagged}}}};
  std::string enterprise;
  std::optional<std::string> leader;
  std::optional<std::string> org;
  std::optional<std::string> note;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("enterprise", enterprise, {"企业", "enterprise"}, Limit::filled, Use::identity),
       field("leader", leader, {"走访领导", "leader"}, Limit::filled),
       field("org", org, {"部门", "organisation"}, Limit::filled),
       field("note", note, {"说明", "note"}, Limit::filled));
  }
};

}  // namespace tally
