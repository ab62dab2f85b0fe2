#include "core/rules/requests.h"

namespace tally::rules {
namespace {

void change_quota(Tables& tables, const std::string& quota_id, const std::string& project,
                  const Money& amount, Way way) {
  auto& quota = tables.journal.save(tables.journal.node(tables.quotas, quota_id));
  quota.sources += sign(way);
  quota.allocated += Sum{amount.minor} * sign(way);
  if (way == Way::in) quota.project = project;
  add_total(tables, Total::allocated, amount.minor, way);
}

Result<void> require_new_quota(const Case& c, const std::string& quota_id, std::string field) {
  const auto* quota = find_in(c.tables.quotas, quota_id);
  if (!quota || quota->sources == 0) return {};
  return refusal("ST06", std::move(field), "is already in use", "指标编号已被使用");
}

// Flags a reference that is unknown, or belongs to another project.
template <class Subject>
void judge_reference(const Case& c, const Subject* subject, bool known, std::string_view project,
                     std::string_view field) {
  if (!subject || !known || subject->project != project) c.flag("ST06", field);
}

void judge_quota(const Case& c, const std::optional<std::string>& id, std::string_view project) {
  if (!id) return;
  const auto* quota = find_in(c.tables.quotas, *id);
  judge_reference(c, quota, quota && quota->sources > 0, project, "quota_id");
}

void judge_contract(const Case& c, const std::optional<std::string>& id, std::string_view project) {
  if (!id) return;
  const auto* contract = find_in(c.tables.contracts, *id);
  judge_reference(c, contract, contract && contract->known(), project, "contract_id");
}

}  // namespace

Result<void> require(const BudgetAllocated& p, const Case& c) {
  TALLY_TRY(require_currency(c, p.amount, "amount"));
  TALLY_TRY(require_new_quota(c, p.quota_id, "quota_id"));
  return require_total(c, Total::allocated, p.amount.minor, "amount");
}

void change(const BudgetAllocated& p, const Fact&, Tables& tables, Way way) {
  change_quota(tables, p.quota_id, p.project, p.amount, way);
}

Result<void> require(const FundingRequested& p, const Case& c) {
  TALLY_TRY(require_currency(c, p.amount, "amount"));
  const auto* request = find_in(c.tables.requests, p.request_id);
  if (request && request->live) {
    return refusal("ST06", "request_id", "is already in use", "申请编号已被使用");
  }
  TALLY_TRY(require_payee(c, p.payee));
  const auto* quota = p.quota_id ? find_in(c.tables.quotas, *p.quota_id) : nullptr;
  if (p.quota_id && (!quota || quota->sources == 0)) {
    return refusal("ST06", "quota_id", "names no quota that is recorded", "指标未登记");
  }
  const auto* contract = p.contract_id ? find_in(c.tables.contracts, *p.contract_id) : nullptr;
  if (p.contract_id && (!contract || !contract->known())) {
    return refusal("ST06", "contract_id", "names no contract that is recorded", "合同未登记");
  }
  return require_total(c, Total::requested, p.amount.minor, "amount");
}

// ST15: what is asked and pending may not pass what is left of the quota, nor of the month's plan.
Result<void> judge(const FundingRequested& p, const Case& c) {
  judge_quota(c, p.quota_id, p.project);
  judge_contract(c, p.contract_id, p.project);
  if (!p.quota_id) return {};
  TALLY_TRY(judge_month_plan(c, *p.quota_id, p.amount));
  const auto* quota = find_in(c.tables.quotas, *p.quota_id);
  if (!quota || quota->sources == 0) return {};
  Sum asked = p.amount.minor;
  if (const auto* early = find_in(c.tables.requests, p.request_id); early && !early->live) {
    // Payments recorded before their request are in no pending sum any more.
    asked = std::max<Sum>(0, asked - early->paid) + early->paid_without_quota;
  }
  if (asked + quota->pending + quota->paid <= quota->allocated) return {};
  return c.intent("ST15", "amount", "is more than what is left of the quota", "超出预算指标余额");
}

void change(const FundingRequested& p, const Fact& fact, Tables& tables, Way way) {
  std::string planned;
  if (way == Way::in && p.quota_id) planned = month_plan_of(tables, *p.quota_id, fact.day());
  change_request(tables, p.request_id, [&](Request& request) {
    request.live = way == Way::in;
    request.planned = std::move(planned);
    request.event = fact.id;
    if (way == Way::out) return;
    request.amount = p.amount.minor;
    request.project = p.project;
    request.requester = fact.actor;
    request.quota = p.quota_id.value_or("");
  });
  add_total(tables, Total::requested, p.amount.minor, way);
}

Result<void> require(const FundingApproved& p, const Case& c) {
  return require_currency(c, p.amount, "amount");
}

// ST14: two levels by two persons, neither of them the requester.
Result<void> judge(const FundingApproved& p, const Case& c) {
  const auto* request = find_in(c.tables.requests, p.request_id);
  if (!request || !request->live) return {};
  if (request->ended > 0) {
    TALLY_TRY(c.intent("ST14", "request_id", "names a request that was refused or cancelled",
                       "该申请已退回或撤销"));
  }
  if (request->requester == c.fact.actor) {
    TALLY_TRY(c.intent("ST14", "actor", "made the request and may not approve it",
                       "申请人不得审核本人申请"));
  }
  for (const auto& approval : request->approvals) {
    if (approval.level == p.level) {
      TALLY_TRY(c.intent("ST14", "level", "is approved already", "该级审核已完成"));
    } else if (approval.actor == c.fact.actor) {
      TALLY_TRY(c.intent("ST14", "actor", "approved the other level; a second person must",
                         "两级审核须由不同人员办理"));
    }
  }
  if (p.amount.minor > request->amount) {
    TALLY_TRY(c.intent("ST14", "amount", "is more than was requested", "核定金额超过申请金额"));
  }
  return {};
}

void change(const FundingApproved& p, const Fact& fact, Tables& tables, Way way) {
  change_request(tables, p.request_id, [&](Request& request) {
    auto& list = request.approvals;
    const auto at = std::find_if(list.begin(), list.end(), [&](const Approval& approval) {
      return approval.position >= fact.position.value;
    });
    if (way == Way::in) {
      list.insert(at, {fact.position.value, p.level, p.amount.minor, std::string(fact.actor)});
    } else if (at != list.end() && at->position == fact.position.value) {
      list.erase(at);
    }
  });
}

void change(const FundingRefused& p, const Fact&, Tables& tables, Way way) {
  change_request(tables, p.request_id, [&](Request& request) { request.ended += sign(way); });
}

void change(const FundingCancelled& p, const Fact&, Tables& tables, Way way) {
  change_request(tables, p.request_id, [&](Request& request) { request.ended += sign(way); });
}

Result<void> require(const FundingDisbursed& p, const Case& c) {
  TALLY_TRY(require_currency(c, p.amount, "amount"));
  TALLY_TRY(require_payee(c, p.payee));
  return require_total(c, Total::paid, p.amount.minor, "amount");
}

// A payment is a fact: what it names and cannot be found is flagged (amendment A7).
Result<void> judge(const FundingDisbursed& p, const Case& c) {
  if (p.request_id) {
    const auto* request = find_in(c.tables.requests, *p.request_id);
    judge_reference(c, request, request && request->live, p.project, "request_id");
  }
  judge_quota(c, p.quota_id, p.project);
  judge_contract(c, p.contract_id, p.project);
  if (p.payee.scheme && p.payee.id) {
    const auto* use = find_in(c.tables.identifiers, identifier_key(*p.payee.scheme, *p.payee.id));
    if (!use || use->count == 0) c.flag("ST06", "payee.id");
  }
  return {};
}

void change(const FundingDisbursed& p, const Fact&, Tables& tables, Way way) {
  const Sum amount = Sum{p.amount.minor} * sign(way);
  if (p.request_id) {
    change_request(tables, *p.request_id, [&](Request& request) {
      request.paid += amount;
      request.payments += sign(way);
      if (!p.quota_id) request.paid_without_quota += amount;
    });
  }
  if (p.quota_id) {
    tables.journal.save(tables.journal.node(tables.quotas, *p.quota_id)).paid += amount;
  }
  add_total(tables, Total::paid, p.amount.minor, way);
}

Result<void> require(const FundingReturned& p, const Case& c) {
  TALLY_ASSIGN(const auto target, c.past.find(p.disbursed));
  const auto* paid = target ? std::get_if<FundingDisbursed>(&target->payload) : nullptr;
  if (!paid || c.tables.voided.contains(p.disbursed)) {
    return refusal("ST06", "disbursed", "names no payment that is in force",
                   "所指拨付不存在或已作废");
  }
  if (p.amount.currency != paid->amount.currency) {
    return refusal("ST07", "amount", "is in another currency than the payment", "币种与原拨付不符");
  }
  const auto* returned = find_in(c.tables.returns, p.disbursed);
  if (Sum{p.amount.minor} + (returned ? returned->amount : 0) > paid->amount.minor) {
    return refusal("ST07", "amount", "is more than what is not yet returned",
                   "退回金额超过未退余额");
  }
  return {};
}

void change_returned(const FundingReturned& p, const FundingDisbursed& paid, Tables& tables,
                     Way way) {
  const Sum amount = Sum{p.amount.minor} * sign(way);
  auto& returned = tables.journal.save(tables.journal.node(tables.returns, p.disbursed));
  returned.count += sign(way);
  returned.amount += amount;
  if (paid.quota_id) {
    tables.journal.save(tables.journal.node(tables.quotas, *paid.quota_id)).paid -= amount;
  } else if (paid.request_id) {
    change_request(tables, *paid.request_id,
                   [&](Request& request) { request.paid_without_quota -= amount; });
  }
}

Result<void> require(const FundingSpent& p, const Case& c) {
  TALLY_TRY(require_currency(c, p.amount, "amount"));
  if (p.payee) TALLY_TRY(require_payee(c, *p.payee));
  return require_total(c, Total::spent, p.amount.minor, "amount");
}

void change(const FundingSpent& p, const Fact&, Tables& tables, Way way) {
  if (p.source == FundSource::bond) {
    auto& use = tables.journal.save(tables.journal.node(tables.bond_uses, p.project));
    use.spent += Sum{p.amount.minor} * sign(way);
  }
  add_total(tables, Total::spent, p.amount.minor, way);
}

bool has_dependants(const FundingRequested& p, const Fact&, const Tables& tables) {
  const auto* request = find_in(tables.requests, p.request_id);
  return request && (!request->approvals.empty() || request->orders > 0 || request->payments > 0);
}

bool has_dependants(const FundingApproved& p, const Fact&, const Tables& tables) {
  const auto* request = find_in(tables.requests, p.request_id);
  return request && (request->orders > 0 || request->payments > 0);
}

bool has_dependants(const FundingDisbursed&, const Fact& fact, const Tables& tables) {
  const auto* returned = find_in(tables.returns, fact.id);
  return returned && returned->count > 0;
}

Result<void> require_opening_money(const OpeningRecorded& p, const Case& c) {
  Sum paid = 0;
  if (p.paid_by_source) {
    for (std::size_t i = 0; i < p.paid_by_source->size(); ++i) {
      const auto field = "paid_by_source[" + std::to_string(i) + "].amount";
      TALLY_TRY(require_currency(c, (*p.paid_by_source)[i].amount, field));
      paid += (*p.paid_by_source)[i].amount.minor;
      TALLY_TRY(require_total(c, Total::opening_paid, paid, field));
    }
  }
  if (!p.quotas_left) return {};
  Sum left = 0;
  std::set<std::string_view> named;
  for (std::size_t i = 0; i < p.quotas_left->size(); ++i) {
    const auto& quota = (*p.quotas_left)[i];
    const auto path = "quotas_left[" + std::to_string(i) + "]";
    TALLY_TRY(require_currency(c, quota.amount, path + ".amount"));
    TALLY_TRY(require_new_quota(c, quota.quota_id, path + ".quota_id"));
    if (!named.insert(quota.quota_id).second) {
      return refusal("ST06", path + ".quota_id", "stands twice", "指标编号重复");
    }
    left += quota.amount.minor;
    TALLY_TRY(require_total(c, Total::allocated, left, path + ".amount"));
  }
  return {};
}

void change_opening_money(const OpeningRecorded& p, Tables& tables, Way way) {
  if (p.paid_by_source) {
    for (const auto& paid : *p.paid_by_source) {
      add_total(tables, Total::opening_paid, paid.amount.minor, way);
    }
  }
  if (p.quotas_left) {
    for (const auto& quota : *p.quotas_left) {
      change_quota(tables, quota.quota_id, p.project, quota.amount, way);
    }
  }
  if (!p.certified_by_contract) return;
  for (const auto& certified : *p.certified_by_contract) {
    auto& contract = tables.journal.node(tables.contracts, certified.contract_id);
    tables.journal.save(contract.openings) += sign(way);
    auto& opening = tables.journal.save(contract.opening);
    opening.reset();
    if (way == Way::in) opening = certified.amount;
    if (way == Way::in && contract.signatures == 0) {
      tables.journal.save(contract.project) = p.project;
    }
  }
}

}  // namespace tally::rules
