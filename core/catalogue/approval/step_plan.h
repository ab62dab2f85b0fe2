#pragma once

#include "core/catalogue/common.h"

namespace tally {

enum class DayKind : std::uint8_t { work, calendar };
template <>
struct EnumNames<DayKind> {
  static constexpr std::array<EnumName, 2> kNames = {
      {{"work", {"工作日", "working days"}}, {"calendar", {"自然日", "calendar days"}}}};
};

struct StepPlan {
  std::string step;
  std::optional<std::string> item;  // Codelist approval_item.
  std::optional<std::string> org;
  std::optional<std::int32_t> statutory_days;
  std::optional<std::int32_t> pledged_days;
  std::optional<DayKind> day_kind;  // Absent: working days.
  std::optional<std::vector<std::string>> depends_on;
  bool operator==(const StepPlan&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("step", step, {"步骤", "step"}, Limit::filled),
       field("item", item, {"事项", "item"}, Limit::filled),
       field("org", org, {"承办部门", "department"}, Limit::filled),
       field("statutory_days", statutory_days, {"法定时限", "statutory days"}, Limit::positive),
       field("pledged_days", pledged_days, {"承诺时限", "pledged days"}, Limit::positive),
       field("day_kind", day_kind, {"日别", "kind of day"}),
       field("depends_on", depends_on, {"前置步骤", "depends on"}));
  }

  Result<void> check() const {
    if (statutory_days && pledged_days && *pledged_days > *statutory_days) {
      return invalid("pledged_days", "must not exceed the statutory days");
    }
    return {};
  }
};

// Steps named once each, dependencies without a cycle (those outside `steps` are judged by the
// ledger). `invalid` with the path of the step.
Result<void> check_step_plans(const std::vector<StepPlan>& steps);

}  // namespace tally
