#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

enum class BodyKind : std::uint8_t { task_force, industry_office, mechanism };
template <>
struct EnumNames<BodyKind> {
  static constexpr std::array<EnumName, 3> kNames = {
      {{"task_force", {"工作专班", "task force"}},
       {"industry_office", {"产业发展办公室", "industry office"}},
       {"mechanism", {"工作机制", "mechanism"}}}};
};

// 专班、产业发展办公室、机制: from its effective date until it is dissolved.
struct BodyEstablished {
  static constexpr TypeInfo kType{
      .name = "body.established",
      .label = {"机构机制设立", "body established"},
      .category = "body",
      .key_field = "body_id",
      .opens = {"body_id", Subject::body},
      .refers = {{{"industries", Subject::industry, Unresolved::flagged},
                  {"lead_org", Subject::organisation, Unresolved::flagged}}}};
  std::string body_id;
  std::string name;
  std::optional<BodyKind> kind;
  std::optional<std::vector<std::string>> industries;
  std::optional<std::string> lead_org;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("body_id", body_id, {"机构编号", "body"}, Limit::filled, Use::identity),
       field("name", name, {"名称", "name"}, Limit::filled), field("kind", kind, {"类别", "kind"}),
       field("industries", industries, {"负责产业", "industries"}, Limit::none, Use::identity),
       field("lead_org", lead_org, {"牵头部门", "lead department"}, Limit::filled, Use::identity),
       field("document", document, {"文件", "document"}));
  }
};

}  // namespace tally
