#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct IssueRaised {
  static constexpr TypeInfo kType{
      .name = "issue.raised",
      .label = {"诉求提出", "issue raised"},
      .category = "enterprise",
      .key_field = "enterprise",
      .opens = {"issue_id", Subject::issue},
      .refers = {{{"enterprise", Subject::organisation, Unresolved::flagged},
                  {"project", Subject::project, Unresolved::flagged},
                  {"owner", Subject::organisation, Unresolved::flagged}}}};
  std::string issue_id;
  std::string enterprise;
  std::optional<std::string> text;
  std::optional<std::string> project;
  std::optional<std::string> owner;
  std::optional<Date> due;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("issue_id", issue_id, {"诉求编号", "issue"}, Limit::filled, Use::identity),
       field("enterprise", enterprise, {"企业", "enterprise"}, Limit::filled, Use::identity),
       field("text", text, {"内容", "text"}, Limit::filled),
       field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("owner", owner, {"承办单位", "owner"}, Limit::filled, Use::identity),
       field("due", due, {"办结期限", "due"}));
  }
};

}  // namespace tally
