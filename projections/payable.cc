#include "projections/payable.h"

#include <algorithm>
#include <map>

#include "projections/figures.h"

namespace tally {
namespace {

constexpr std::int32_t kTwinDays = 30;  // R09: same payee and amount within so many days.

class Asking {
 public:
  Asking(const ChosenFacts& chosen, const Cut& cut, const FundingRequested& request)
      : chosen_(chosen), facts_(chosen.facts()), cut_(cut), request_(request) {}

  Payable ask() const {
    Payable payable;
    if (request_.quota_id) payable.quota = quota(*request_.quota_id);
    if (request_.contract_id) payable.contract = contract(*request_.contract_id);
    payable.twins = twins();
    return payable;
  }

 private:
  template <class Values>
  std::vector<Row<Values>> rows(Table<Values> Facts::*table) const {
    return live_rows(facts_, table, cut_);
  }
  bool counts(const Money& money) const { return money.currency == request_.amount.currency; }
  Money money(std::int64_t minor) const { return {minor, request_.amount.currency}; }
  // A sum in the request's currency; beyond int64 there is none to show.
  static std::int64_t plus(std::int64_t a, std::int64_t b) {
    std::int64_t sum = 0;
    return __builtin_add_overflow(a, b, &sum) ? (b < 0 ? INT64_MIN : INT64_MAX) : sum;
  }

  struct Open {
    std::string quota;
    std::optional<std::int64_t> requested, approved;
    bool closed = false;
    std::int64_t paid = 0;
  };

  std::map<std::string, Open> requests() const {
    std::map<std::string, Open> all;
    for (const auto& row : rows(&Facts::requests)) {
      auto& open = all[std::string(row.text(row->request_id))];
      if (row->quota_id != kNotStated) open.quota = row.text(row->quota_id);
      if (counts(row->amount)) open.requested = row->amount.minor;
    }
    for (const auto& row : rows(&Facts::decisions)) {
      auto& open = all[std::string(row.text(row->request_id))];
      if (!row->approved) {
        open.closed = true;
      } else if (counts(*row->approved)) {
        open.approved = std::min(open.approved.value_or(INT64_MAX), row->approved->minor);
      }
    }
    for (const auto& row : rows(&Facts::payments)) {
      if (row->request_id == kNotStated || !counts(row->amount)) continue;
      auto& open = all[std::string(row.text(row->request_id))];
      open.paid = plus(open.paid, row->amount.minor - returned(row.order().position));
    }
    return all;
  }

  std::int64_t returned(std::uint64_t payment) const {
    std::int64_t sum = 0;
    for (const auto& row : rows(&Facts::returns)) {
      if (row->disbursed == payment && counts(row->amount)) sum = plus(sum, row->amount.minor);
    }
    return sum;
  }

  template <class Names>
  std::int64_t paid(const std::string& id, const Names& names) const {
    std::int64_t sum = 0;
    for (const auto& row : rows(&Facts::payments)) {
      if (!counts(row->amount) || !names(row, id)) continue;
      sum = plus(sum, row->amount.minor - returned(row.order().position));
    }
    return sum;
  }

  std::optional<PayableQuota> quota(const std::string& id) const {
    std::optional<std::int64_t> allocated;
    for (const auto& row : rows(&Facts::quotas)) {
      if (row.text(row->quota_id) != id || !counts(row->amount)) continue;
      allocated = plus(allocated.value_or(0), row->amount.minor);
    }
    if (!allocated) return std::nullopt;
    const auto all = requests();
    // A payment that names no quota is of the quota that its request names.
    const auto of_quota = [&](const Row<PaymentRow>& row, const std::string& wanted) {
      if (row->quota_id != kNotStated) return row.text(row->quota_id) == wanted;
      if (row->request_id == kNotStated) return false;
      const auto open = all.find(std::string(row.text(row->request_id)));
      return open != all.end() && open->second.quota == wanted;
    };
    std::int64_t pending = 0;
    for (const auto& [name, open] : all) {
      if (open.quota != id || open.closed || name == request_.request_id) continue;
      const auto due = open.approved ? open.approved : open.requested;
      if (due) pending = plus(pending, std::max<std::int64_t>(0, *due - open.paid));
    }
    const auto spent = paid(id, of_quota);
    return PayableQuota{id, money(*allocated), money(spent), money(pending),
                        money(plus(plus(*allocated, -spent), -pending))};
  }

