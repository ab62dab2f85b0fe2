// What a view is to the runner: its description and its roll_up. The next view is its file and one
// line in views.cc.
#pragma once

#include <span>

#include "projections/projections.h"
#include "projections/reading.h"

namespace tally {

struct ViewDefinition {
  ViewInfo info;
  // Rows in their final order; positions filled when the query asks for them. A pure function.
  Result<std::vector<ViewRow>> (*roll_up)(const FactSet& facts, const ViewQuery& query);
  // Speaks of one project list: the one asked for, or the only one there is. Whoever keeps its rows
  // keeps them for each list.
  bool of_one_list = false;
};

std::span<const ViewDefinition> view_definitions();

// One per file.
ViewDefinition portfolio_view();
ViewDefinition pipeline_view();
ViewDefinition investment_view();
ViewDefinition approvals_view();
ViewDefinition disbursement_view();
ViewDefinition targets_view();
ViewDefinition growth_view();
ViewDefinition bonds_view();
ViewDefinition policy_view();
ViewDefinition responsibility_view();
ViewDefinition industries_view();
ViewDefinition finance_view();
ViewDefinition elements_view();

}  // namespace tally
