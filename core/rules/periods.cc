#include "core/rules/families.h"

namespace tally::rules {
namespace {

// The scopes whose closing stops reports of investment.
constexpr std::string_view kScopes[] = {"investment", "all"};

// The closing that a report at this position comes after, or null.
const ClosedPeriod* closed_before(const Tables& tables, const Period& period,
                                  std::uint64_t position) {
  for (const auto scope : kScopes) {
    const auto* closings = find_in(tables.closed_periods, scope);
    if (!closings) continue;
    for (const auto& closing : *closings) {
      if (closing.position < position && period.last_day() <= closing.period.last_day()) {
        return &closing;
      }
    }
  }
  return nullptr;
}

}  // namespace

// A period is closed once in its scope; the refusal names both.
Result<void> require(const PeriodClosed& p, const Case& c) {
  const auto* closings = find_in(c.tables.closed_periods, p.scope);
  if (!closings) return {};
  for (const auto& closing : *closings) {
    if (closing.period != p.period) continue;
    const auto first = std::to_string(closing.position);
    const auto second = std::to_string(c.fact.position.value);
    return refusal("ST20", "period",
                   "is closed already, at position " + first + "; this is position " + second,
                   "期间已关账（第" + first + "条与第" + second + "条）");
  }
  return {};
}

void change(const PeriodClosed& p, const Fact& fact, Tables& tables, Way way) {
  auto& closings = tables.journal.node(tables.closed_periods, p.scope);
  if (way == Way::out) {
    return tables.journal.erase(closings, std::pair{p.period, fact.position.value});
  }
  tables.journal.insert(closings, ClosedPeriod{p.period, fact.position.value});
}

// ST20: after the closing only restatements. A correction keeps its original's position, which lies
// before the closing; a report recorded anew names what was voided as its cause.
Result<void> judge_closed(const InvestmentReported& p, const Case& c) {
  if (c.tables.closed_periods.empty()) return {};
  if (!closed_before(c.tables, p.period, c.fact.position.value)) return {};
  if (c.causation && c.tables.voided.contains(*c.causation)) return {};
  return c.process("ST20", "period");
}

}  // namespace tally::rules
