#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

enum class RuleAction : std::uint8_t { refuse, flag };
template <>
struct EnumNames<RuleAction> {
  static constexpr std::array<EnumName, 2> kNames = {
      {{"refuse", {"拒绝", "refuse"}}, {"flag", {"标记", "flag"}}}};
};

struct RuleSetting {
  std::string code;  // "ST09"
  RuleAction action = RuleAction::flag;
  bool operator==(const RuleSetting&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("code", code, {"规则", "rule"}, Limit::filled),
       field("action", action, {"处置", "action"}));
  }
};

// A role and the event types it may write: exact names, "family.*" or "*".
struct RoleGrant {
  std::string role;
  std::vector<std::string> types;
  bool operator==(const RoleGrant&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("role", role, {"角色", "role"}, Limit::filled),
       field("types", types, {"事件类型", "event types"}));
  }
};

struct RulebookPublished {
  static constexpr TypeInfo kType{.name = "rulebook.published",
                                  .label = {"规则手册发布", "rulebook published"},
                                  .category = "rulebook",
                                  .key = StreamKey::fixed,
                                  .key_field = "main"};
  std::uint32_t version = 1;
  std::vector<RuleSetting> rules;
  std::optional<std::vector<RoleGrant>>
      roles;  // Absent: any enrolled actor, any type; findings only by auditors.

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("version", version, {"版本", "version"}, Limit::positive, Use::identity),
       field("rules", rules, {"规则", "rules"}),
       field("roles", roles, {"角色权限", "role matrix"}));
  }
};

}  // namespace tally
