// Budget, funding and the project's time: what was planned and allotted.
#include <algorithm>
#include <array>

#include "tools/export/oc4ids_project.h"

namespace tally {
namespace {

// Amendment A10: within a level the last word counts; 预算 never does.
constexpr std::array<std::string_view, 5> kLevels = {"forecast", "feasibility", "design",
                                                     "adjusted_design", "final_accounts"};

std::size_t level_of(std::string_view kind) {
  const auto at = std::find(kLevels.begin(), kLevels.end(), kind);
  return at == kLevels.end() ? 0 : 1 + static_cast<std::size_t>(at - kLevels.begin());
}

struct Total {
  const ExportEvent* said_by = nullptr;
  const Json* amount = nullptr;
  std::string level;
};

// The total investment and what it rests on. Level 0 is the registered total.
Total total_investment(const Oc4idsFacts& facts) {
  std::array<Total, kLevels.size() + 1> by_level;
  const auto put = [&](std::size_t level, Total total) { by_level[level] = std::move(total); };
  for (const auto& event : facts.events) {
    const auto& stated = event.payload;
    if (event.type == "project.registered") {
      put(0, {&event, stated.find("planned_total"), "registered"});
    }
    const bool approved = event.type == "estimate.approved";
    if (approved || event.type == "estimate.reported") {
      const auto kind = text_member(stated, "kind").value_or("");
      if (const auto level = level_of(kind); level > 0) {
        put(level, {&event, stated.find("total"), kind});
      }
    }
    if (event.type == "final_accounts.approved") {
      put(kLevels.size(), {&event, stated.find("amount"), "final_accounts"});
    }
  }
  for (auto at = by_level.rbegin(); at != by_level.rend(); ++at) {
    if (at->said_by) return *at;
  }
  return {};
}

Json year_period(const Json& stated) {
  const auto* year = stated.find("year");
  if (!year || !year->integer()) return {};
  const auto text = std::to_string(*year->integer());
  Json period;
  period.set("startDate", text + "-01-01T00:00:00Z");
  return period.set("endDate", text + "-12-31T23:59:59Z");
}

// One entry per quota: what was allocated, with later adjustments added.
Json quotas(const Oc4idsFacts& facts) {
  struct Quota {
    Json entry;
    Json last;
    std::vector<const Json*> amounts;
  };
  std::map<std::string, Quota> by_id;
  for (const auto& event : facts.events) {
    const bool adjusted = event.type == "budget.adjusted";
    if (!adjusted && event.type != "budget.allocated") continue;
    const auto id = text_member(event.payload, "quota_id").value_or("");
    auto& quota = by_id[id];
    if (const auto* amount = event.payload.find(adjusted ? "delta" : "amount")) {
      quota.amounts.push_back(amount);
    }
    if (adjusted || quota.entry.object()) continue;
    quota.entry.set("id", id);
    set_filled(quota.entry, "description", text_member(event.payload, "source").value_or(""));
    set_filled(quota.entry, "period", year_period(event.payload));
    quota.entry.set("approvalDate", event.time());
  }
  Json list;
  for (auto& [id, quota] : by_id) {
    if (!quota.entry.object()) quota.entry.set("id", id);
    MoneySum sum;
    for (const auto* amount : quota.amounts) {
      const auto code = Currency::parse(text_member(*amount, "currency").value_or(""));
      const auto minor = text_member(*amount, "minor").value_or("0");
      if (code.ok()) sum.add({std::strtoll(minor.c_str(), nullptr, 10), *code});
    }
    const auto total = sum.total();
    if (total.ok() && !sum.empty()) {
      Json money;
      money.set("minor", std::to_string(total->minor)).set("currency", total->currency.code());
      set_filled(quota.entry, "amount", oc4ids_value(&money));
    }
    list.push(std::move(quota.entry));
  }
  return list;
}

Json bond_finance(const Oc4idsFacts& facts) {
  Json list;
  facts.each("bond.proceeds_received", [&](const ExportEvent& event) {
    Json item;
    item.set("id", event.id.to_string());
    set_filled(item, "title", text_member(event.payload, "bond_code").value_or(""));
    set_filled(item, "value", oc4ids_value(event.payload.find("amount")));
    item.set("source", "special bond").set("type", "bond");
    item.set("assetClass", Json::Array{"debt"});
    Json period;
    period.set("startDate", event.time());
    list.push(item.set("period", std::move(period)));
  });
  return list;
}

}  // namespace

void put_budget(Json& project, const Oc4idsFacts& facts) {
  Json budget;
  if (const auto total = total_investment(facts); total.said_by) {
    set_filled(budget, "amount", oc4ids_value(total.amount));
    if (budget.object()) {
      budget.set("description", "计划总投资 total investment: " + total.level);
      if (total.said_by->type == "estimate.approved") {
        budget.set("approvalDate", total.said_by->time());
      }
    }
  }
  if (auto list = quotas(facts); list.array()) {
    Json group;
    group.set("id", "quotas").set("description", "预算指标 budget quotas");
    group.set("budgetBreakdown", std::move(list));
    budget.set("budgetBreakdowns", Json::Array{std::move(group)});
  }
  set_filled(budget, "finance", bond_finance(facts));
  set_filled(project, "budget", std::move(budget));
}

}  // namespace tally