  std::optional<PayableContract> contract(const std::string& id) const {
    PayableContract out;
    bool known = false;
    for (const auto& row : rows(&Facts::contracts)) {
      if (row.text(row->contract_id) != id) continue;
      known = true;
      if (row->price && counts(*row->price)) out.price = row->price;
      const auto payload = chosen_.payload({row.table->known_from[row.index]});
      const auto* signed_one = payload ? std::get_if<ContractSigned>(&*payload) : nullptr;
      if (signed_one) out.retention_bp = signed_one->retention_bp;
    }
    // The last cumulative figure, or the sum where none is stated.
    std::optional<std::int64_t> cumulative, sum;
    const auto certify = [&](const Row<CertifiedRow>& row) {
      if (row.text(row->contract_id) != id) return;
      known = true;
      if (row->value && counts(*row->value)) sum = plus(sum.value_or(0), row->value->minor);
      if (row->cumulative && counts(*row->cumulative)) cumulative = row->cumulative->minor;
    };
    for (const auto& row : rows(&Facts::opening_certified)) certify(row);
    for (const auto& row : rows(&Facts::certified)) certify(row);
    if (!known) return std::nullopt;
    out.contract_id = id;
    out.paid = money(paid(id, [](const Row<PaymentRow>& row, const std::string& wanted) {
      return row->contract_id != kNotStated && row.text(row->contract_id) == wanted;
    }));
    const auto certified = cumulative ? cumulative : sum;
    if (!certified) return out;
    out.certified = money(*certified);
    const Int128 share = Int128{*certified} * (10'000 - out.retention_bp.value_or(0)) / 10'000;
    out.payable = money(static_cast<std::int64_t>(share) - out.paid.minor);
    return out;
  }

  static bool same_payee(const Payee& a, const Payee& b) {
    return a.id && a.id == b.id && a.scheme == b.scheme;
  }

  void compare(std::vector<PayableTwin>& twins, std::uint64_t position, Date day,
               const Payee& payee, const Money& amount,
               const std::optional<std::vector<std::string>>& invoices) const {
    for (const auto& invoice : invoices.value_or(std::vector<std::string>{})) {
      const auto& own = request_.invoice_nos;
      if (!own || std::find(own->begin(), own->end(), invoice) == own->end()) continue;
      twins.push_back({position, PayableTwin::Why::same_invoice, invoice, day});
      return;
    }
    const auto apart = std::abs(cut_.effective.days - day.days);
    if (amount == request_.amount && same_payee(payee, request_.payee) && apart <= kTwinDays) {
      twins.push_back({position, PayableTwin::Why::same_payee_and_amount, {}, day});
    }
  }

  // Other requests, and payments that answer no request (those that do are the same money).
  std::vector<PayableTwin> twins() const {
    std::vector<PayableTwin> twins;
    for (const auto& row : rows(&Facts::requests)) {
      if (row.text(row->request_id) == request_.request_id) continue;
      const auto payload = chosen_.payload({row.table->known_from[row.index]});
      const auto* other = payload ? std::get_if<FundingRequested>(&*payload) : nullptr;
      if (!other) continue;
      compare(twins, row.order().position, row.day(), other->payee, other->amount,
              other->invoice_nos);
    }
    for (const auto& row : rows(&Facts::payments)) {
      if (row->request_id != kNotStated) continue;
      const auto payload = chosen_.payload({row.table->known_from[row.index]});
      const auto* other = payload ? std::get_if<FundingDisbursed>(&*payload) : nullptr;
      if (!other) continue;
      compare(twins, row.order().position, row.day(), other->payee, other->amount,
              other->invoice_nos);
    }
    return twins;
  }

  const ChosenFacts& chosen_;
  const FactSet facts_;
  const Cut cut_;
  const FundingRequested& request_;
};

}  // namespace

Payable payable_for(const ChosenFacts& facts, const Cut& cut, const FundingRequested& request) {
  return Asking(facts, cut, request).ask();
}

}  // namespace tally
