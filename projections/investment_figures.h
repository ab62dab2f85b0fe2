// 投资完成额: what was reported as completed in a year, by one project, by the ledger, and by the
// statistics bureau (domain 5.3 V3). The three are never put in place of one another.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "projections/selection.h"

namespace tally {

// Months of the year that are over at the end of that day: 0 to 12.
int complete_months(int year, Date day);

// What one project reported for the year by that day.
struct Completed {
  std::optional<Money> ytd;
  std::optional<Money>
      cumulative;                // The last one reported in any year, else the opening balance's.
  std::optional<Period> period;  // That the ytd is of.
  bool stale = false;            // The ytd is of an earlier month than the last complete one.
  bool missing = false;          // A month is over and nothing was reported for the year.
  std::optional<Origin> origin;
};
Completed completed_investment(const ProjectState& project, int year, Date day);

// Σ ytd over every enrolled project of the ledger, in a list or not. Nothing when none of them
// reported for the year, or in several currencies.
std::optional<Money> ledger_investment(const std::vector<ProjectState>& projects, int year,
                                       Date day);

// The latest published value of one metric in the year and by the cut. Nothing when none was
// published, or when there are several scopes and none asked for.
struct Published {
  std::string_view scope;
  Period period;
  std::optional<Money> amount;
  Date through;  // Last day of the period.
  Origin origin;
};
std::optional<Published> official_investment(const FactSet& facts, const Selection& selection);

}  // namespace tally
