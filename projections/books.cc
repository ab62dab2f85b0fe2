#include "projections/books.h"

#include <algorithm>
#include <map>

namespace tally {

std::optional<Money> Contract::certified_total() const {
  if (last_cumulative) return last_cumulative;
  return certified.stated == 0 ? std::nullopt : certified.total(std::nullopt);
}

Books::Books(const FactSet& facts, const Cut& cut, bool with_positions)
    : projects(facts),
      quotas(facts),
      contracts(facts),
      requests(facts),
      facts_(facts),
      cut_(cut),
      with_positions_(with_positions) {
  allocate();
  sign();
  request();
  decide();
  pay();
  take_back();
}

// Calls visit(part, row) for each row live at the cut.
template <class Values, class Visit>
void Books::each(Table<Values> Facts::*table, const Cut& cut, Visit&& visit) {
  for (std::size_t part = 0; part < facts_.parts.size(); ++part) {
    each_live(*facts_.parts[part], table, cut, [&](const Row<Values>& row) { visit(part, row); });
  }
}

void Books::allocate() {
  each(&Facts::quotas, cut_, [this](std::size_t part, const Row<QuotaRow>& row) {
    Quota& quota = quotas[quotas.of(part, *row.facts, row->quota_id)];
    if (quota.project == kNoEntry || !(row.order() < quota.order)) {
      quota.project = projects.of(part, *row.facts, row.subject());
      quota.order = row.order();
      quota.source = row->source;
      quota.year = row->year;
    }
    projects.of(part, *row.facts, row.subject());
    quota.opening = quota.opening || row->opening;
    quota.allocated.add(row->amount);
    note(row, quota.positions);
  });
}

void Books::sign() {
  each(&Facts::contracts, cut_, [this](std::size_t part, const Row<ContractRow>& row) {
    Contract& contract = contracts[contracts.of(part, *row.facts, row->contract_id)];
    projects.of(part, *row.facts, row.subject());
    if (contract.source == Contract::Source::none || !(row.order() < contract.order)) {
      contract.source = Contract::Source::signing;
      contract.order = row.order();
      contract.project = row.subject_text();
      contract.price = row->price;
    }
    note(row, contract.positions);
  });
  each(&Facts::opening_certified, cut_, [this](std::size_t part, const Row<CertifiedRow>& row) {
    certify(part, row, Contract::Source::opening);
  });
  each(&Facts::certified, cut_, [this](std::size_t part, const Row<CertifiedRow>& row) {
    certify(part, row, Contract::Source::certified);
  });
}

void Books::certify(std::size_t part, const Row<CertifiedRow>& row, Contract::Source source) {
  Contract& contract = contracts[contracts.of(part, *row.facts, row->contract_id)];
  const bool earlier = contract.source == source && row.order() < contract.order;
  if (contract.source < source || earlier) {
    contract.source = source;
    contract.order = row.order();
    contract.project = row.subject_text();
  }
  if (row->value) contract.certified.add(row->value);
  if (row->cumulative &&
      (!contract.last_cumulative || !(row.order() < contract.cumulative_order))) {
    contract.last_cumulative = row->cumulative;
    contract.cumulative_order = row.order();
  }
  note(row, contract.positions);
}

void Books::request() {
  each(&Facts::requests, cut_, [this](std::size_t part, const Row<RequestRow>& row) {
    Request& request = requests[requests.of(part, *row.facts, row->request_id)];
    const auto project = projects.of(part, *row.facts, row.subject());
    if (!request.stated || !(row.order() < request.order)) {
      request.stated = true;
      request.order = row.order();
      request.project = project;
      request.amount = row->amount;
    }
    if (row->quota_id != kNotStated &&
        (!request.quota_stated || !(row.order() < request.quota_order))) {
      request.quota_stated = true;
      request.quota_order = row.order();
      request.quota = quotas.find(part, *row.facts, row->quota_id);
    }
    note(row, request.positions);
  });
}

void Books::decide() {
  each(&Facts::decisions, cut_, [this](std::size_t part, const Row<DecisionRow>& row) {
    const auto found = requests.find(part, *row.facts, row->request_id);
    if (found == kNoEntry) return;
    Request& request = requests[found];
    if (!row->approved) {
      request.closed = true;
    } else if (!request.approved || row->approved->minor < request.approved->minor ||
               (row->approved->minor == request.approved->minor &&
                row.order() < request.approved_order)) {
      request.approved = row->approved;
      request.approved_order = row.order();
    }
    note(row, request.positions);
  });
}

Books::Named Books::named_by(std::size_t part, const Row<PaymentRow>& row) {
  const auto quota = quotas.find(part, *row.facts, row->quota_id);
  const auto contract = contracts.find(part, *row.facts, row->contract_id);
  const auto request = requests.find(part, *row.facts, row->request_id);
  Named named{quota == kNoEntry ? nullptr : &quotas[quota],
              contract == kNoEntry ? nullptr : &contracts[contract],
              request == kNoEntry ? nullptr : &requests[request]};
  // A payment that names no quota itself is of the quota that its request names.
  if (row->quota_id == kNotStated && named.request && named.request->quota != kNoEntry) {
    named.quota = &quotas[named.request->quota];
  }
  return named;
}

void Books::pay() {
  each(&Facts::opening_paid, cut_, [this](std::size_t part, const Row<OpeningPaidRow>& row) {
    ProjectMoney& money = projects[projects.of(part, *row.facts, row.subject())];
    money.opening_paid.add(row->amount);
    note(row, money.positions);
  });
  each(&Facts::payments, cut_, [this](std::size_t part, const Row<PaymentRow>& row) {
    ProjectMoney& money = projects[projects.of(part, *row.facts, row.subject())];
    money.paid.add(row->amount);
    note(row, money.positions);
    const auto [quota, contract, request] = named_by(part, row);
    if (!quota) money.paid_without_quota.add(row->amount);
    if (quota) quota->paid.add(row->amount), note(row, quota->positions);
    if (contract) contract->paid.add(row->amount), note(row, contract->positions);
    if (request) request->paid.add(row->amount), note(row, request->positions);
  });
}

// What was returned counts on the day of the return, against what the payment had named.
void Books::take_back() {
  std::vector<std::uint64_t> returned;
  each(&Facts::returns, cut_,
       [&](std::size_t, const Row<ReturnRow>& row) { returned.push_back(row->disbursed); });
  if (returned.empty()) return;
  std::sort(returned.begin(), returned.end());
  std::map<std::uint64_t, std::pair<std::size_t, Row<PaymentRow>>> payments;
  each(&Facts::payments, {kLastDate, cut_.known},
       [&](std::size_t part, const Row<PaymentRow>& row) {
         const auto position = row.order().position;
         if (!std::binary_search(returned.begin(), returned.end(), position)) return;
         payments.emplace(position, std::pair(part, row));
       });
  each(&Facts::returns, cut_, [&](std::size_t part, const Row<ReturnRow>& row) {
    ProjectMoney& money = projects[projects.of(part, *row.facts, row.subject())];
    money.returned.add(row->amount);
    note(row, money.positions);
    const auto payment = payments.find(row->disbursed);
    if (payment == payments.end()) return;
    const auto [quota, contract, request] = named_by(payment->second.first, payment->second.second);
    if (!quota) money.paid_without_quota.subtract(row->amount);
    if (quota) quota->paid.subtract(row->amount), note(row, quota->positions);
    if (contract) contract->paid.subtract(row->amount), note(row, contract->positions);
    if (request) request->paid.subtract(row->amount), note(row, request->positions);
  });
}

}  // namespace tally
