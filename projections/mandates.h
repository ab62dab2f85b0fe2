// What was promised in public, asked for from above, and done for enterprises: rows of the view
// `responsibility` (domain 5.3 V12).
#pragma once

#include <vector>

#include "projections/reading.h"

namespace tally {

// Enterprises visited or with an issue, by id.
void add_enterprise_rows(std::vector<ViewRow>& rows, const FactSet& facts, const ViewQuery& query);
// One for each of the four environments, and one for measures that name none if there are any.
void add_measure_rows(std::vector<ViewRow>& rows, const FactSet& facts, const ViewQuery& query);
void add_pledge_rows(std::vector<ViewRow>& rows, const FactSet& facts, const ViewQuery& query);
// The tree of directives, each before those that carry it out.
void add_directive_rows(std::vector<ViewRow>& rows, const FactSet& facts, const ViewQuery& query);

}  // namespace tally
