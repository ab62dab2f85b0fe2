#include "projections/books.h"

#include <algorithm>

namespace tally {

std::optional<Money> Contract::certified_total() const {
  if (last_cumulative) return last_cumulative;
  return certified.stated == 0 ? std::nullopt : certified.total(std::nullopt);
}

Books::Books(const FactSet& facts, const Cut& cut, bool with_positions)
    : projects(facts),
      quotas(facts),
      contracts(facts),
      facts_(facts),
      cut_(cut),
      with_positions_(with_positions),
      shared_requests_(facts),
      returned_(facts.parts.size()) {
  allocate();
  sign();
  find_returned();
  request_shared();
  for (std::size_t part = 0; part < facts_.parts.size(); ++part) go_through(part);
  for (std::uint32_t i = 0; i < shared_requests_.size(); ++i) settle(shared_requests_[i]);
}

// Calls visit(part, row) for each row live at the cut.
template <class Values, class Visit>
void Books::each(Table<Values> Facts::*table, Visit&& visit) {
  for (std::size_t part = 0; part < facts_.parts.size(); ++part) {
    each_live(*facts_.parts[part], table, cut_, [&](const Row<Values>& row) { visit(part, row); });
  }
}

void Books::allocate() {
  each(&Facts::quotas, [this](std::size_t part, const Row<QuotaRow>& row) {
    Quota& quota = quotas[quotas.of(part, row->quota_id)];
    const auto project = projects.of(part, row.subject());
    if (quota.project == kNoEntry || !(row.order() < quota.order)) {
      quota.project = project;
      quota.order = row.order();
      quota.source = row->source;
      quota.year = row->year;
    }
    quota.opening = quota.opening || row->opening;
    quota.allocated.add(row->amount);
    note(row, quota.positions);
  });
}

void Books::sign() {
  each(&Facts::contracts, [this](std::size_t part, const Row<ContractRow>& row) {
    Contract& contract = contracts[contracts.of(part, row->contract_id)];
    projects.of(part, row.subject());
    if (contract.source == Contract::Source::none || !(row.order() < contract.order)) {
      contract.source = Contract::Source::signing;
      contract.order = row.order();
      contract.part = part;
      contract.project = row.subject();
      contract.price = row->price;
    }
    note(row, contract.positions);
  });
  each(&Facts::opening_certified, [this](std::size_t part, const Row<CertifiedRow>& row) {
    certify(part, row, Contract::Source::opening);
  });
  each(&Facts::certified, [this](std::size_t part, const Row<CertifiedRow>& row) {
    certify(part, row, Contract::Source::certified);
  });
}

void Books::certify(std::size_t part, const Row<CertifiedRow>& row, Contract::Source source) {
  Contract& contract = contracts[contracts.of(part, row->contract_id)];
  const bool earlier = contract.source == source && row.order() < contract.order;
  if (contract.source < source || earlier) {
    contract.source = source;
    contract.order = row.order();
    contract.part = part;
    contract.project = row.subject();
  }
  if (row->value) contract.certified.add(row->value);
  if (row->cumulative &&
      (!contract.last_cumulative || !(row.order() < contract.cumulative_order))) {
    contract.last_cumulative = row->cumulative;
    contract.cumulative_order = row.order();
  }
  note(row, contract.positions);
}

void Books::find_returned() {
  struct Return {
    std::size_t part;
    Row<ReturnRow> row;
  };
  std::vector<Return> returns;
  each(&Facts::returns, [&](std::size_t part, const Row<ReturnRow>& row) {
    returns.push_back({part, row});
  });
  if (returns.empty()) return;
  std::sort(returns.begin(), returns.end(),
            [](const Return& a, const Return& b) { return a.row->disbursed < b.row->disbursed; });
  struct Before {
    bool operator()(const Return& a, std::uint64_t b) const { return a.row->disbursed < b; }
    bool operator()(std::uint64_t a, const Return& b) const { return a < b.row->disbursed; }
  };
  // What a payment named counts by K alone: what was returned counts on the day of the return.
  for (std::size_t part = 0; part < facts_.parts.size(); ++part) {
    each_live(*facts_.parts[part], &Facts::payments, {kLastDate, cut_.known},
              [&](const Row<PaymentRow>& payment) {
                const auto [first, last] = std::equal_range(returns.begin(), returns.end(),
                                                            payment.order().position, Before{});
                for (auto at = first; at != last; ++at) {
                  returned_[part].push_back({at->row, at->part, payment});
                }
              });
  }
}

void Books::request_shared() {
  each(&Facts::requests, [this](std::size_t part, const Row<RequestRow>& row) {
    if (!facts_.shared(part, row->request_id)) return;
    request(part, row, shared_requests_[shared_requests_.of(part, row->request_id)]);
  });
}

void Books::go_through(std::size_t part) {
  const Facts& facts = *facts_.parts[part];
  own_requests_.clear();
  own_by_name_.assign(facts.names.size(), kNoEntry);
  each_live(facts, &Facts::requests, cut_, [&](const Row<RequestRow>& row) {
    if (facts_.shared(part, row->request_id)) return;
    auto& own = own_by_name_[row->request_id];
    if (own == kNoEntry) {
      own = static_cast<std::uint32_t>(own_requests_.size());
      own_requests_.emplace_back();
    }
    request(part, row, own_requests_[own]);
  });
  each_live(facts, &Facts::decisions, cut_, [&](const Row<DecisionRow>& row) {
    if (Request* request = request_of(part, row->request_id)) decide(row, *request);
  });
  each_live(facts, &Facts::opening_paid, cut_, [&](const Row<OpeningPaidRow>& row) {
    ProjectMoney& money = projects[projects.of(part, row.subject())];
    money.opening_paid.add(row->amount);
    note(row, money.positions);
  });
  each_live(facts, &Facts::payments, cut_, [&](const Row<PaymentRow>& row) { pay(part, row); });
  each_live(facts, &Facts::returns, cut_, [&](const Row<ReturnRow>& row) {
    ProjectMoney& money = projects[projects.of(part, row.subject())];
    money.returned.add(row->amount);
    note(row, money.positions);
  });
  for (const auto& returned : returned_[part]) take_back(part, returned);
  for (const Request& request : own_requests_) settle(request);
}

void Books::request(std::size_t part, const Row<RequestRow>& row, Request& request) {
  const auto project = projects.of(part, row.subject());
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
    request.quota = quotas.find(part, row->quota_id);
  }
  note(row, request.positions);
}

