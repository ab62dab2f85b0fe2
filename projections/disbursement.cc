// disbursement: what was allocated, asked for and paid (domain 5.3 V7, amendment A7).
#include <algorithm>

#include "projections/books.h"
#include "projections/selection.h"
#include "projections/two_threads.h"
#include "projections/views.h"

namespace tally {
namespace {

// A quota or a contract under its id.
template <class Entry>
struct WithId {
  std::string_view id;
  const Entry* entry;

  bool operator<(const WithId& other) const { return id < other.id; }
};

// The figures of one project, or of all.
struct Line {
  Sum allocated, quota_paid, opening_paid, paid, returned, paid_without_quota, pending;
  bool opening = false;
  Positions positions;

  void add(const ProjectMoney& money) {
    opening_paid.add(money.opening_paid);
    paid.add(money.paid);
    returned.add(money.returned);
    paid_without_quota.add(money.paid_without_quota);
    pending.add(money.pending);
    opening = opening || money.opening_paid.stated > 0;
    positions.insert(money.positions);
  }
  void add(const Quota& quota) {
    allocated.add(quota.allocated);
    quota_paid.add(quota.paid);
    opening = opening || quota.opening;
    positions.insert(quota.positions);
  }
  void add(const Contract& contract) { positions.insert(contract.positions); }

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

Json quota_json(std::string_view id, const Quota& quota, const FactSet& facts) {
  const auto allocated = quota.allocated.total(facts.currency);
  const auto paid = quota.paid.stated == 0 && allocated
                        ? std::optional<Money>({0, allocated->currency})
                        : quota.paid.total(facts.currency);
  Json out = Json::object_of(8);
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

Json contract_json(std::string_view id, const Contract& contract, const FactSet& facts) {
  const auto paid = contract.paid.total(facts.currency);
  const auto certified = contract.certified_total();
  Json out = Json::object_of(6);
  out.set("contract_id", id);
  out.set("price", money_json(contract.price));
  out.set("certified", money_json(certified));
  out.set("paid", money_json(paid));
  out.set("paid_of_certified", money_ratio_json(paid, certified));
  out.set("paid_of_price", money_ratio_json(paid, contract.price));
  return out;
}

// What stands in the row of one project.
struct Account {
  std::string_view project;
  const ProjectMoney* money;
  std::vector<WithId<Quota>> quotas;
  std::vector<WithId<Contract>> contracts;

  template <class Add>
  void each(const Add& add) const {
    add(*money);
    for (const auto& quota : quotas) add(*quota.entry);
    for (const auto& contract : contracts) add(*contract.entry);
  }
};

class Disbursement {
 public:
  Disbursement(const FactSet& facts, const ViewQuery& query, const ProjectFilter& filter)
      : facts_(facts),
        query_(query),
        filter_(filter),
        books_(facts, query.cut, query.with_positions) {}

  std::vector<ViewRow> rows() {
    const auto& parts = books_.parts();
    std::vector<std::vector<Account>> accounts(parts.size());
    std::vector<std::vector<ViewRow>> made(parts.size());
    std::vector<Place> places;
    Line total;
    on_two_threads(
        parts.size(),
        [&](std::size_t part) {
          accounts[part] = accounts_of(static_cast<std::uint32_t>(part));
          for (const auto& account : accounts[part]) made[part].push_back(project_row(account));
        },
        [&](std::size_t part) {
          for (std::size_t i = 0; i < made[part].size(); ++i) {
            const Account& account = accounts[part][i];
            account.each([&](const auto& entry) { total.add(entry); });
            places.push_back({account.project, &made[part][i]});
          }
        });
    std::sort(places.begin(), places.end(),
              [](const Place& a, const Place& b) { return a.project < b.project; });
    std::vector<ViewRow> rows;
    rows.reserve(places.size() + 1);
    rows.push_back(total_row(total));
    for (const auto& place : places) rows.push_back(std::move(*place.row));
    return rows;
  }

 private:
  struct Place {
    std::string_view project;
    ViewRow* row;
  };

  bool takes(const Quota& quota) const { return !query_.year || quota.year == query_.year; }
  bool takes(const Contract&) const { return true; }

  // Of the projects of one part that are asked for.
  std::vector<Account> accounts_of(std::uint32_t part) const {
    const PartBooks& books = books_.parts()[part];
    const Names& names = books.facts().names;
    std::vector<Account> accounts;
    std::vector<std::uint32_t> account_of(books.projects.size(), kNoEntry);
    for (std::uint32_t i = 0; i < books.projects.size(); ++i) {
      const auto project = names.text(books.projects.name(i));
      if (!filter_.takes(project)) continue;
      account_of[i] = static_cast<std::uint32_t>(accounts.size());
      accounts.push_back({project, &books.projects[i], {}, {}});
    }
    // Into the account of the entry's project, unless that has no money or is not asked for.
    const auto put = [&](auto member, std::string_view id, const auto& entry) {
      if (entry.project.part != part || !takes(entry)) return;
      const auto project = books.projects.index(entry.project.name);
      if (project == kNoEntry || account_of[project] == kNoEntry) return;
      (accounts[account_of[project]].*member).push_back({id, &entry});
    };
    const auto put_all = [&](auto member, const auto& own, const auto& shared) {
      for (std::uint32_t i = 0; i < own.size(); ++i) put(member, names.text(own.name(i)), own[i]);
      for (std::uint32_t i = 0; i < shared.size(); ++i) put(member, shared.text(i), shared[i]);
    };
    put_all(&Account::quotas, books.quotas, books_.quotas());
    put_all(&Account::contracts, books.contracts, books_.contracts());
    for (auto& account : accounts) {
      std::sort(account.quotas.begin(), account.quotas.end());
      std::sort(account.contracts.begin(), account.contracts.end());
    }
    return accounts;
  }

  ViewRow project_row(const Account& account) const {
    Line line;
    account.each([&](const auto& entry) { line.add(entry); });
    Json row = Json::object_of(12);
    row.set("kind", "project");
    row.set("project", account.project);
    line.write(row, facts_);
    row.set("quotas", list_json(account.quotas, quota_json));
    row.set("contracts", list_json(account.contracts, contract_json));
    return make_row(std::move(row), line.positions, query_);
  }

  template <class Entry>
  Json list_json(const std::vector<WithId<Entry>>& entries,
                 Json (*entry_json)(std::string_view, const Entry&, const FactSet&)) const {
    Json::Array list;
    list.reserve(entries.size());
    for (const auto& [id, entry] : entries) list.push_back(entry_json(id, *entry, facts_));
    return list;
  }

  ViewRow total_row(const Line& total) const {
    Json row;
    row.set("kind", "total");
    total.write(row, facts_);
    return make_row(std::move(row), total.positions, query_);
  }

  const FactSet& facts_;
  const ViewQuery& query_;
  const ProjectFilter& filter_;
  Books books_;
};

Result<std::vector<ViewRow>> roll_up(const FactSet& facts, const ViewQuery& query) {
  TALLY_ASSIGN(const ProjectFilter filter, ProjectFilter::of(facts, query));
  return Disbursement(facts, query, filter).rows();
}

}  // namespace

ViewDefinition disbursement_view() {
  using Kind = ViewColumn::Kind;
  return {{"disbursement",
           1,
           {"资金拨付", "disbursement"},
           {{"kind", {"行别", "kind of row"}, Kind::text},
            {"project", {"项目", "project"}, Kind::text},
            {"allocated", {"指标", "allocated"}, Kind::money},
            {"paid_from_quotas", {"指标已付", "paid from quotas"}, Kind::money},
            {"rate", {"支付率", "rate"}, Kind::basis_points},
            {"paid", {"净拨付", "paid, net"}, Kind::money},
            {"returned", {"退回", "returned"}, Kind::money},
            {"paid_without_quota", {"无指标支付", "paid without a quota"}, Kind::money},
            {"pending", {"待付", "pending"}, Kind::money},
            {"quotas", {"指标明细", "quotas"}, Kind::list},
            {"contracts", {"合同明细", "contracts"}, Kind::list},
            {"opening",
             {"含期初数（本账本未证实）", "opening, not proven by this ledger"},
             Kind::flag}}},
          roll_up};
}

}  // namespace tally
