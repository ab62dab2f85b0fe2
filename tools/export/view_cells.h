// A view's rows as flat cells: a column of the view is one column, money two.
#pragma once

#include <string>
#include <vector>

#include "projections/projections.h"
#include "tools/export/audit_table.h"

namespace tally {

// A ratio is shown by its basis points, a list by its JSON text.
std::vector<AuditColumn> view_columns(const ViewInfo& info);
// As many as columns; blank where the view says null.
std::vector<std::string> view_cells(const ViewInfo& info, const Json& row);

// The amount of a money {"minor","currency"}; nothing for anything else.
std::optional<Money> money_of(const Json& value);

}  // namespace tally
