// A figure computed again from chosen records alone: what a verifier does who holds a proof in a
// file and no ledger.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/codec/json.h"
#include "projections/chosen_facts.h"
#include "projections/view.h"

namespace tally {

struct RecomputedFigure {
  std::uint32_t version = 1;  // Of the view in this software.
  Json value;
};

// `row` as row_key() names it, `path` as row_figures() does. `not_found`, field "view", for a view
// that this software lacks; `corrupt`, field "row" or "figure", when the records give no such row.
Result<RecomputedFigure> recompute_figure(const ChosenFacts& facts, std::string_view view,
                                          const ViewQuery& query, std::string_view row,
                                          std::string_view path);

}  // namespace tally
