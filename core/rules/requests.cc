#include "core/rules/requests.h"

namespace tally::rules {
namespace {

// Amendment A7.
Sum pending(const Request& request) {
  if (!request.live || request.ended > 0) return 0;
  return std::max<Sum>(0, due(request) - request.paid);
}

std::string plan_key(const std::string& quota, const Period& month) {
  return quota + '\n' + month.to_string();
}

std::string plan_key(const std::string& quota, Date day) {
  return plan_key(quota, {static_cast<std::int16_t>(day.year()), Period::Kind::month,
                          static_cast<std::uint8_t>(day.month())});
}

}  // namespace

bool is_approved(const Request& request) {
  bool levels[2] = {false, false};
  for (const auto& approval : request.approvals) levels[approval.level - 1] = true;
  return levels[0] && levels[1];
}

Sum due(const Request& request) {
  if (!is_approved(request)) return request.amount;
  Sum lowest = request.amount;
  for (const auto& approval : request.approvals) lowest = std::min<Sum>(lowest, approval.amount);
  return lowest;
}

void draw(Tables& tables, const Request& request, int direction) {
  if (!request.live || request.quota.empty()) return;
  auto& quota = tables.journal.save(tables.journal.node(tables.quotas, request.quota));
  quota.pending += direction * pending(request);
  quota.paid += direction * request.paid_without_quota;
  if (request.planned.empty() || request.ended > 0) return;
  auto& plan = tables.journal.node(tables.month_plans, request.planned);
  tables.journal.save(plan.requested) += direction * due(request);
}

void add_total(Tables& tables, Total total, std::int64_t amount, Way way) {
  tables.journal.save(tables.totals[static_cast<std::size_t>(total)]) += Sum{amount} * sign(way);
}

std::string month_plan_of(const Tables& tables, const std::string& quota, Date day) {
  if (tables.month_plans.empty()) return {};
  auto key = plan_key(quota, day);
  const auto* plan = find_in(tables.month_plans, key);
  return plan && !plan->plans.empty() ? key : std::string();
}

Result<void> judge_month_plan(const Case& c, const std::string& quota, const Money& amount) {
  const auto key = month_plan_of(c.tables, quota, c.fact.day());
  if (key.empty()) return {};
  const auto& plan = *find_in(c.tables.month_plans, key);
  if (plan.requested + amount.minor <= plan.plans.back().amount) return {};
  return c.intent("ST15", "amount", "is more than what is left of the month's plan",
                  "超出当月用款计划余额");
}

Result<void> require(const PaymentPlanApproved& p, const Case& c) {
  return require_currency(c, p.amount, "amount");
}

Result<void> judge(const PaymentPlanApproved& p, const Case& c) {
  const auto* quota = find_in(c.tables.quotas, p.quota_id);
  if (!quota || quota->sources == 0) return {};
  if (quota->project != p.project) c.flag("ST06", "quota_id");
  const auto* plan = find_in(c.tables.month_plans, plan_key(p.quota_id, p.month));
  const Sum before = plan && !plan->plans.empty() ? plan->plans.back().amount : 0;
  if (quota->planned - before + p.amount.minor <= quota->allocated) return {};
  return c.intent("ST15", "amount", "would carry the plans of all months beyond the quota",
                  "各月用款计划合计超出预算指标");
}

void change(const PaymentPlanApproved& p, const Fact& fact, Tables& tables, Way way) {
  auto& plan = tables.journal.node(tables.month_plans, plan_key(p.quota_id, p.month));
  const auto in_force = [&] { return plan.plans.empty() ? Sum{0} : Sum{plan.plans.back().amount}; };
  const Sum before = in_force();
  if (way == Way::in) {
    tables.journal.insert(plan.plans, PlanFact{fact.position.value, p.amount.minor});
  } else {
    tables.journal.erase(plan.plans, fact.position.value);
  }
  auto& quota = tables.journal.node(tables.quotas, p.quota_id);
  tables.journal.save(quota.planned) += in_force() - before;
}

// What stays must not be below zero; it is no intent, for nothing could be drawn on it (ST07).
Result<void> require(const BudgetAdjusted& p, const Case& c) {
  const auto* quota = find_in(c.tables.quotas, p.quota_id);
  if (quota && quota->allocated + p.delta.minor < 0) {
    return refusal("ST07", "delta", "would leave the quota below zero", "调整后指标不得为负");
  }
  return require_total(c, Total::allocated, p.delta.minor, "delta");
}

Result<void> judge(const BudgetAdjusted& p, const Case& c) {
  const auto* quota = find_in(c.tables.quotas, p.quota_id);
  if (quota && quota->project != p.project) c.flag("ST06", "quota_id");
  return {};
}

void change(const BudgetAdjusted& p, const Fact&, Tables& tables, Way way) {
  auto& quota = tables.journal.node(tables.quotas, p.quota_id);
  tables.journal.save(quota.allocated) += Sum{p.delta.minor} * sign(way);
  add_total(tables, Total::allocated, p.delta.minor, way);
}

// ST14: an order follows both approvals, for what they leave and to whom was asked for.
Result<void> judge(const FundingOrdered& p, const Case& c) {
  if (c.replayed && !c.imported()) return {};  // It was accepted: there is nothing to flag.
  const auto* request = find_in(c.tables.requests, p.request_id);
  if (!request || !request->live) return {};
  if (request->ended > 0) {
    TALLY_TRY(c.intent("ST14", "request_id", "names a request that was refused or cancelled",
                       "该申请已退回或撤销"));
  }
  if (request->orders > 0) {
    TALLY_TRY(c.intent("ST14", "request_id", "is ordered already", "该申请已开具支付令"));
  }
  if (!is_approved(*request)) {
    TALLY_TRY(c.intent("ST14", "request_id", "is not approved by both levels", "两级审核未完成"));
  } else if (p.amount.minor != due(*request)) {
    TALLY_TRY(c.intent("ST14", "amount", "is not what was approved", "支付金额与核定金额不符"));
  }
  if (!p.payee) return {};
  TALLY_ASSIGN(const auto asked, c.past.find(request->event));
  const auto* original = asked ? std::get_if<FundingRequested>(&asked->payload) : nullptr;
  if (!original || original->payee == *p.payee) return {};
  return c.intent("ST14", "payee", "is not whom the request names", "收款人与申请不符");
}

void change(const FundingOrdered& p, const Fact&, Tables& tables, Way way) {
  change_request(tables, p.request_id, [&](Request& request) { request.orders += sign(way); });
}

bool has_dependants(const FundingOrdered& p, const Fact&, const Tables& tables) {
  const auto* request = find_in(tables.requests, p.request_id);
  return request && request->payments > 0;
}

}  // namespace tally::rules
