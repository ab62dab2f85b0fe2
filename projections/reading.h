// Reading facts: what a view's roll_up gets, and how it walks over live rows.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/event/money.h"
#include "projections/facts.h"
#include "projections/shared_names.h"
#include "projections/view.h"

namespace tally {

// All facts of a ledger. The pointed-to objects outlive the call of the view that reads them; every
// project lies in exactly one of them.
struct FactSet {
  std::vector<const Facts*> parts;
  std::optional<Currency> currency;           // The ledger's.
  const SharedNames* shared_names = nullptr;  // Null: any name may be shared.

  bool shared(std::size_t part, Name name) const {
    return !shared_names || shared_names->shared(part, name);
  }
};

// Positions of the events behind a figure, as they come; sorted() gives each once, ascending.
class Positions {
 public:
  void insert(std::uint64_t position) { all_.push_back(position); }
  void insert(const Positions& other) {
    all_.insert(all_.end(), other.all_.begin(), other.all_.end());
  }
  std::vector<std::uint64_t> sorted() const {
    auto all = all_;
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }

 private:
  std::vector<std::uint64_t> all_;
};

// One live row. The texts are valid as long as the facts.
template <class Values>
struct Row {
  const Facts* facts;
  const Table<Values>* table;
  std::size_t index;

  const Values& operator*() const { return table->values[index]; }
  const Values* operator->() const { return &table->values[index]; }
  const FactOrder& order() const { return table->order[index]; }
  Date day() const { return {order().day}; }
  Name subject() const { return table->subject[index]; }
  std::string_view subject_text() const { return facts->names.text(subject()); }
  std::string_view text(Name name) const { return facts->names.text(name); }
  // The original event, and the correction or void that made it count as it does.
  void note(Positions& positions) const {
    positions.insert(order().position);
    positions.insert(table->known_from[index]);
  }
};

// Calls visit(Row) for each live row of one table of one part, in the order folded.
template <class Values, class Visit>
void each_live_in(const Facts& facts, const Table<Values>& rows, const Cut& cut, Visit&& visit) {
  const auto known = rows.known_before(cut.known);
  for (std::size_t i = 0; i < known; ++i) {
    if (rows.live(i, cut)) visit(Row<Values>{&facts, &rows, i});
  }
}

template <class Values, class Visit>
void each_live(const Facts& facts, Table<Values> Facts::*table, const Cut& cut, Visit&& visit) {
  each_live_in(facts, facts.*table, cut, visit);
}
// The same of a kept type (kept.h).
template <KeptEvent Event, class Visit>
void each_live(const Facts& facts, const Cut& cut, Visit&& visit) {
  each_live_in(facts, facts.template kept<Event>(), cut, visit);
}

// The order of contracts C6; rows of one event keep the order they have.
template <class Values>
void sort_rows(std::vector<Row<Values>>& rows) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.order() < b.order(); });
}

// All live rows of a table, sorted.
template <class Values>
std::vector<Row<Values>> live_rows(const FactSet& set, Table<Values> Facts::*table,
                                   const Cut& cut) {
  std::vector<Row<Values>> rows;
  for (const Facts* facts : set.parts) {
    each_live(*facts, table, cut, [&](const Row<Values>& row) { rows.push_back(row); });
  }
  sort_rows(rows);
  return rows;
}
template <KeptEvent Event>
std::vector<Row<Event>> live_rows(const FactSet& set, const Cut& cut) {
  std::vector<Row<Event>> rows;
  for (const Facts* facts : set.parts) {
    each_live<Event>(*facts, cut, [&](const Row<Event>& row) { rows.push_back(row); });
  }
  sort_rows(rows);
  return rows;
}

}  // namespace tally
