// Everything about money at one cut: quotas, contracts and payment requests, joined by id.
//
// A payment counts for the project in whose stream it stands, and for the quota and the contract it
// names, whoever owns them: a payment from another project's quota shows in both places.
//
// Rows are taken as they lie, table by table and part by part, not in the order of facts: sums do
// not depend on it, and where the last word counts the entry keeps the order of the row that had
// it. What one part alone names is joined inside that part, on two threads; the requests, of which
// there are millions, are summed up when their part is done. Only what several parts name too is
// put aside and joined over all. So a question costs one pass over the rows known at K, no
// sorting, and no table of all requests.
#pragma once

#include <mutex>
#include <vector>

#include "projections/part_books.h"

namespace tally {

class Books {
 public:
  // Positions are kept only `with_positions`. The facts outlive this.
  Books(const FactSet& facts, const Cut& cut, bool with_positions);
  Books(const Books&) = delete;
  Books& operator=(const Books&) = delete;

  // Projects of each part, with the quotas and contracts that it alone names.
  const std::vector<PartBooks>& parts() const { return parts_; }
  // Those that several parts may name.
  const SharedEntries<Quota>& quotas() const { return ground_.quotas; }
  const SharedEntries<Contract>& contracts() const { return ground_.contracts; }

 private:
  // By the part of the payment.
  std::vector<std::vector<ReturnedPayment>> find_returned() const;
  void take_shared();
  void go_through_parts();
  void take_aside();

  MoneyGround ground_;
  std::vector<PartBooks> parts_;
};

}  // namespace tally
