#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct PolicyIssued {
  static constexpr TypeInfo kType{
      .name = "policy.issued",
      .label = {"政策发布", "policy issued"},
      .category = "policy",
      .key_field = "policy_id",
      .opens = {"policy_id", Subject::policy},
      .refers = {{{"industries", Subject::industry, Unresolved::flagged}}}};
  std::string policy_id;
  std::string title;
  std::optional<std::vector<std::string>> industries;
  std::optional<bool> factor;
  std::optional<Date> valid_from;
  std::optional<Date> valid_to;
  std::optional<std::string> system;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("policy_id", policy_id, {"政策编号", "policy"}, Limit::filled, Use::identity),
       field("title", title, {"名称", "title"}, Limit::filled),
       field("industries", industries, {"支持产业", "industries"}),
       field("factor", factor, {"要素资源保障", "for factors"}),
       field("valid_from", valid_from, {"有效期起", "valid from"}),
       field("valid_to", valid_to, {"有效期止", "valid to"}),
       field("system", system, {"政策体系", "policy system"}, Limit::filled),
       field("document", document, {"文件", "document"}));
  }

  Result<void> check() const {
    if (valid_from && valid_to && *valid_to < *valid_from) {
      return invalid("valid_to", "must not lie before valid_from");
    }
    return {};
  }
};

}  // namespace tally
