// The disbursement view the slow way: every live row in the order of facts, joined in maps by text.
// The oracle for projections/disbursement.cc.
#pragma once

#include <map>

#include "projections/selection.h"
#include "projections/views.h"

namespace tally::test::slow {

struct Quota {
  std::string_view project;
  std::optional<FundSource> source;
  std::optional<int> year;
  bool opening = false;
  Sum allocated, paid;
  Positions positions;
};

struct Contract {
  std::string_view project;
  std::optional<Money> price, last_cumulative;
  Sum certified, paid;
  Positions positions;

  std::optional<Money> certified_total() const {
    if (last_cumulative) return last_cumulative;
    return certified.stated == 0 ? std::nullopt : certified.total(std::nullopt);
  }
};

struct Request {
  std::string_view project, quota;
  Money amount;
  std::optional<Money> approved;  // The lower of the two levels.
  bool closed = false;            // Refused or cancelled.
  Sum paid;
  Positions positions;
};

struct ProjectMoney {
  Sum opening_paid, paid, returned, paid_without_quota;
  Positions positions;
};

// Everything about money at the cut, joined by id. Texts are those of the facts.
class Books {
 public:
  Books(const FactSet& facts, const Cut& cut) : facts_(facts), cut_(cut) {
    allocate();
    sign();
    request();
    pay();
    take_back();
  }

  std::map<std::string_view, Quota> quotas;
  std::map<std::string_view, Contract> contracts;
  std::map<std::string_view, Request> requests;
  std::map<std::string_view, ProjectMoney> projects;

 private:
  template <class Values, class Visit>
  void each(Table<Values> Facts::*table, Visit&& visit) {
    for (const auto& row : live_rows(facts_, table, cut_)) visit(row);
  }

  void allocate() {
    each(&Facts::quotas, [this](const Row<QuotaRow>& row) {
      Quota& quota = quotas[row.text(row->quota_id)];
      quota.project = row.subject_text();
      quota.source = row->source;
      quota.year = row->year;
      quota.opening = quota.opening || row->opening;
      quota.allocated.add(row->amount);
      row.note(quota.positions);
      projects[row.subject_text()];
    });
  }

  void sign() {
    each(&Facts::contracts, [this](const Row<ContractRow>& row) {
      Contract& contract = contracts[row.text(row->contract_id)];
      contract.project = row.subject_text();
      contract.price = row->price;
      row.note(contract.positions);
      projects[row.subject_text()];
    });
    each(&Facts::opening_certified, [this](const Row<CertifiedRow>& row) { certify(row); });
    each(&Facts::certified, [this](const Row<CertifiedRow>& row) { certify(row); });
  }
  void certify(const Row<CertifiedRow>& row) {
    const auto found = contracts.try_emplace(row.text(row->contract_id));
    Contract& contract = found.first->second;
    if (found.second) contract.project = row.subject_text();
    if (row->value) contract.certified.add(row->value);
    if (row->cumulative) contract.last_cumulative = row->cumulative;
    row.note(contract.positions);
  }

  void request() {
    each(&Facts::requests, [this](const Row<RequestRow>& row) {
      Request& request = requests[row.text(row->request_id)];
      request.project = row.subject_text();
      if (row->quota_id != kNotStated) request.quota = row.text(row->quota_id);
      request.amount = row->amount;
      row.note(request.positions);
      projects[row.subject_text()];
    });
    each(&Facts::decisions, [this](const Row<DecisionRow>& row) {
      const auto found = requests.find(row.text(row->request_id));
      if (found == requests.end()) return;
      Request& request = found->second;
      if (!row->approved) {
        request.closed = true;
      } else if (!request.approved || row->approved->minor < request.approved->minor) {
        request.approved = row->approved;
      }
      row.note(request.positions);
    });
  }

  void pay() {
    each(&Facts::opening_paid, [this](const Row<OpeningPaidRow>& row) {
      ProjectMoney& money = projects[row.subject_text()];
      money.opening_paid.add(row->amount);
      row.note(money.positions);
    });
    each(&Facts::payments, [this](const Row<PaymentRow>& row) {
      ProjectMoney& money = projects[row.subject_text()];
      money.paid.add(row->amount);
      row.note(money.positions);
      const auto [quota, contract, request] = named_by(row);
      if (!quota) money.paid_without_quota.add(row->amount);
      if (quota) quota->paid.add(row->amount), row.note(quota->positions);
      if (contract) contract->paid.add(row->amount), row.note(contract->positions);
      if (request) request->paid.add(row->amount), row.note(request->positions);
    });
  }

