// Who answers for what at a cut, and by which bodies (domain 5.3 V12).
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "projections/reading.h"

namespace tally {

// The last word on each that is in force: assigned and not ended, established and not dissolved.
struct Duties {
  Duties(const FactSet& facts, const Cut& cut);

  std::map<std::string_view, Row<IndustryRegistered>> industries;            // By code.
  std::map<std::string_view, Row<ResponsibilityAssigned>> responsibilities;  // By their own id.
  std::map<std::string_view, Row<BodyEstablished>> bodies;                   // By id.
  std::map<std::string_view, Row<PolicyIssued>> policies;  // By id; valid on the day of the cut.
};

bool names_industry(const std::optional<std::vector<std::string>>& industries,
                    std::string_view code);

}  // namespace tally
