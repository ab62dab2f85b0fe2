// The list of views.
#include "projections/views.h"

namespace tally {

std::span<const ViewDefinition> view_definitions() {
  static const std::vector<ViewDefinition> kViews = {
      portfolio_view(),    pipeline_view(),       investment_view(), approvals_view(),
      disbursement_view(), targets_view(),        growth_view(),     bonds_view(),
      policy_view(),       responsibility_view(), industries_view(), finance_view(),
      elements_view(),
  };
  return kViews;
}

std::vector<ViewInfo> view_list() {
  std::vector<ViewInfo> infos;
  for (const auto& view : view_definitions()) infos.push_back(view.info);
  return infos;
}

}  // namespace tally