  // What was returned counts on the day of the return, against what the payment had named.
  void take_back() {
    std::map<std::uint64_t, Row<PaymentRow>> payments;
    for (const auto& row : live_rows(facts_, &Facts::payments, {kLastDate, cut_.known})) {
      payments.emplace(row.order().position, row);
    }
    each(&Facts::returns, [&](const Row<ReturnRow>& row) {
      ProjectMoney& money = projects[row.subject_text()];
      money.returned.add(row->amount);
      row.note(money.positions);
      const auto payment = payments.find(row->disbursed);
      if (payment == payments.end()) return;
      const auto [quota, contract, request] = named_by(payment->second);
      if (!quota) money.paid_without_quota.subtract(row->amount);
      if (quota) quota->paid.subtract(row->amount), row.note(quota->positions);
      if (contract) contract->paid.subtract(row->amount), row.note(contract->positions);
      if (request) request->paid.subtract(row->amount), row.note(request->positions);
    });
  }

  struct Named {
    Quota* quota;
    Contract* contract;
    Request* request;
  };
  template <class Map>
  static typename Map::mapped_type* find(Map& map, const Row<PaymentRow>& row, Name name) {
    if (name == kNotStated) return nullptr;
    const auto found = map.find(row.text(name));
    return found == map.end() ? nullptr : &found->second;
  }
  // A payment that names no quota itself is of the quota that its request names.
  Named named_by(const Row<PaymentRow>& row) {
    Named named{find(quotas, row, row->quota_id), find(contracts, row, row->contract_id),
                find(requests, row, row->request_id)};
    if (!named.quota && row->quota_id == kNotStated && named.request) {
      const auto found = quotas.find(named.request->quota);
      if (found != quotas.end()) named.quota = &found->second;
    }
    return named;
  }

  const FactSet& facts_;
  const Cut& cut_;
};

// Σ over open requests of max(0, (approved or requested) − disbursed).
inline void add_pending(const Request& request, const std::optional<Currency>& currency,
                        Sum& pending) {
  if (request.closed) return;
  const Money due = request.approved.value_or(request.amount);
  const auto paid = request.paid.total(currency);
  if (request.paid.stated > 0 && (!paid || paid->currency != due.currency)) {
    pending.add(std::nullopt);
    return;
  }
  const std::int64_t done = paid ? paid->minor : 0;
  pending.add(Money{std::max<std::int64_t>(0, due.minor - done), due.currency});
}

// The figures of one project, or of all.
struct Line {
  Sum allocated, quota_paid, opening_paid, paid, returned, paid_without_quota, pending;
  bool opening = false;
  Positions positions;
  Json::Array quotas, contracts;

  std::optional<Money> net_paid(const std::optional<Currency>& currency) const {
    Sum net = paid;
    net.add(opening_paid);
    net.stated += returned.stated;
    if (const auto back = returned.total(std::nullopt)) net.money.subtract(*back);
    net.unusable = net.unusable || returned.unusable || returned.money.mixed();
    return net.total(currency);
  }

