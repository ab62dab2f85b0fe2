// The event types whose payload is the row: what comes by the dozen, and a view may read whole.
//
// One line here, and an event of the type is folded, corrected, voided, saved with the facts and
// reached as facts.kept<Event>(). Types that come by the thousand have columns of their own instead
// (fact_rows.h).
#pragma once

#include <tuple>
#include <type_traits>

#include "core/catalogue/types.h"

namespace tally {

template <class... Events>
struct EventList {
  template <template <class> class Table>
  using Tables = std::tuple<Table<Events>...>;

  template <class Event>
  static constexpr bool holds = (std::is_same_v<Event, Events> || ...);
  static constexpr std::size_t size = sizeof...(Events);
};

// clang-format off: family by family.
using KeptTypes =
    EventList<TargetSet, TargetRevised, TargetWithdrawn, MetricDefined, IndicatorPublished,
              IndustryRegistered, DirectiveRegistered, PledgeMade, PledgeStatusReported,
              MeasureIssued, MeasureCompleted, BodyEstablished, BodyDissolved,
              ResponsibilityAssigned, ResponsibilityEnded, ServiceVisitRecorded, IssueRaised,
              IssueResolved, ProjectSplit, ProjectMerged, ElementRequested, ElementSecured,
              FinalAccountsApproved, BondReviewed, BondQuotaAllotted, BondIssued,
              BondProceedsReceived, BondUseAdjusted, BondRevenueReported, BondPrincipalRepaid,
              PolicyIssued, PolicyBudgetSet, GrantApplied, GrantApproved, GrantPaid, GrantRecovered,
              FinancingApplied, FinancingRecommended, FinancingDeclined, FinancingGranted,
              LoanDrawn, ScenarioLaunched, CreditReportUsed>;
// clang-format on

template <class Event>
concept KeptEvent = KeptTypes::holds<std::remove_const_t<Event>>;

}  // namespace tally
