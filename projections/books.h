// Everything about money at one cut: quotas, contracts and payment requests, joined by id.
//
// A payment counts for the project in whose stream it stands, and for the quota and the contract it
// names, whoever owns them: a payment from another project's quota shows in both places.
//
// Rows are taken as they lie, table by table and part by part, not in the order of facts: sums do
// not depend on it, and where the last word counts the entry keeps the order of the row that had
// it. Requests, of which there are millions, are joined inside a part and summed up when it is
// done, unless another part names them too. So a question costs one pass over the rows known at K,
// no sorting, and no table of all requests.
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
// knows the entry by its name; only where other parts may name it too is the text looked up.
template <class Entry>
class EntriesById {
 public:
  explicit EntriesById(const FactSet& facts) : facts_(facts), by_part_(facts.parts.size()) {
    for (std::size_t i = 0; i < by_part_.size(); ++i) {
      by_part_[i].resize(facts.parts[i]->names.size(), kNoEntry);
    }
  }

  // The entry of that name of a part; made when it is not there.
  std::uint32_t of(std::size_t part, Name name) {
    auto& known = by_part_[part][name];
    if (known != kNoEntry) return known;
    if (!facts_.shared(part, name)) return known = make(part, name);
    const Name id = ids_.intern(facts_.parts[part]->names.text(name));
    if (id > entry_of_.size()) entry_of_.push_back(make(part, name));  // The first name is 1.
    return known = entry_of_[id - 1];
  }
  // kNoEntry when it is not there.
  std::uint32_t find(std::size_t part, Name name) {
    auto& known = by_part_[part][name];
    if (known != kNoEntry || name == kNotStated || !facts_.shared(part, name)) return known;
    const Name id = ids_.find(facts_.parts[part]->names.text(name));
    if (id != kNotStated) known = entry_of_[id - 1];
    return known;
  }

  Entry& operator[](std::uint32_t entry) { return entries_[entry]; }
  const Entry& operator[](std::uint32_t entry) const { return entries_[entry]; }
  std::string_view id(std::uint32_t entry) const { return texts_[entry]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(entries_.size()); }
  // All entries by ascending id.
  std::vector<std::uint32_t> sorted() const {
    std::vector<std::uint32_t> order(entries_.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(),
              [this](std::uint32_t a, std::uint32_t b) { return id(a) < id(b); });
    return order;
  }

 private:
  std::uint32_t make(std::size_t part, Name name) {
    entries_.emplace_back();
    texts_.push_back(facts_.parts[part]->names.text(name));
    return size() - 1;
  }

  const FactSet& facts_;
  Names ids_;  // Those that several parts may name.
  std::vector<std::uint32_t> entry_of_;
  std::vector<Entry> entries_;
  std::vector<std::string_view> texts_;
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
  std::size_t part = 0;       // Of the project's name, …
  Name project = kNotStated;  // … which may have no money of its own.
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
  bool closed = false;        // Refused or cancelled.
  FactOrder order;            // Of the last word on project and amount, where stated.
  FactOrder quota_order;
  Money amount;
  std::optional<Money> approved;  // The lower of the two levels.
  FactOrder approved_order;
  Sum paid;
  Positions positions;
};

struct ProjectMoney {
  Sum opening_paid, paid, returned, paid_without_quota;
  Sum pending;  // Over its open requests: max(0, approved or requested − paid).
  Positions positions;
};

class Books {
 public:
  // Positions are kept only `with_positions`. The facts outlive this.
  Books(const FactSet& facts, const Cut& cut, bool with_positions);

  EntriesById<ProjectMoney> projects;
  EntriesById<Quota> quotas;
  EntriesById<Contract> contracts;

 private:
  // A return that is live at the cut, by the part in which the payment lies.
  struct Returned {
    Row<ReturnRow> row;
    std::size_t part;  // Of the return.
    Row<PaymentRow> payment;
  };

  template <class Values, class Visit>
  void each(Table<Values> Facts::*table, Visit&& visit);
  template <class Values>
  void note(const Row<Values>& row, Positions& positions) const {
    if (with_positions_) row.note(positions);
  }
  void allocate();
  void sign();
  void certify(std::size_t part, const Row<CertifiedRow>& row, Contract::Source source);
  void find_returned();
  // Requests that other parts name too, before any part is gone through.
  void request_shared();
  // What one part says of requests and payments.
  void go_through(std::size_t part);
  void request(std::size_t part, const Row<RequestRow>& row, Request& request);
  void decide(const Row<DecisionRow>& row, Request& request) const;
  void pay(std::size_t part, const Row<PaymentRow>& row);
  void take_back(std::size_t part, const Returned& returned);
  void settle(const Request& request);

  Request* request_of(std::size_t part, Name name);
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
  EntriesById<Request> shared_requests_;
  // Of the part that is gone through: its own requests, and each by its name.
  std::vector<Request> own_requests_;
  std::vector<std::uint32_t> own_by_name_;
  std::vector<std::vector<Returned>> returned_;  // By the part of the payment.
};

}  // namespace tally
