// What each row of the facts holds, said once: an archive that visits the fields writes the
// snapshot of the facts or reads one (fact_archive.h).
//
// An archive offers: a(fields…) for values, a.name(name) for an interned text, a.position(number)
// for a position of the log, a.year(number) for a calendar year, and a.payload(event) for an
// event's own struct (kept.h). `T` is the row, const or not.
//
// A field that is forgotten here is missing after opening from a snapshot. The tests compare such
// facts with folded ones through all views.
#pragma once

#include <concepts>
#include <type_traits>

#include "projections/facts.h"

namespace tally {

template <class T, class Row>
concept Like = std::same_as<std::remove_const_t<T>, Row>;

template <class A, Like<RegisteredRow> T>
void describe(A& a, T& v) {
  a.name(v.name), a(v.planned_total), a.name(v.owner), a.name(v.industry);
}
template <class A, Like<ListingRow> T>
void describe(A& a, T& v) {
  a.name(v.list), a(v.year, v.listed, v.planned_class, v.annual_plan);
}
template <class A, Like<StageRow> T>
void describe(A& a, T& v) {
  a.name(v.to), a.name(v.as_stated);
}
template <class A, Like<ReachedRow> T>
void describe(A& a, T& v) {
  a.name(v.code);
}
template <class A, Like<PlannedRow> T>
void describe(A& a, T& v) {
  a.name(v.code), a(v.date);
}
template <class A, Like<EstimateRow> T>
void describe(A& a, T& v) {
  a(v.kind, v.total);
}
template <class A, Like<EnrolledRow> T>
void describe(A&, T&) {}
template <class A, Like<OpeningRow> T>
void describe(A& a, T& v) {
  a(v.started_on), a.name(v.stage), a(v.invested_cumulative);
}
template <class A, Like<OpeningPaidRow> T>
void describe(A& a, T& v) {
  a(v.source, v.amount);
}
template <class A, Like<ReportRow> T>
void describe(A& a, T& v) {
  a(v.period, v.ytd, v.cumulative);
}
template <class A, Like<PhaseRow> T>
void describe(A& a, T& v) {
  a.name(v.phase_id), a.name(v.phase), a.name(v.lead_org), a(v.limit_days);
}
template <class A, Like<StepPlanRow> T>
void describe(A& a, T& v) {
  a.name(v.phase_id), a.name(v.step), a.name(v.item), a.name(v.org);
  a(v.statutory_days, v.pledged_days, v.day_kind);
}
template <class A, Like<StepActRow> T>
void describe(A& a, T& v) {
  a.name(v.phase_id), a.name(v.step), a(v.act, v.days), a.name(v.note);
}
template <class A, Like<ContractRow> T>
void describe(A& a, T& v) {
  a.name(v.contract_id), a(v.price);
}
template <class A, Like<CertifiedRow> T>
void describe(A& a, T& v) {
  a.name(v.contract_id), a(v.value, v.cumulative);
}
template <class A, Like<QuotaRow> T>
void describe(A& a, T& v) {
  a.name(v.quota_id), a(v.amount, v.source, v.year, v.opening);
}
template <class A, Like<RequestRow> T>
void describe(A& a, T& v) {
  a.name(v.request_id), a.name(v.quota_id), a(v.amount);
}
template <class A, Like<DecisionRow> T>
void describe(A& a, T& v) {
  a.name(v.request_id), a(v.approved);
}
template <class A, Like<PaymentRow> T>
void describe(A& a, T& v) {
  a(v.amount), a.name(v.request_id), a.name(v.quota_id), a.name(v.contract_id);
  a.name(v.payee), a(v.source);
}
template <class A, Like<SpentRow> T>
void describe(A& a, T& v) {
  a(v.amount, v.source);
}
template <class A, Like<ReturnRow> T>
void describe(A& a, T& v) {
  a.position(v.disbursed), a(v.amount);
}
template <class A, Like<DeclarationRow> T>
void describe(A& a, T& v) {
  a.name(v.declaration_id), a(v.amount, v.year);
}
template <class A, Like<CalendarRow> T>
void describe(A& a, T& v) {
  a.name(v.jurisdiction), a.year(v.year), a(v.version, v.days);
}
template <class A, KeptEvent T>
void describe(A& a, T& v) {
  a.payload(v);
}

}  // namespace tally
