#pragma once

#include "core/catalogue/project/project_part.h"
#include "core/catalogue/type_info.h"

namespace tally {

// The parts end here and go on in this project, registered before (amendment A14).
struct ProjectMerged {
  static constexpr TypeInfo kType{
      .name = "project.merged",
      .label = {"项目合并", "project merged"},
      .category = "project",
      .key_field = "project",
      .ledger_money = true,
      .example =
          R"({"parts":[{"project":"P-001a","amount":{"minor":"80000000","currency":"CNY"}}]})"};
  std::string project;
  std::vector<ProjectPart> parts;
  std::optional<std::string> reason;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("parts", parts, {"组成项目", "parts"}, Limit::filled, Use::identity),
       field("reason", reason, {"原因", "reason"}, Limit::filled),
       field("document", document, {"文件", "document"}));
  }

  Result<void> check() const { return check_parts(project, parts); }
};

}  // namespace tally