  void write(Json& row, const FactSet& facts) const {
    const auto& currency = facts.currency;
    row.set("allocated", money_json(allocated.total(currency)));
    row.set("paid_from_quotas", money_json(quota_paid.total(currency)));
    row.set("rate", money_ratio_json(quota_paid.total(currency), allocated.total(currency)));
    row.set("paid", money_json(net_paid(currency)));
    row.set("returned", money_json(returned.total(currency)));
    row.set("paid_without_quota", money_json(paid_without_quota.total(currency)));
    row.set("pending", money_json(pending.total(currency)));
    row.set("opening", opening);
  }
};

inline Json quota_json(std::string_view id, const Quota& quota, const FactSet& facts) {
  const auto allocated = quota.allocated.total(facts.currency);
  const auto paid = quota.paid.stated == 0 && allocated
                        ? std::optional<Money>({0, allocated->currency})
                        : quota.paid.total(facts.currency);
  Json out;
  out.set("quota_id", id);
  out.set("source", quota.source ? Json(enum_name(*quota.source)) : Json());
  out.set("year", quota.year ? Json(*quota.year) : Json());
  out.set("allocated", money_json(allocated));
  out.set("paid", money_json(paid));
  out.set("rate", money_ratio_json(paid, allocated));
  out.set("over", allocated && paid && allocated->currency == paid->currency
                      ? Json(paid->minor > allocated->minor)
                      : Json());
  out.set("opening", quota.opening);
  return out;
}

inline Json contract_json(std::string_view id, const Contract& contract, const FactSet& facts) {
  const auto paid = contract.paid.total(facts.currency);
  const auto certified = contract.certified_total();
  Json out;
  out.set("contract_id", id);
  out.set("price", money_json(contract.price));
  out.set("certified", money_json(certified));
  out.set("paid", money_json(paid));
  out.set("paid_of_certified", money_ratio_json(paid, certified));
  out.set("paid_of_price", money_ratio_json(paid, contract.price));
  return out;
}

class Disbursement {
 public:
  Disbursement(const FactSet& facts, const ViewQuery& query, const ProjectFilter& filter)
      : facts_(facts), query_(query), filter_(filter), books_(facts, query.cut) {}

  std::vector<ViewRow> rows() {
    for (const auto& [id, project] : books_.projects) {
      if (filter_.takes(id)) add_project(id, project);
    }
    for (const auto& [id, quota] : books_.quotas) add_quota(id, quota);
    for (const auto& [id, contract] : books_.contracts) {
      Line* line = line_of(contract.project);
      if (!line) continue;
      line->contracts.push_back(contract_json(id, contract, facts_));
      line->positions.insert(contract.positions);
      total_.positions.insert(contract.positions);
    }
    for (const auto& [id, request] : books_.requests) {
      for (Line* line : both(request.project)) {
        add_pending(request, facts_.currency, line->pending);
        line->positions.insert(request.positions);
      }
    }
    return finished_rows();
  }

 private:
  Line* line_of(std::string_view project) {
    const auto found = lines_.find(project);
    return found == lines_.end() ? nullptr : &found->second;
  }
  // The project's line and the total; none when the project is not asked for.
  std::vector<Line*> both(std::string_view project) {
    Line* line = line_of(project);
    if (!line) return {};
    return {line, &total_};
  }

  void add_project(std::string_view id, const ProjectMoney& project) {
    lines_[id];
    for (Line* line : both(id)) {
      line->opening_paid.add(project.opening_paid);
      line->paid.add(project.paid);
      line->returned.add(project.returned);
      line->paid_without_quota.add(project.paid_without_quota);
      line->opening = line->opening || project.opening_paid.stated > 0;
      line->positions.insert(project.positions);
    }
  }

  void add_quota(std::string_view id, const Quota& quota) {
    if (query_.year && quota.year != query_.year) return;
    for (Line* line : both(quota.project)) {
      line->allocated.add(quota.allocated);
      line->quota_paid.add(quota.paid);
      line->opening = line->opening || quota.opening;
      line->positions.insert(quota.positions);
    }
    if (Line* line = line_of(quota.project)) {
      line->quotas.push_back(quota_json(id, quota, facts_));
    }
  }

  std::vector<ViewRow> finished_rows() {
    std::vector<ViewRow> rows;
    Json total;
    total.set("kind", "total");
    total_.write(total, facts_);
    rows.push_back(make_row(std::move(total), total_.positions, query_));
    for (auto& [id, line] : lines_) {
      Json row;
      row.set("kind", "project");
      row.set("project", id);
      line.write(row, facts_);
      row.set("quotas", std::move(line.quotas));
      row.set("contracts", std::move(line.contracts));
      rows.push_back(make_row(std::move(row), line.positions, query_));
    }
    return rows;
  }

  const FactSet& facts_;
  const ViewQuery& query_;
  const ProjectFilter& filter_;
  Books books_;
  Line total_;
  std::map<std::string_view, Line> lines_;
};

inline Result<std::vector<ViewRow>> disbursement(const FactSet& facts, const ViewQuery& query) {
  TALLY_ASSIGN(const ProjectFilter filter, ProjectFilter::of(facts, query));
  return Disbursement(facts, query, filter).rows();
}

}  // namespace tally::test::slow
