#include "projections/table_check.h"

#include <algorithm>

#include "projections/readable_event.h"
#include "projections/views.h"

namespace tally {
namespace {

constexpr int kTries = 5;

const ViewDefinition* find_view(const std::string& name) {
  for (const auto& view : view_definitions()) {
    if (view.info.name == name) return &view;
  }
  return nullptr;
}

Result<std::string> canonical_row(Json value) {
  show_nul(value);
  return canonical_json(value);
}

// The first difference between a table and its view, or "".
Result<std::string> difference(ReadableTables& tables, const ProjectorSources& sources,
                               const ViewDefinition& view, const ProjectionState& state) {
  ViewQuery query;
  query.cut = {state.effective.value_or(Date{}), state.position};
  if (!state.of_list.empty()) query.list = state.of_list;
  TALLY_ASSIGN(const auto result, sources.views.view(state.view, query, sources.root_at));
  if (result.root != state.root) return std::string("another root than the ledger's");
  if (result.state_hash != state.state_hash) return std::string("another state hash");
  TALLY_ASSIGN(const auto rows, tables.rows(state.view, state.of_list));
  for (std::size_t i = 0; i < std::max(rows.size(), result.rows.size()); ++i) {
    if (i >= rows.size()) return "row " + std::to_string(i) + " is missing";
    const auto where = "the row with ordinal " + std::to_string(rows[i].ordinal);
    if (i >= result.rows.size()) return where + " is too many";
    TALLY_ASSIGN(const auto expected, canonical_row(result.rows[i].value));
    auto there = parse_json(rows[i].json);
    const auto text = there.ok() ? canonical_json(*there) : Result<std::string>(there.error());
    if (!text.ok() || *text != expected) return where + " is not the view's";
  }
  TALLY_ASSIGN(const auto differing,
               tables.columns_differing(state.view, table_columns(view.info)));
  if (differing > 0) return std::to_string(differing) + " rows have columns that differ from json";
  return std::string();
}

}  // namespace

Result<TableCheck> check_tables(ReadableTables& tables, const ProjectorSources& sources) {
  TALLY_TRY([&]() -> Result<void> {
    TALLY_ASSIGN([[maybe_unused]] const bool role, tables.take_role());
    return {};
  }());
  TableCheck check;
  for (int tries = 1;; ++tries) {
    check = TableCheck();
    TALLY_ASSIGN(const auto states, tables.states());
    for (const auto& state : states) {
      if (state.view == kEventsView) continue;
      const auto* const view = find_view(state.view);
      if (!view || view->info.version != state.version) {
        check.problems.push_back(state.view + ": of a version that this software does not have");
        continue;
      }
      TALLY_ASSIGN(auto found, difference(tables, sources, *view, state));
      ++check.tables;
      if (found.empty()) continue;
      const auto of_list = state.of_list.empty() ? "" : " (list " + state.of_list + ")";
      check.problems.push_back(state.view + of_list + ": " + found);
    }
    if (check.problems.empty() || tries == kTries) return check;
    TALLY_ASSIGN(const auto now, tables.states());
    // Found while somebody wrote: that may be all.
    const bool same = std::equal(states.begin(), states.end(), now.begin(), now.end(),
                                 [](const auto& a, const auto& b) {
                                   return a.view == b.view && a.of_list == b.of_list &&
                                          a.position == b.position && a.effective == b.effective;
                                 });
    if (same) return check;
  }
}

}  // namespace tally
