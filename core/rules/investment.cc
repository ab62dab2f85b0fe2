#include "core/rules/families.h"

namespace tally::rules {
namespace {

// The last report of a period, or null.
const InvestmentFact* report_of(const Project& project, const Period& period) {
  const std::pair<Period, std::uint64_t> beyond{period, UINT64_MAX};
  auto after = std::lower_bound(
      project.investments.begin(), project.investments.end(), beyond,
      [](const InvestmentFact& fact, const auto& wanted) { return fact.key() < wanted; });
  if (after == project.investments.begin()) return nullptr;
  --after;
  return after->period == period ? &*after : nullptr;
}

Period month(std::int16_t year, std::uint8_t index) { return {year, Period::Kind::month, index}; }

bool adds_up(const Money& before, const Money& more, const Money& total) {
  return before.currency == total.currency && more.currency == total.currency &&
         Sum{before.minor} + more.minor == total.minor;
}

}  // namespace

// Domain 2.3: ytd(m) = month(m) + ytd(m-1); cumulative = last year's + ytd; one report per month.
Result<void> judge(const InvestmentReported& p, const Case& c) {
  const auto* project = find_in(c.tables.projects, p.project);
  if (!project) return {};
  TALLY_TRY(judge_closed(p, c));
  if (report_of(*project, p.period)) TALLY_TRY(c.process("ST19", "period"));
  if (p.period.kind != Period::Kind::month || !p.ytd) return {};
  if (p.period.index > 1 && p.month) {
    const auto* before =
        report_of(*project, month(p.period.year, static_cast<std::uint8_t>(p.period.index - 1)));
    if (before && before->ytd && !adds_up(*before->ytd, *p.month, *p.ytd)) {
      TALLY_TRY(c.process("ST19", "ytd"));
    }
  }
  const auto* december =
      report_of(*project, month(static_cast<std::int16_t>(p.period.year - 1), 12));
  if (december && december->cumulative && p.cumulative &&
      !adds_up(*december->cumulative, *p.ytd, *p.cumulative)) {
    TALLY_TRY(c.process("ST19", "cumulative"));
  }
  return {};
}

void change(const InvestmentReported& p, const Fact& fact, Tables& tables, Way way) {
  auto& investments = tables.journal.node(tables.projects, p.project).investments;
  InvestmentFact report{p.period, fact.position.value, p.ytd, p.cumulative};
  if (way == Way::out) return tables.journal.erase(investments, report.key());
  tables.journal.insert(investments, std::move(report));
}

}  // namespace tally::rules
