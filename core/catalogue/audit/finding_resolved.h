#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

enum class AuditOutcome : std::uint8_t { rectified, dismissed, transferred, accepted };
template <>
struct EnumNames<AuditOutcome> {
  static constexpr std::array<EnumName, 4> kNames = {{{"rectified", {"已整改", "rectified"}},
                                                      {"dismissed", {"不成立", "dismissed"}},
                                                      {"transferred", {"移送", "transferred"}},
                                                      {"accepted", {"接受说明", "accepted"}}}};
};

struct FindingResolved {
  static constexpr TypeInfo kType{.name = "audit.finding_resolved",
                                  .label = {"审计发现销号", "finding resolved"},
                                  .category = "audit",
                                  .key_field = "audit_id",
                                  .refers = {{{"finding_id", Subject::finding}}}};
  std::string audit_id;
  std::string finding_id;
  std::optional<AuditOutcome> outcome;
  std::optional<std::string> text;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("audit_id", audit_id, {"审计编号", "audit"}, Limit::filled, Use::identity),
       field("finding_id", finding_id, {"发现编号", "finding"}, Limit::filled, Use::identity),
       field("outcome", outcome, {"结果", "outcome"}),
       field("text", text, {"内容", "text"}, Limit::filled),
       field("document", document, {"文件", "document"}));
  }
};

}  // namespace tally
