// What one part of the facts says of money at one cut.
#pragma once

#include <array>
#include <vector>

#include "projections/money_entries.h"

namespace tally {

// Of all parts, and the same for each.
struct MoneyGround {
  const FactSet& facts;
  Cut cut;
  bool with_positions = false;  // Else none are kept.
  SharedEntries<Quota> quotas;
  SharedEntries<Contract> contracts;
  SharedEntries<Request> requests;

  MoneyGround(const FactSet& all, const Cut& at, bool positions)
      : facts(all),
        cut(at),
        with_positions(positions),
        quotas(all),
        contracts(all),
        requests(all) {}
  bool shared(PartName name) const {
    return name.name != kNotStated && facts.shared(name.part, name.name);
  }
};

// A return that is live at the cut, and its payment, which lies in the part at hand.
struct ReturnedPayment {
  std::uint32_t part = 0;  // Of the return.
  Row<ReturnRow> row;
  Row<PaymentRow> payment;
};

// A payment or what came back of one, for those it is booked to.
struct Posting {
  PartName project;   // In whose stream it stands.
  PartName quota;     // By the payment itself, else by its request.
  PartName contract;  // The payment's, as the request.
  PartName request;
  Money amount;
  bool back = false;
  std::array<std::uint64_t, 2> positions{};  // As Row::note gives them.

  void book(Sum& sum, Positions& noted, bool with_positions) const;
  // To everything but the request; null where the payment names none that is there.
  void book(ProjectMoney& of, Quota* by, Contract* under, bool with_positions) const;
};

// Knows its own entries, those that no other part names, and puts what touches others aside for
// whoever has all parts. Parts may be gone through beside each other once the ground has its
// requests.
class PartBooks {
 public:
  PartBooks(MoneyGround& ground, std::uint32_t part) : ground_(&ground), part_(part) {}

  // Rows that name entries of the ground.
  struct SharedRows {
    std::vector<Row<QuotaRow>> quotas;
    std::vector<Row<ContractRow>> contracts;
    std::vector<Row<CertifiedRow>> opening_certified, certified;
    std::vector<Row<RequestRow>> requests;
  };
  SharedRows shared_rows() const;
  // Takes them into the ground; one part at a time.
  void take_shared(const SharedRows& rows);

  // Everything else. Requests are needed for as long as this lasts: `room` may be used again.
  void go_through(const std::vector<ReturnedPayment>& returned, OwnEntries<Request>& room);
  // What was put aside, once all parts were gone through; one part at a time, postings last.
  void take_decisions_aside();
  void book_aside(std::vector<PartBooks>& parts);

  const Facts& facts() const { return *ground_->facts.parts[part_]; }
  OwnEntries<ProjectMoney> projects;
  OwnEntries<Quota> quotas;
  OwnEntries<Contract> contracts;

 private:
  PartName named(Name name) const { return {part_, name}; }
  template <class Values>
  void note(const Row<Values>& row, Positions& positions) const {
    if (ground_->with_positions) row.note(positions);
  }
  template <class Values, class Visit>
  void each(Table<Values> Facts::*table, const Visit& visit) const {
    each_live(facts(), table, ground_->cut, visit);
  }
  template <class Values>
  void find_shared(Table<Values> Facts::*table, Name Values::*name,
                   std::vector<Row<Values>>& rows) const;
  void go_through_quotas_and_contracts();
  void certify(const Row<CertifiedRow>& row, Contract::Source source);
  void go_through_requests(OwnEntries<Request>& requests);
  void pay(const Row<PaymentRow>& row, OwnEntries<Request>& requests);
  void take_back(const ReturnedPayment& returned, OwnEntries<Request>& requests);
  Posting posting_of(const Row<PaymentRow>& payment, OwnEntries<Request>& requests);
  void post(const Posting& posting, OwnEntries<Request>& requests);

  MoneyGround* ground_;
  std::uint32_t part_;
  std::vector<Row<DecisionRow>> decisions_aside_;
  std::vector<Posting> aside_;
};

}  // namespace tally
