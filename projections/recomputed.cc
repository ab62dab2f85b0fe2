#include "projections/recomputed.h"

#include "projections/row_figures.h"
#include "projections/views.h"

namespace tally {

Result<RecomputedFigure> recompute_figure(const ChosenFacts& facts, std::string_view view,
                                          const ViewQuery& query, std::string_view row,
                                          std::string_view path) {
  for (const auto& definition : view_definitions()) {
    if (definition.info.name != view) continue;
    TALLY_ASSIGN(const auto rows, definition.roll_up(facts.facts(), query));
    for (const auto& candidate : rows) {
      if (row_key(candidate.value) != row) continue;
      const Json* value = find_figure(candidate.value, path);
      if (!value) return Error(ErrorCode::corrupt, "the row has no such figure", "figure");
      return RecomputedFigure{definition.info.version, *value};
    }
    return Error(ErrorCode::corrupt, "the records give no row " + std::string(row), "row");
  }
  return Error(ErrorCode::not_found, "There is no view \"" + std::string(view) + "\".", "view");
}

}  // namespace tally
