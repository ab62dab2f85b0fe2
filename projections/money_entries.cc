#include "projections/money_entries.h"

#include <algorithm>

namespace tally {

void Quota::allocate(PartName of, const Row<QuotaRow>& row) {
  if (!stated || !(row.order() < order)) {
    stated = true;
    project = of;
    order = row.order();
    source = row->source;
    year = row->year;
  }
  opening = opening || row->opening;
  allocated.add(row->amount);
}

void Contract::sign(PartName of, const Row<ContractRow>& row) {
  if (source == Source::signing && row.order() < order) return;
  source = Source::signing;
  project = of;
  order = row.order();
  price = row->price;
}

void Contract::certify(PartName of, const Row<CertifiedRow>& row, Source by) {
  if (source < by || (source == by && row.order() < order)) {
    source = by;
    project = of;
    order = row.order();
  }
  if (row->value) certified.add(row->value);
  if (row->cumulative && (!last_cumulative || !(row.order() < cumulative_order))) {
    last_cumulative = row->cumulative;
    cumulative_order = row.order();
  }
}

std::optional<Money> Contract::certified_total() const {
  if (last_cumulative) return last_cumulative;
  return certified.stated == 0 ? std::nullopt : certified.total(std::nullopt);
}

void Request::ask(std::uint32_t part, const Row<RequestRow>& row) {
  if (!order || !(row.order() < *order)) {
    order = &row.order();
    project = {part, row.subject()};
    amount = row->amount;
  }
  if (row->quota_id != kNotStated && (!quota_order || !(row.order() < *quota_order))) {
    quota_order = &row.order();
    quota = {part, row->quota_id};
  }
}

void Request::decide(const Row<DecisionRow>& row) {
  if (!row->approved) {
    closed = true;
  } else if (!approved || row->approved->minor < approved->minor ||
             (row->approved->minor == approved->minor && row.order() < *approved_order)) {
    approved = row->approved;
    approved_order = &row.order();
  }
}

void ProjectMoney::settle(const Request& request) {
  positions.insert(request.positions);
  if (request.closed) return;
  const Money due = request.approved.value_or(request.amount);
  if (request.paid.stated == 0)
    return pending.add(Money{std::max<std::int64_t>(0, due.minor), due.currency});
  const auto paid_so_far = request.paid.total(std::nullopt);
  if (!paid_so_far || paid_so_far->currency != due.currency) {
    return pending.add(std::nullopt);
  }
  pending.add(Money{std::max<std::int64_t>(0, due.minor - paid_so_far->minor), due.currency});
}

}  // namespace tally
