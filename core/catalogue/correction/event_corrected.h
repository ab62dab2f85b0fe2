#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct EventCorrected {
  static constexpr TypeInfo kType{.name = "event.corrected",
                                  .label = {"更正", "event corrected"},
                                  .key = StreamKey::target,
                                  .key_field = "target"};
  EventId target;           // An original, never another correction.
  std::string target_type;  // The target's type and schema, so that the replacement can be read
  std::uint16_t target_schema = 1;     // without looking the target up.
  Bytes replacement;                   // The full canonical payload of that type.
  std::optional<Effective> effective;  // The corrected date; absent = as it was.
  std::vector<std::string> changed;    // Exactly the top-level fields that differ, and "effective".
  std::string reason;
  std::string approver;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("target", target, {"被更正事件", "target"}),
       field("target_type", target_type, {"事件类型", "target type"}, Limit::filled),
       field("target_schema", target_schema, {"类型版本", "target schema"}, Limit::positive),
       embedded("replacement", replacement, target_type, target_schema,
                {"更正后内容", "replacement"}),
       field("effective", effective, {"更正后日期", "effective"}),
       field("changed", changed, {"更正字段", "changed"}, Limit::filled),
       field("reason", reason, {"原因", "reason"}, Limit::filled),
       field("approver", approver, {"批准人", "approver"}, Limit::filled));
  }

  // Targets are originals, and a void is final (C9); it also ends the nesting of payloads.
  Result<void> check() const {
    if (target_type == kType.name || target_type == "event.voided") {
      return invalid("target_type", "must be an original event, not a correction or a void");
    }
    return {};
  }
};

}  // namespace tally
