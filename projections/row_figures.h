// What the rows of a view say, figure by figure, whatever the view: to compare two results, and to
// name one figure in a command line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/codec/json.h"

namespace tally {

// Which row it is among those of the same view: "kind=class,class=completed", "project=P-117",
// "kind=total". Equal in two results for rows that speak of the same thing.
std::string row_key(const Json& row);
// Whether the row speaks of one thing that has an id (a project, a phase, a target), so that rows
// of two ledgers are not to be added up.
bool names_a_subject(const Json& row);

// One figure of a row: a scalar, an amount, a ratio, or a list of plain values. Members of parts
// are reached through the part: "planned[reserve].count", "steps[design_review].used",
// "coverage.ratio". The value points into the row.
struct RowFigure {
  std::string path;
  const Json* value;
};
std::vector<RowFigure> row_figures(const Json& row);
const Json* find_figure(const Json& row, std::string_view path);

// "class=completed.count": conditions on members of the row, joined by commas, then a figure.
// Without conditions ("count") the first row that has the figure.
struct FigureAt {
  std::size_t row = 0;
  std::string path;
};
// `invalid`, field "figure", which names what there is to choose from.
Result<FigureAt> find_figure(const std::vector<const Json*>& rows, std::string_view text);

// A figure for people: "11", "6730000000.00 CNY", "63.90%", "2025-06-30", "-" when not stated.
std::string figure_text(const Json& value);

}  // namespace tally
