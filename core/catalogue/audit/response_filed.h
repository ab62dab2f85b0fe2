#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// Due ten days after the finding (审计法 §44).
struct ResponseFiled {
  static constexpr TypeInfo kType{
      .name = "audit.response_filed",
      .label = {"被审计单位反馈", "response filed"},
      .category = "audit",
      .key_field = "audit_id",
      .refers = {
          {{"finding_id", Subject::finding}, {"org", Subject::organisation, Unresolved::flagged}}}};
  std::string audit_id;
  std::string finding_id;
  std::optional<std::string> text;
  std::optional<std::string> org;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("audit_id", audit_id, {"审计编号", "audit"}, Limit::filled, Use::identity),
       field("finding_id", finding_id, {"发现编号", "finding"}, Limit::filled, Use::identity),
       field("text", text, {"内容", "text"}, Limit::filled),
       field("org", org, {"单位", "organisation"}, Limit::filled, Use::identity),
       field("document", document, {"文件", "document"}));
  }
};

}  // namespace tally
