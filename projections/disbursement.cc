// disbursement: what was allocated, asked for and paid (domain 5.3 V7, amendment A7).
#include "projections/books.h"
#include "projections/selection.h"
#include "projections/views.h"

namespace tally {
namespace {

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

class Disbursement {
 public:
  Disbursement(const FactSet& facts, const ViewQuery& query, const ProjectFilter& filter)
      : facts_(facts),
        query_(query),
        filter_(filter),
        books_(facts, query.cut, query.with_positions),
        line_of_(books_.projects.size(), kNoEntry) {}

  std::vector<ViewRow> rows() {
    const auto projects = books_.projects.sorted();
    lines_.reserve(projects.size());
    for (const auto project : projects) {
      if (filter_.takes(books_.projects.id(project))) add_project(project);
    }
    for (const auto quota : books_.quotas.sorted()) {
      add_quota(books_.quotas.id(quota), books_.quotas[quota]);
    }
    for (const auto contract : books_.contracts.sorted()) {
      add_contract(books_.contracts.id(contract), books_.contracts[contract]);
    }
    return finished_rows(projects);
  }

 private:
  // The project's line; null when the project is not asked for.
  Line* line_of(std::uint32_t project) {
    if (project == kNoEntry || line_of_[project] == kNoEntry) return nullptr;
    return &lines_[line_of_[project]];
  }
  // Calls add for the project's line and for the total; for none when it is not asked for.
  template <class Add>
  void for_both(std::uint32_t project, const Add& add) {
    Line* line = line_of(project);
    if (!line) return;
    add(*line);
    add(total_);
  }

  void add_project(std::uint32_t project) {
    line_of_[project] = static_cast<std::uint32_t>(lines_.size());
    lines_.emplace_back();
    const ProjectMoney& money = books_.projects[project];
    for_both(project, [&](Line& line) {
      line.opening_paid.add(money.opening_paid);
      line.paid.add(money.paid);
      line.returned.add(money.returned);
      line.paid_without_quota.add(money.paid_without_quota);
      line.pending.add(money.pending);
      line.opening = line.opening || money.opening_paid.stated > 0;
      line.positions.insert(money.positions);
    });
  }

  void add_quota(std::string_view id, const Quota& quota) {
    if (query_.year && quota.year != query_.year) return;
    for_both(quota.project, [&](Line& line) {
      line.allocated.add(quota.allocated);
      line.quota_paid.add(quota.paid);
      line.opening = line.opening || quota.opening;
      line.positions.insert(quota.positions);
    });
    if (Line* line = line_of(quota.project)) {
      line->quotas.push_back(quota_json(id, quota, facts_));
    }
  }

  void add_contract(std::string_view id, const Contract& contract) {
    Line* line = line_of(books_.projects.find(contract.part, contract.project));
    if (!line) return;
    line->contracts.push_back(contract_json(id, contract, facts_));
    line->positions.insert(contract.positions);
    total_.positions.insert(contract.positions);
  }

  std::vector<ViewRow> finished_rows(const std::vector<std::uint32_t>& projects) {
    std::vector<ViewRow> rows;
    Json total;
    total.set("kind", "total");
    total_.write(total, facts_);
    rows.push_back(make_row(std::move(total), total_.positions, query_));
    for (const auto project : projects) {
      Line* line = line_of(project);
      if (!line) continue;
      Json row = Json::object_of(12);
      row.set("kind", "project");
      row.set("project", books_.projects.id(project));
      line->write(row, facts_);
      row.set("quotas", std::move(line->quotas));
      row.set("contracts", std::move(line->contracts));
      rows.push_back(make_row(std::move(row), line->positions, query_));
    }
    return rows;
  }

  const FactSet& facts_;
  const ViewQuery& query_;
  const ProjectFilter& filter_;
  Books books_;
  std::vector<std::uint32_t> line_of_;  // By the project's entry: its place in lines_.
  std::vector<Line> lines_;
  Line total_;
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
