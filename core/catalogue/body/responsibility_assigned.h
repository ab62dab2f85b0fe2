#pragma once

#include "core/catalogue/body/subject_ref.h"
#include "core/catalogue/type_info.h"

namespace tally {

enum class ResponsibilityRole : std::uint8_t { lead, main, support, liaison };
template <>
struct EnumNames<ResponsibilityRole> {
  static constexpr std::array<EnumName, 4> kNames = {{{"lead", {"牵头", "lead"}},
                                                      {"main", {"主责", "main"}},
                                                      {"support", {"配合", "support"}},
                                                      {"liaison", {"对口联系", "liaison"}}}};
};

// 一产业一领导一部门: who answers for an industry, an enterprise, a project or a target, until it
// is ended.
struct ResponsibilityAssigned {
  static constexpr TypeInfo kType{
      .name = "responsibility.assigned",
      .label = {"责任分工", "responsibility assigned"},
      .key = StreamKey::subject,
      .key_field = "subject",
      .opens = {"responsibility_id", Subject::responsibility},
      .refers = {{{"lead_org", Subject::organisation, Unresolved::flagged}}}};
  std::string responsibility_id;
  SubjectRef subject;
  std::optional<ResponsibilityRole> role;
  std::optional<std::string> leader;
  std::optional<std::string> lead_org;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("responsibility_id", responsibility_id, {"分工编号", "responsibility"}, Limit::filled,
             Use::identity),
       field("subject", subject, {"对象", "subject"}, Limit::none, Use::identity),
       field("role", role, {"角色", "role"}, Limit::none, Use::identity),
       field("leader", leader, {"责任领导", "leader"}, Limit::filled, Use::identity),
       field("lead_org", lead_org, {"责任部门", "lead department"}, Limit::filled, Use::identity));
  }
};

}  // namespace tally
