// Facts: what events said, in columns, each with the span of knowledge in which it counts.
//
// A row made known by the event at position p has known_from = p; the event at position q that
// voids or replaces it sets known_until = q. The row is live at the tree size K iff
// known_from < K <= known_until (decision D9): at K = q the ledger did not know q yet, so the row
// is live; at K = q + 1 it is gone. A row never changes otherwise and is never removed.
//
// One Facts object holds whole streams. Names are interned per object. One thread at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/event/date.h"
#include "core/event/money.h"
#include "projections/fact_rows.h"
#include "projections/kept.h"
#include "projections/names.h"
#include "projections/view.h"

namespace tally {

inline constexpr std::uint64_t kStillKnown = std::numeric_limits<std::uint64_t>::max();

// Columns of one kind of fact. Rows stand in the order of known_from, because events are folded in
// the order of their positions.
template <class Values>
struct Table {
  std::vector<FactOrder> order;  // With the original's position, also after a correction.
  std::vector<std::uint64_t> known_from;
  std::vector<std::uint64_t> known_until;
  std::vector<Name> subject;  // The id behind the stream's category: the project.
  std::vector<Values> values;

  std::size_t size() const { return order.size(); }

  void add(const FactOrder& row_order, std::uint64_t from, Name row_subject, Values row) {
    order.push_back(row_order);
    known_from.push_back(from);
    known_until.push_back(kStillKnown);
    subject.push_back(row_subject);
    values.push_back(std::move(row));
  }

  void reserve(std::size_t rows) {
    order.reserve(rows), known_from.reserve(rows), known_until.reserve(rows);
    subject.reserve(rows), values.reserve(rows);
  }

  bool live(std::size_t row, const Cut& cut) const {
    return known_from[row] < cut.known.value && cut.known.value <= known_until[row] &&
           order[row].day <= cut.effective.days;
  }

  // How many rows, the first ones, events before that size made known.
  std::size_t known_before(TreeSize size) const {
    const auto end = std::lower_bound(known_from.begin(), known_from.end(), size.value);
    return static_cast<std::size_t>(end - known_from.begin());
  }

  // The rows that the event at this position made known: [first, last).
  std::pair<std::size_t, std::size_t> rows_from(std::uint64_t position) const {
    const auto [first, last] = std::equal_range(known_from.begin(), known_from.end(), position);
    return {static_cast<std::size_t>(first - known_from.begin()),
            static_cast<std::size_t>(last - known_from.begin())};
  }

  std::size_t memory_bytes() const {
    return order.capacity() * sizeof(FactOrder) + values.capacity() * sizeof(Values) +
           (known_from.capacity() + known_until.capacity()) * sizeof(std::uint64_t) +
           subject.capacity() * sizeof(Name);
  }
};

struct Facts {
  Names names;

  Table<RegisteredRow> registered;
  Table<ListingRow> listings;
  Table<StageRow> stages;
  Table<ReachedRow> reached;
  Table<PlannedRow> planned;
  Table<EstimateRow> estimates;
  Table<EnrolledRow> enrolled;
  Table<OpeningRow> openings;
  Table<OpeningPaidRow> opening_paid;
  Table<CertifiedRow> opening_certified;
  Table<ReportRow> reports;
  Table<PhaseRow> phases;
  Table<StepPlanRow> step_plans;
  Table<StepActRow> step_acts;
  Table<ContractRow> contracts;
  Table<CertifiedRow> certified;
  Table<QuotaRow> quotas;
  Table<RequestRow> requests;
  Table<DecisionRow> decisions;
  Table<PaymentRow> payments;
  Table<ReturnRow> returns;
  Table<SpentRow> spent;
  Table<DeclarationRow> declarations;
  Table<CalendarRow> calendars;

  // Of the event types whose payload is the row (kept.h).
  template <KeptEvent Event>
  Table<Event>& kept() {
    return std::get<Table<Event>>(kept_tables);
  }
  template <KeptEvent Event>
  const Table<Event>& kept() const {
    return std::get<Table<Event>>(kept_tables);
  }

  // Those named above, then those of kept types in the order of their list.
  template <class Visit>
  void each_table(Visit&& visit) {
    visit_named(*this, visit), visit_kept(*this, visit);
  }
  template <class Visit>
  void each_table(Visit&& visit) const {
    visit_named(*this, visit), visit_kept(*this, visit);
  }
  template <class Self, class Visit>
  static void each_named_table(Self& self, Visit&& visit) {
    visit_named(self, visit);
  }
  template <class Self, class Visit>
  static void each_kept_table(Self& self, Visit&& visit) {
    visit_kept(self, visit);
  }

  // Ends the rows that the event at `version` made known: the event at `at` took them back.
  void close(std::uint64_t version, std::uint64_t at);
  // Makes the rows of `version` known again from the event at `at` on.
  void restore(std::uint64_t version, std::uint64_t at);
  std::size_t memory_bytes() const;

 private:
  template <class Self, class Visit>
  static void visit_named(Self& self, Visit& visit) {
    visit(self.registered), visit(self.listings), visit(self.stages), visit(self.reached);
    visit(self.planned), visit(self.estimates), visit(self.enrolled), visit(self.openings);
    visit(self.opening_paid), visit(self.opening_certified), visit(self.reports);
    visit(self.phases), visit(self.step_plans), visit(self.step_acts), visit(self.contracts);
    visit(self.certified), visit(self.quotas), visit(self.requests), visit(self.decisions);
    visit(self.payments), visit(self.returns), visit(self.spent), visit(self.declarations);
    visit(self.calendars);
  }
  template <class Self, class Visit>
  static void visit_kept(Self& self, Visit& visit) {
    std::apply([&](auto&... tables) { (visit(tables), ...); }, self.kept_tables);
  }

  KeptTypes::Tables<Table> kept_tables;
};

}  // namespace tally
