// Everything about money at one cut: quotas, contracts and payment requests, joined by id.
//
// A payment counts for the project in whose stream it stands, and for the quota and the contract it
// names, whoever owns them: a payment from another project's quota shows in both places.
//
// Rows are taken as they lie, table by table and part by part, not in the order of facts: sums do
// not depend on it, and where the last word counts the entry keeps the order of the row that had
// it. So a question costs one pass over the rows and no sorting of them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "projections/figures.h"
#include "projections/names.h"
#include "projections/reading.h"

namespace tally {

inline constexpr std::uint32_t kNoEntry = UINT32_MAX;

// Entries by a text that several parts of the facts may name, each part by names of its own. A part
// looks a text up once and then knows the entry by its name.
template <class Entry>
class EntriesById {
 public:
  explicit EntriesById(const FactSet& facts) : by_part_(facts.parts.size()) {
    for (std::size_t i = 0; i < by_part_.size(); ++i) {
      by_part_[i].resize(facts.parts[i]->names.size(), kNoEntry);
    }
  }

  // The entry of that name of a part; made when it is not there.
  std::uint32_t of(std::size_t part, const Facts& facts, Name name) {
    auto& known = by_part_[part][name];
    if (known != kNoEntry) return known;
    known = ids_.intern(facts.names.text(name)) - 1;  // The first name is 1.
    if (known == entries_.size()) entries_.emplace_back();
    return known;
  }
  // kNoEntry when it is not there.
  std::uint32_t find(std::size_t part, const Facts& facts, Name name) {
    auto& known = by_part_[part][name];
    if (known != kNoEntry || name == kNotStated) return known;
    const Name id = ids_.find(facts.names.text(name));
    if (id != kNotStated) known = id - 1;
    return known;
  }

  Entry& operator[](std::uint32_t entry) { return entries_[entry]; }
  const Entry& operator[](std::uint32_t entry) const { return entries_[entry]; }
  std::string_view id(std::uint32_t entry) const { return ids_.text(entry + 1); }
  std::uint32_t size() const { return static_cast<std::uint32_t>(entries_.size()); }
  std::uint32_t find(std::string_view id) const {
    const Name name = ids_.find(id);
    return name == kNotStated ? kNoEntry : name - 1;
  }
  // All entries by ascending id.
  std::vector<std::uint32_t> sorted() const {
    std::vector<std::uint32_t> order(entries_.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(),
              [this](std::uint32_t a, std::uint32_t b) { return id(a) < id(b); });
    return order;
  }

 private:
  Names ids_;
  std::vector<Entry> entries_;
  std::vector<std::vector<std::uint32_t>> by_part_;
};

struct Quota {
  std::uint32_t project = kNoEntry;
  FactOrder order;  // Of the last word on project, source and year.
  std::optional<FundSource> source;
  std::optional<int> year;
  bool opening = false;
  Sum allocated, paid;
  Positions positions;
};

struct Contract {
  // Whose word on the project counts: the contract's own, else the first certificate's, those of an
  // opening balance before others.
  enum class Source : std::uint8_t { none, certified, opening, signing };
  std::string_view project;  // Its id; the project may have no money of its own.
  Source source = Source::none;
  FactOrder order;
  std::optional<Money> price, last_cumulative;
  FactOrder cumulative_order;
  Sum certified, paid;
  Positions positions;

  std::optional<Money> certified_total() const;
};

struct Request {
  std::uint32_t project = kNoEntry;
  std::uint32_t quota = kNoEntry;
  bool stated = false;
  bool quota_stated = false;  // By any row: a later word without a quota leaves the one before it.
  FactOrder order;            // Of the last word on project and amount, where stated.
  FactOrder quota_order;
  bool closed = false;  // Refused or cancelled.
  Money amount;
  std::optional<Money> approved;  // The lower of the two levels.
  FactOrder approved_order;
  Sum paid;
  Positions positions;
};

struct ProjectMoney {
  Sum opening_paid, paid, returned, paid_without_quota;
  Positions positions;
};

class Books {
 public:
  // Positions are kept only `with_positions`. The facts outlive this.
  Books(const FactSet& facts, const Cut& cut, bool with_positions);

  EntriesById<ProjectMoney> projects;
  EntriesById<Quota> quotas;
  EntriesById<Contract> contracts;
  EntriesById<Request> requests;

 private:
  template <class Values, class Visit>
  void each(Table<Values> Facts::*table, const Cut& cut, Visit&& visit);
  template <class Values>
  void note(const Row<Values>& row, Positions& positions) const {
    if (with_positions_) row.note(positions);
  }
  void allocate();
  void sign();
  void certify(std::size_t part, const Row<CertifiedRow>& row, Contract::Source source);
  void request();
  void decide();
  void pay();
  void take_back();

  // What a payment names; null where it names nothing that is there.
  struct Named {
    Quota* quota;
    Contract* contract;
    Request* request;
  };
  Named named_by(std::size_t part, const Row<PaymentRow>& row);

  const FactSet& facts_;
  const Cut cut_;
  const bool with_positions_;
};

}  // namespace tally
