#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// A project that another was split into, or that went into another.
struct ProjectPart {
  std::string project;
  std::optional<Money> amount;
  bool operator==(const ProjectPart&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("amount", amount, {"金额", "amount"}, Limit::not_negative));
  }
};

// Each once, none the project itself. `invalid` with the path of the part.
Result<void> check_parts(const std::string& project, const std::vector<ProjectPart>& parts);

// Splitting and merging say the same of the project and its parts.
struct ProjectParts {
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

constexpr TypeInfo project_parts(std::string_view name, Label label) {
  return {.name = name,
          .label = label,
          .category = "project",
          .key_field = "project",
          .ledger_money = true,
          .example =
              R"({"parts":[{"project":"P-001a","amount":{"minor":"80000000","currency":"CNY"}}]})"};
}

}  // namespace tally
