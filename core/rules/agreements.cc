// Contracts after their signing, credit, findings: what one event says of others before it.
#include "core/rules/families.h"

namespace tally::rules {
namespace {

constexpr std::int32_t kResponseDays = 10;  // 审计法 §44

template <class T>
void judge_own_contract(const T& p, const Case& c) {
  const auto* contract = find_in(c.tables.contracts, p.contract_id);
  if (contract && contract->project != p.project) c.flag("ST06", "contract_id");
}

// In the contract's own currency, or the ledger's where its price is not known.
template <class T>
Result<void> require_contract_currency(const T& p, const Money& money, std::string_view field,
                                       const Case& c) {
  const auto* contract = find_in(c.tables.contracts, p.contract_id);
  if (!contract || !contract->price) return require_currency(c, money, field);
  if (money.currency == contract->price->currency) return {};
  return refusal("ST07", std::string(field), "is in another currency than the contract",
                 "币种与合同不符");
}

}  // namespace

Result<void> require(const ContractAmended& p, const Case& c) {
  TALLY_TRY(require_contract_currency(p, p.delta, "delta", c));
  const auto* contract = find_in(c.tables.contracts, p.contract_id);
  if (!contract || !contract->price) return {};
  const Sum after = Sum{contract->price->minor} + contract->amended + p.delta.minor;
  if (after >= 0 && after <= INT64_MAX) return {};
  return refusal("ST07", "delta", "would leave the contract's price below zero or beyond 64 bits",
                 "变更后合同价不得为负或超出可表示范围");
}

Result<void> judge(const ContractAmended& p, const Case& c) {
  judge_own_contract(p, c);
  return {};
}

void change(const ContractAmended& p, const Fact&, Tables& tables, Way way) {
  auto& contract = tables.journal.node(tables.contracts, p.contract_id);
  tables.journal.save(contract.amended) += Sum{p.delta.minor} * sign(way);
}

Result<void> require(const ContractSettled& p, const Case& c) {
  return require_contract_currency(p, p.amount, "amount", c);
}
Result<void> judge(const ContractSettled& p, const Case& c) {
  judge_own_contract(p, c);
  return {};
}

Result<void> require(const RetentionReleased& p, const Case& c) {
  return require_contract_currency(p, p.amount, "amount", c);
}
Result<void> judge(const RetentionReleased& p, const Case& c) {
  judge_own_contract(p, c);
  return {};
}

void change(const FinancingGranted& p, const Fact&, Tables& tables, Way way) {
  auto& credit = tables.journal.save(tables.journal.node(tables.credits, p.case_id));
  credit.grants += sign(way);
  credit.limit += Sum{p.limit.minor} * sign(way);
}

// A loan is a fact of the bank's: beyond what was granted it is flagged (ST07).
Result<void> judge(const LoanDrawn& p, const Case& c) {
  const auto* credit = find_in(c.tables.credits, p.case_id);
  if (!credit || credit->drawn + p.amount.minor > credit->limit) c.flag("ST07", "amount");
  return {};
}

void change(const LoanDrawn& p, const Fact&, Tables& tables, Way way) {
  auto& credit = tables.journal.node(tables.credits, p.case_id);
  tables.journal.save(credit.drawn) += Sum{p.amount.minor} * sign(way);
}

void change(const FindingRaised& p, const Fact& fact, Tables& tables, Way way) {
  auto& raised = tables.journal.node(tables.findings, p.finding_id);
  if (way == Way::out) return tables.journal.erase(raised, fact.order());
  tables.journal.insert(raised, DayFact{fact.order()});
}

Result<void> judge(const ResponseFiled& p, const Case& c) {
  const auto* raised = find_in(c.tables.findings, p.finding_id);
  if (raised && !raised->empty() && c.fact.day().days > raised->front().order.day + kResponseDays) {
    c.flag("response", "effective");
  }
  return {};
}

Result<void> require_parts(const std::vector<ProjectPart>& parts, const Case& c) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    TALLY_TRY(require_project(c, parts[i].project, "parts[" + std::to_string(i) + "].project"));
  }
  return {};
}
Result<void> require(const ProjectSplit& p, const Case& c) { return require_parts(p.parts, c); }
Result<void> require(const ProjectMerged& p, const Case& c) { return require_parts(p.parts, c); }

}  // namespace tally::rules
