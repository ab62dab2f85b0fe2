// What a metric was at (E, K), for targets (amendment A12).
//
// list.count, list.planned_total, bond.declared and investment.ytd come from the ledger; every
// other metric is what was published under its name. A rate X_growth that was not published by
// itself is the growth published with X.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/growth_figures.h"
#include "projections/selection.h"

namespace tally {

// Flows grow over their period; stocks, shares and rates are judged at its end only.
bool is_flow(std::string_view metric);

struct Measured {
  Quantity value;
  std::string_view source;           // "ledger" or "indicator"
  Period period;                     // What it covers.
  std::optional<std::string> scope;  // Of an indicator; the list of list.*
  bool whole_period = false;         // It reaches the end of the period asked for.
  std::int64_t missing = 0;          // Projects without the amount that is summed.
  Positions positions;
};

class Metrics {
 public:
  // Both outlive the object.
  Metrics(const FactSet& facts, const ViewQuery& query);

  // Nothing when there is no figure: not recorded, or several scopes and none named.
  std::optional<Measured> measure(std::string_view metric, const std::optional<std::string>& scope,
                                  const Period& period) const;

  // Of a growth rate X_growth that was measured: the growth of X that its values make, and whether
  // it differs. Nothing for other metrics.
  std::optional<Growth> growth_behind(std::string_view metric, const Measured& measured) const;

 private:
  std::optional<Measured> from_list(std::string_view metric,
                                    const std::optional<std::string>& scope,
                                    const Period& period) const;
  std::optional<Measured> declared(const Period& period) const;
  std::optional<Measured> invested(const Period& period) const;
  std::optional<Measured> policy_paid(const Period& period) const;
  std::optional<Measured> published(std::string_view metric, bool growth,
                                    const std::optional<std::string>& scope,
                                    const Period& period) const;
  Measured of_ledger(Quantity value, const Period& period) const;
  bool is_list(std::string_view name) const;
  Cut cut_until(const Period& period) const;

  const FactSet& facts_;
  const ViewQuery& query_;
  const Indicators indicators_;
};

}  // namespace tally
