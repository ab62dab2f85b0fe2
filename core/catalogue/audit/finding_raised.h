#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

enum class AuditSeverity : std::uint8_t { low, medium, high };
template <>
struct EnumNames<AuditSeverity> {
  static constexpr std::array<EnumName, 3> kNames = {
      {{"low", {"一般", "low"}}, {"medium", {"较重", "medium"}}, {"high", {"严重", "high"}}}};
};

// Raised by an auditor alone; as_of and known are the (E, K) of the figure that it rests on.
struct FindingRaised {
  static constexpr TypeInfo kType{.name = "audit.finding_raised",
                                  .label = {"审计发现", "finding raised"},
                                  .category = "audit",
                                  .key_field = "audit_id",
                                  .opens = {"finding_id", Subject::finding},
                                  .refers = {{{"audit_id", Subject::audit},
                                              {"project", Subject::project, Unresolved::flagged}}},
                                  .ledger_money = true};
  std::string audit_id;
  std::string finding_id;
  std::optional<std::string> text;
  std::optional<std::string> rule;
  std::optional<std::string> project;
  std::optional<std::string> subject;
  std::optional<std::vector<EventId>> evidence;
  std::optional<Date> as_of;
  std::optional<std::int64_t> known;
  std::optional<Money> amount;
  std::optional<AuditSeverity> severity;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("audit_id", audit_id, {"审计编号", "audit"}, Limit::filled, Use::identity),
       field("finding_id", finding_id, {"发现编号", "finding"}, Limit::filled, Use::identity),
       field("text", text, {"内容", "text"}, Limit::filled),
       field("rule", rule, {"规则", "rule"}, Limit::filled),
       field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("subject", subject, {"对象", "subject"}, Limit::filled, Use::identity),
       field("evidence", evidence, {"证据事件", "evidence"}, Limit::none, Use::identity),
       field("as_of", as_of, {"有效截止日", "effective cutoff"}),
       field("known", known, {"记录截止数", "knowledge cutoff"}, Limit::positive),
       field("amount", amount, {"涉及金额", "amount"}),
       field("severity", severity, {"严重程度", "severity"}));
  }
};

}  // namespace tally
