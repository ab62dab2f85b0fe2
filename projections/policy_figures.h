// 政策资金: grants by policy and year (domain 5.3 V11).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "projections/figures.h"
#include "projections/reading.h"
#include "projections/working_days.h"

namespace tally {

// Grants of one policy, one industry or all. Paid and recovered count in the year that they name.
struct PolicyLine {
  Sum budget, applied, approved, paid, recovered;
  std::vector<std::int32_t> lags;  // Approved to paid, in working days; of each payment.
  std::int64_t payments = 0;
  std::int64_t without_approval = 0;  // Payments with no approval by their day.
  std::int64_t lag_undetermined = 0;  // No calendar.
  Positions positions;

  // paid − recovered.
  std::optional<Money> net_paid(const std::optional<Currency>& currency) const;
  // The lower one of the middle two of an even number.
  std::optional<std::int64_t> median_lag() const;
};

struct PolicyFigures {
  PolicyLine total;
  std::map<std::string_view, PolicyLine> policies;
  std::map<std::string_view, PolicyLine>
      industries;         // As payments name them, else the policy's only one.
  PolicyLine factor;      // 要素资源保障
  PolicyLine unassigned;  // Neither can be said.
  std::map<std::string_view, Row<PolicyIssued>> issued;
};
// `year`: none means all years.
PolicyFigures policy_figures(const FactSet& facts, const Cut& cut, std::optional<int> year);

}  // namespace tally
