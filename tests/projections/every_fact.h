// A small history that makes a row in every table of the facts.
#pragma once

#include "projections/kept.h"
#include "tests/projections/ledger_fixture.h"

namespace tally::test {

template <class Act>
Act act_on(const std::string& step) {
  Act event;
  event.phase_id = "F-1";
  event.step = step;
  return event;
}

inline void tell_approvals(TestLedger& ledger) {
  CalendarPublished calendar;
  calendar.jurisdiction = "CN";
  calendar.year = 2025;
  calendar.days = {{day("2025-05-01"), true, {}}, {day("2025-05-03"), false, {}}};
  ledger.add(calendar, "2024-11-12");
  PhaseOpened phase;
  phase.project = "E-1", phase.phase_id = "F-1", phase.phase = "P2", phase.lead_org = "住建局";
  phase.limit_days = 40;
  StepPlan plan;
  plan.step = "s1", plan.item = "permit", plan.org = "bureau", plan.statutory_days = 20;
  plan.pledged_days = 10, plan.day_kind = DayKind::calendar;
  phase.steps = {{plan}};
  ledger.add(phase, "2025-03-03");
  ledger.add(act_on<StepSubmitted>("s1"), "2025-03-04", "E-1");
  ledger.add(act_on<StepAccepted>("s1"), "2025-03-05", "E-1");
  auto extended = act_on<StepExtended>("s1");
  extended.days = 3;
  ledger.add(extended, "2025-03-12", "E-1");
  ledger.add(act_on<StepApproved>("s1"), "2025-05-06", "E-1");
  PhaseClosed closed;
  closed.phase_id = "F-1", closed.outcome = "done";
  ledger.add(closed, "2025-05-07", "E-1");
}

inline void tell_money(TestLedger& ledger) {
  OpeningRecorded opening;
  opening.project = "E-1", opening.started_on = day("2023-04-01"), opening.stage = "construction";
  opening.invested_cumulative = yi(2);
  opening.paid_by_source = {{FundSource::gov_fund, cny(7000)}};
  opening.certified_by_contract = {{"C-1", cny(6000)}};
  ledger.add(opening, "2025-01-01");
  ContractSigned contract;
  contract.project = "E-1", contract.contract_id = "C-1", contract.price = cny(90000);
  ledger.add(contract, "2025-01-10");
  ProgressCertified certified;
  certified.project = "E-1", certified.contract_id = "C-1";
  certified.certified_value = cny(400), certified.cumulative = cny(6400);
  ledger.add(certified, "2025-02-28");
  BudgetAllocated quota;
  quota.project = "E-1", quota.quota_id = "Q-1", quota.amount = cny(50000), quota.year = 2025;
  quota.source = FundSource::gov_fund;
  ledger.add(quota, "2025-01-15");
  FundingRequested request;
  request.project = "E-1", request.request_id = "R-1", request.amount = cny(900);
  request.quota_id = "Q-1", request.payee.kind = PayeeKind::persons, request.payee.count = 1;
  ledger.add(request, "2025-03-01");
  FundingApproved approved;
  approved.request_id = "R-1", approved.level = 1, approved.amount = cny(800);
  ledger.add(approved, "2025-03-02", "E-1");
  auto paid = payment("E-1", 500);
  paid.request_id = "R-1", paid.quota_id = "Q-1", paid.contract_id = "C-1";
  FundingReturned returned;
  returned.disbursed = ledger.id(ledger.add(paid, "2025-03-03T10:30:00+08:00"));
  returned.amount = cny(20);
  ledger.add(returned, "2025-03-20", "E-1");
  FundingSpent spent;
  spent.project = "E-1", spent.amount = cny(300), spent.source = FundSource::bond;
  ledger.add(spent, "2025-03-21");
  BondNeedDeclared need;
  need.project = "E-1", need.declaration_id = "D-1", need.amount = yi(3), need.year = 2025;
  ledger.add(need, "2025-01-20");
}

inline void tell_plans(TestLedger& ledger) {
  ledger.add(registered("E-1", yi(9)), "2025-01-01");
  ledger.add(listed("E-1", "key", 2025, yi(1)), "2025-01-02");
  ledger.add(stage("E-1", "reserve", "construction"), "2025-01-05");
  ledger.add(reached("E-1", "start"), "2025-01-06");
  MilestonePlanned planned;
  planned.project = "E-1", planned.code = "completion_accepted", planned.date = day("2026-06-30");
  ledger.add(planned, "2025-01-07");
  ledger.add(approved("E-1", EstimateKind::design, yi(8)), "2025-01-08");
  ProjectEnrolled enrolled;
  enrolled.project = "E-1";
  ledger.add(enrolled, "2025-01-09");
  InvestmentReported report;
  report.project = "E-1", report.period = period("2025-03");
  report.ytd = yi(1), report.cumulative = yi(4);
  ledger.add(report, "2025-03-31");
}

// The example that the catalogue gives of a type.
template <class Event>
Event example() {
  const auto bytes =
      payload_from_json(Event::kType.name, Event::kType.schema, example_payload(Event::kType));
  const auto payload = decode_payload(Event::kType.name, Event::kType.schema, bytes.value());
  return std::get<Event>(payload.value());
}

template <class... Events>
void tell_kept(TestLedger& ledger, EventList<Events...>) {
  (ledger.add(example<Events>(), "2025-02-07", "E-1"), ...);
}

inline void tell_everything(TestLedger& ledger) {
  tell_plans(ledger);
  tell_money(ledger);
  tell_approvals(ledger);
  tell_kept(ledger, KeptTypes{});
}

}  // namespace tally::test
