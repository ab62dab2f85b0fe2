// What each row of the rule state holds, said once. An archive that visits the fields writes a
// snapshot, reads one, hashes the state or counts its bytes (state_archive.h, state.cc).
//
// An archive offers: a(fields…) for values, a.name(id) for an interned text, and, for the tables,
// a.table(fields…): one section of the snapshot. `T` is the row, const or not.
//
// A field that is forgotten here would be missing after opening from a snapshot: a test counts the
// members of each row, and others compare such a state with a replayed one event by event.
#pragma once

#include <concepts>

#include "core/rules/state.h"

namespace tally::rules {

template <class T, class Row>
concept Like = std::same_as<std::remove_const_t<T>, Row>;

template <class A, Like<FactOrder> T>
void describe(A& a, T& v) {
  a(v.day, v.instant_us, v.position);
}
template <class A, Like<Date> T>
void describe(A& a, T& v) {
  a(v.days);
}
template <class A, Like<Period> T>
void describe(A& a, T& v) {
  a(v.year, v.kind, v.index);
}
template <class A, Like<Money> T>
void describe(A& a, T& v) {
  a(v.minor, v.currency);
}
template <class A, Like<RoleGrant> T>
void describe(A& a, T& v) {
  a(v.role, v.types);
}
template <class A, Like<LedgerIdentity> T>
void describe(A& a, T& v) {
  a(v.origin, v.suite, v.currency, v.zone, v.sample, v.operator_id);
}

template <class A, Like<FormerOrigin> T>
void describe(A& a, T& v) {
  a(v.end, v.origin);
}

template <class A, Like<Enrolment> T>
void describe(A& a, T& v) {
  a(v.position, v.revoked, v.public_key, v.roles);
}
template <class A, Like<Actor> T>
void describe(A& a, T& v) {
  a(v.facts);
}
template <class A, Like<IdentifierUse> T>
void describe(A& a, T& v) {
  a(v.count, v.waived);
}
template <class A, Like<StageFact> T>
void describe(A& a, T& v) {
  a(v.order);
  a.name(v.to);
}
template <class A, Like<CodeFact> T>
void describe(A& a, T& v) {
  a(v.order);
  a.name(v.code);
}
template <class A, Like<DayFact> T>
void describe(A& a, T& v) {
  a(v.order);
}
template <class A, Like<InvestmentFact> T>
void describe(A& a, T& v) {
  a(v.period, v.position, v.ytd, v.cumulative);
}
template <class A, Like<Project> T>
void describe(A& a, T& v) {
  a(v.registrations, v.openings, v.route, v.stages, v.codes, v.starts, v.completions,
    v.investments);
}
template <class A, Like<ActFact> T>
void describe(A& a, T& v) {
  a(v.order, v.act);
}
template <class A, Like<Step> T>
void describe(A& a, T& v) {
  a(v.defined, v.working_days, v.acts);
}
template <class A, Like<Phase> T>
void describe(A& a, T& v) {
  a(v.opened, v.added, v.project, v.steps);
}
template <class A, Like<CertifiedFact> T>
void describe(A& a, T& v) {
  a(v.order, v.cumulative);
}
template <class A, Like<Contract> T>
void describe(A& a, T& v) {
  a(v.signatures, v.openings, v.project, v.opening, v.price, v.amended, v.certified);
}
template <class A, Like<Quota> T>
void describe(A& a, T& v) {
  a(v.sources, v.project, v.allocated, v.paid, v.pending, v.planned);
}
template <class A, Like<PlanFact> T>
void describe(A& a, T& v) {
  a(v.position, v.amount);
}
template <class A, Like<MonthPlan> T>
void describe(A& a, T& v) {
  a(v.requested, v.plans);
}
template <class A, Like<Approval> T>
void describe(A& a, T& v) {
  a(v.position, v.level, v.amount, v.actor);
}
template <class A, Like<Request> T>
void describe(A& a, T& v) {
  a(v.live, v.amount, v.ended, v.payments, v.orders, v.event, v.planned, v.paid,
    v.paid_without_quota, v.project, v.requester, v.quota, v.approvals);
}
template <class A, Like<Declaration> T>
void describe(A& a, T& v) {
  a(v.live, v.amount, v.reviews, v.allotments, v.project);
}
template <class A, Like<Bond> T>
void describe(A& a, T& v) {
  a(v.shares);
}
template <class A, Like<BondShare> T>
void describe(A& a, T& v) {
  a(v.allocated, v.received);
}
template <class A, Like<BondUse> T>
void describe(A& a, T& v) {
  a(v.allocated, v.spent);
}
template <class A, Like<Tenure> T>
void describe(A& a, T& v) {
  a(v.order);
  a.name(v.id);
  a.name(v.leader);
  a.name(v.org);
}
template <class A, Like<TargetVersion> T>
void describe(A& a, T& v) {
  a(v.position, v.id);
}
template <class A, Like<VintageFact> T>
void describe(A& a, T& v) {
  a(v.position, v.vintage);
}
template <class A, Like<ClosedPeriod> T>
void describe(A& a, T& v) {
  a(v.period, v.position);
}
template <class A, Like<Credit> T>
void describe(A& a, T& v) {
  a(v.grants, v.limit, v.drawn);
}
template <class A, Like<Returned> T>
void describe(A& a, T& v) {
  a(v.count, v.amount);
}
template <class A, Like<LiveCorrection> T>
void describe(A& a, T& v) {
  a(v.position, v.id);
}
template <class A, Like<CodelistVersion> T>
void describe(A& a, T& v) {
  a(v.order, v.version, v.codes);
}
template <class A, Like<RulebookVersion> T>
void describe(A& a, T& v) {
  a(v.order, v.version, v.refusing, v.roles);
}
template <class A, Like<CalendarVersion> T>
void describe(A& a, T& v) {
  a(v.order, v.days);
}
template <class A, Like<FlagRow> T>
void describe(A& a, T& v) {
  a(v.position);
  a.name(v.rule);
  a.name(v.field);
}

// Names first: whoever reads can then check the others' numbers. name_ids follow from them, and a
// state that is kept has no journal.
template <class A, Like<Tables> T>
void describe(A& a, T& t) {
  a.table(t.names);
  a.table(t.identity, t.former_origins, t.unknown_types, t.totals);
  a.table(t.actors);
  a.table(t.identifiers);
  a.table(t.projects);
  a.table(t.code_uses);
  a.table(t.phases);
  a.table(t.contracts);
  a.table(t.quotas);
  a.table(t.requests);
  a.table(t.declarations);
  a.table(t.subjects);
  a.table(t.tenures, t.endings);
  a.table(t.targets, t.vintages, t.closed_periods);
  a.table(t.bonds, t.bond_shares, t.bond_uses);
  a.table(t.credits, t.month_plans, t.findings);
  a.table(t.returns);
  a.table(t.corrections, t.voided);
  a.table(t.codelists);
  a.table(t.rulebooks, t.calendars);
  a.table(t.flags);
}

}  // namespace tally::rules