void Books::decide(const Row<DecisionRow>& row, Request& request) const {
  if (!row->approved) {
    request.closed = true;
  } else if (!request.approved || row->approved->minor < request.approved->minor ||
             (row->approved->minor == request.approved->minor &&
              row.order() < request.approved_order)) {
    request.approved = row->approved;
    request.approved_order = row.order();
  }
  note(row, request.positions);
}

Request* Books::request_of(std::size_t part, Name name) {
  if (name == kNotStated) return nullptr;
  if (!facts_.shared(part, name)) {
    const auto own = own_by_name_[name];
    return own == kNoEntry ? nullptr : &own_requests_[own];
  }
  const auto shared = shared_requests_.find(part, name);
  return shared == kNoEntry ? nullptr : &shared_requests_[shared];
}

Books::Named Books::named_by(std::size_t part, const Row<PaymentRow>& row) {
  const auto quota = quotas.find(part, row->quota_id);
  const auto contract = contracts.find(part, row->contract_id);
  Named named{quota == kNoEntry ? nullptr : &quotas[quota],
              contract == kNoEntry ? nullptr : &contracts[contract],
              request_of(part, row->request_id)};
  // A payment that names no quota itself is of the quota that its request names.
  if (row->quota_id == kNotStated && named.request && named.request->quota != kNoEntry) {
    named.quota = &quotas[named.request->quota];
  }
  return named;
}

void Books::pay(std::size_t part, const Row<PaymentRow>& row) {
  ProjectMoney& money = projects[projects.of(part, row.subject())];
  money.paid.add(row->amount);
  note(row, money.positions);
  const auto [quota, contract, request] = named_by(part, row);
  if (!quota) money.paid_without_quota.add(row->amount);
  if (quota) quota->paid.add(row->amount), note(row, quota->positions);
  if (contract) contract->paid.add(row->amount), note(row, contract->positions);
  if (request) request->paid.add(row->amount), note(row, request->positions);
}

// Against what the payment had named.
void Books::take_back(std::size_t part, const Returned& returned) {
  const auto& row = returned.row;
  ProjectMoney& money = projects[projects.of(returned.part, row.subject())];
  const auto [quota, contract, request] = named_by(part, returned.payment);
  if (!quota) money.paid_without_quota.subtract(row->amount);
  if (quota) quota->paid.subtract(row->amount), note(row, quota->positions);
  if (contract) contract->paid.subtract(row->amount), note(row, contract->positions);
  if (request) request->paid.subtract(row->amount), note(row, request->positions);
}

void Books::settle(const Request& request) {
  ProjectMoney& money = projects[request.project];
  money.positions.insert(request.positions);
  if (request.closed) return;
  const Money due = request.approved.value_or(request.amount);
  const auto paid = request.paid.total(facts_.currency);
  if (request.paid.stated > 0 && (!paid || paid->currency != due.currency)) {
    money.pending.add(std::nullopt);
    return;
  }
  const std::int64_t done = paid ? paid->minor : 0;
  money.pending.add(Money{std::max<std::int64_t>(0, due.minor - done), due.currency});
}

}  // namespace tally
