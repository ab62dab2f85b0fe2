#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct ProjectAmended {
  static constexpr TypeInfo kType{
      .name = "project.amended",
      .label = {"项目变更", "project amended"},
      .category = "project",
      .key_field = "project",
      .refers = {{{"approver_org", Subject::organisation, Unresolved::flagged}}}};
  std::string project;
  std::string changed_field;
  std::optional<std::string> old_value;
  std::optional<std::string> new_value;
  std::optional<std::string> approver_org;
  std::optional<std::string> reason;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("field", changed_field, {"变更事项", "field"}, Limit::filled, Use::identity),
       field("old", old_value, {"原内容", "old"}, Limit::filled),
       field("new", new_value, {"新内容", "new"}, Limit::filled),
       field("approver_org", approver_org, {"批准机关", "approver"}, Limit::filled, Use::identity),
       field("reason", reason, {"原因", "reason"}, Limit::filled),
       field("document", document, {"文件", "document"}));
  }
};

}  // namespace tally
