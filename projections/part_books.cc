#include "projections/part_books.h"

namespace tally {

void Posting::book(Sum& sum, Positions& noted, bool with_positions) const {
  if (back) {
    sum.subtract(amount);
  } else {
    sum.add(amount);
  }
  if (!with_positions) return;
  for (const auto position : positions) noted.insert(position);
}

void Posting::book(ProjectMoney& of, Quota* by, Contract* under, bool with_positions) const {
  if (by) {
    book(by->paid, by->positions, with_positions);
  } else {
    book(of.paid_without_quota, of.positions, with_positions);
  }
  if (under) book(under->paid, under->positions, with_positions);
}

// The name first: few are shared, and one byte tells.
template <class Values>
void PartBooks::find_shared(Table<Values> Facts::*table, Name Values::*name,
                            std::vector<Row<Values>>& rows) const {
  const auto& all = facts().*table;
  const auto known = all.known_before(ground_->cut.known);
  for (std::size_t i = 0; i < known; ++i) {
    if (ground_->shared(named(all.values[i].*name)) && all.live(i, ground_->cut)) {
      rows.push_back({&facts(), &all, i});
    }
  }
}

PartBooks::SharedRows PartBooks::shared_rows() const {
  SharedRows rows;
  find_shared(&Facts::quotas, &QuotaRow::quota_id, rows.quotas);
  find_shared(&Facts::contracts, &ContractRow::contract_id, rows.contracts);
  find_shared(&Facts::opening_certified, &CertifiedRow::contract_id, rows.opening_certified);
  find_shared(&Facts::certified, &CertifiedRow::contract_id, rows.certified);
  find_shared(&Facts::requests, &RequestRow::request_id, rows.requests);
  return rows;
}

void PartBooks::take_shared(const SharedRows& rows) {
  for (const auto& row : rows.quotas) {
    Quota& quota = ground_->quotas.of(named(row->quota_id));
    quota.allocate(named(row.subject()), row);
    note(row, quota.positions);
  }
  for (const auto& row : rows.contracts) {
    Contract& contract = ground_->contracts.of(named(row->contract_id));
    contract.sign(named(row.subject()), row);
    note(row, contract.positions);
  }
  const auto certified = [&](const Row<CertifiedRow>& row, Contract::Source source) {
    Contract& contract = ground_->contracts.of(named(row->contract_id));
    contract.certify(named(row.subject()), row, source);
    note(row, contract.positions);
  };
  for (const auto& row : rows.opening_certified) certified(row, Contract::Source::opening);
  for (const auto& row : rows.certified) certified(row, Contract::Source::certified);
  for (const auto& row : rows.requests) {
    Request& request = ground_->requests.of(named(row->request_id));
    request.ask(part_, row);
    note(row, request.positions);
  }
}

void PartBooks::go_through(const std::vector<ReturnedPayment>& returned,
                           OwnEntries<Request>& requests) {
  const auto names = facts().names.size();
  projects.reset(names), quotas.reset(names), contracts.reset(names), requests.reset(names);
  go_through_quotas_and_contracts();
  go_through_requests(requests);
  each(&Facts::opening_paid, [&](const Row<OpeningPaidRow>& row) {
    ProjectMoney& money = projects.of(row.subject());
    money.opening_paid.add(row->amount);
    note(row, money.positions);
  });
  each(&Facts::payments, [&](const Row<PaymentRow>& row) { pay(row, requests); });
  each(&Facts::returns, [&](const Row<ReturnRow>& row) {
    ProjectMoney& money = projects.of(row.subject());
    money.returned.add(row->amount);
    note(row, money.positions);
  });
  for (const auto& one : returned) take_back(one, requests);
  for (std::uint32_t i = 0; i < requests.size(); ++i) {
    projects.of(requests[i].project.name).settle(requests[i]);
  }
}

void PartBooks::go_through_quotas_and_contracts() {
  each(&Facts::quotas, [&](const Row<QuotaRow>& row) {
    projects.of(row.subject());
    if (ground_->shared(named(row->quota_id))) return;
    Quota& quota = quotas.of(row->quota_id);
    quota.allocate(named(row.subject()), row);
    note(row, quota.positions);
  });
  each(&Facts::contracts, [&](const Row<ContractRow>& row) {
    projects.of(row.subject());
    if (ground_->shared(named(row->contract_id))) return;
    Contract& contract = contracts.of(row->contract_id);
    contract.sign(named(row.subject()), row);
    note(row, contract.positions);
  });
  each(&Facts::opening_certified,
       [&](const Row<CertifiedRow>& row) { certify(row, Contract::Source::opening); });
  each(&Facts::certified,
       [&](const Row<CertifiedRow>& row) { certify(row, Contract::Source::certified); });
}

void PartBooks::certify(const Row<CertifiedRow>& row, Contract::Source source) {
  if (ground_->shared(named(row->contract_id))) return;
  Contract& contract = contracts.of(row->contract_id);
  contract.certify(named(row.subject()), row, source);
  note(row, contract.positions);
}

void PartBooks::go_through_requests(OwnEntries<Request>& requests) {
  each(&Facts::requests, [&](const Row<RequestRow>& row) {
    projects.of(row.subject());
    if (ground_->shared(named(row->request_id))) return;
    Request& request = requests.of(row->request_id);
    request.ask(part_, row);
    note(row, request.positions);
  });
  each(&Facts::decisions, [&](const Row<DecisionRow>& row) {
    if (ground_->shared(named(row->request_id))) {
      decisions_aside_.push_back(row);
    } else if (Request* request = requests.find(row->request_id)) {
      request->decide(row);
      note(row, request->positions);
    }
  });
}

// A payment that names no quota itself is of the quota that its request names.
Posting PartBooks::posting_of(const Row<PaymentRow>& payment, OwnEntries<Request>& requests) {
  Posting posting;
  posting.contract = named(payment->contract_id);
  posting.request = named(payment->request_id);
  posting.quota = named(payment->quota_id);
  if (posting.quota.name == kNotStated && posting.request.name != kNotStated) {
    const bool shared = ground_->shared(posting.request);
    const Request* request =
        shared ? ground_->requests.find(posting.request) : requests.find(posting.request.name);
    if (request) posting.quota = request->quota;
  }
  return posting;
}

void PartBooks::pay(const Row<PaymentRow>& row, OwnEntries<Request>& requests) {
  ProjectMoney& money = projects.of(row.subject());
  money.paid.add(row->amount);
  note(row, money.positions);
  auto posting = posting_of(row, requests);
  posting.project = named(row.subject());
  posting.amount = row->amount;
  posting.positions = {row.order().position, row.table->known_from[row.index]};
  post(posting, requests);
}

// Against what the payment had named.
void PartBooks::take_back(const ReturnedPayment& returned, OwnEntries<Request>& requests) {
  const auto& row = returned.row;
  auto posting = posting_of(returned.payment, requests);
  posting.project = {returned.part, row.subject()};
  posting.amount = row->amount;
  posting.back = true;
  posting.positions = {row.order().position, row.table->known_from[row.index]};
  post(posting, requests);
}

void PartBooks::post(const Posting& posting, OwnEntries<Request>& requests) {
  const auto elsewhere = [&](PartName name) {
    return name.name != kNotStated && (name.part != part_ || ground_->shared(name));
  };
  Request* const request = requests.find(posting.request.name);
  if (request) posting.book(request->paid, request->positions, ground_->with_positions);
  if (posting.project.part != part_ || elsewhere(posting.quota) || elsewhere(posting.contract) ||
      elsewhere(posting.request)) {
    aside_.push_back(posting);
    return;
  }
  posting.book(projects.of(posting.project.name), quotas.find(posting.quota.name),
               contracts.find(posting.contract.name), ground_->with_positions);
}

void PartBooks::take_decisions_aside() {
  for (const auto& row : decisions_aside_) {
    Request* const request = ground_->requests.find(named(row->request_id));
    if (!request) continue;
    request->decide(row);
    note(row, request->positions);
  }
}

void PartBooks::book_aside(std::vector<PartBooks>& parts) {
  for (const auto& posting : aside_) {
    auto& of = parts[posting.project.part].projects.of(posting.project.name);
    const auto& quota = posting.quota;
    const auto& contract = posting.contract;
    posting.book(of,
                 ground_->shared(quota) ? ground_->quotas.find(quota)
                                        : parts[quota.part].quotas.find(quota.name),
                 ground_->shared(contract) ? ground_->contracts.find(contract)
                                           : contracts.find(contract.name),
                 ground_->with_positions);
    if (!ground_->shared(posting.request)) continue;  // Its part has seen to its own requests.
    Request* const request = ground_->requests.find(posting.request);
    if (request) posting.book(request->paid, request->positions, ground_->with_positions);
  }
}

}  // namespace tally
