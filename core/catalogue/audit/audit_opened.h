#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct AuditOpened {
  static constexpr TypeInfo kType{
      .name = "audit.opened",
      .label = {"审计立项", "audit opened"},
      .category = "audit",
      .key_field = "audit_id",
      .opens = {"audit_id", Subject::audit},
      .refers = {{{"org", Subject::organisation, Unresolved::flagged}}}};
  std::string audit_id;
  std::optional<std::string> title;
  std::optional<std::string> scope;
  std::optional<std::string> org;
  std::optional<Period> from_period;
  std::optional<Period> to_period;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("audit_id", audit_id, {"审计编号", "audit"}, Limit::filled, Use::identity),
       field("title", title, {"名称", "title"}, Limit::filled),
       field("scope", scope, {"范围", "scope"}, Limit::filled),
       field("org", org, {"审计机关", "audit office"}, Limit::filled, Use::identity),
       field("from_period", from_period, {"审计期间起", "from period"}),
       field("to_period", to_period, {"审计期间止", "to period"}),
       field("document", document, {"文件", "document"}));
  }
};

}  // namespace tally
