#include "core/rules/families.h"

namespace tally::rules {
namespace {

std::string share_key(const std::string& bond, const std::string& project) {
  return bond + '\n' + project;
}

// The allocations of a bond are known when its issue stated them.
bool has_shares(const Tables& tables, const std::string& bond) {
  const auto* issued = find_in(tables.bonds, bond);
  return issued && issued->shares > 0;
}

void allocate(Tables& tables, const std::string& bond, const std::string& project, Sum amount) {
  auto& share = tables.journal.node(tables.bond_shares, share_key(bond, project));
  tables.journal.save(share).allocated += amount;
  auto& use = tables.journal.node(tables.bond_uses, project);
  tables.journal.save(use).allocated += amount;
}

}  // namespace

Result<void> require(const BondNeedDeclared& p, const Case& c) {
  const auto* declaration = find_in(c.tables.declarations, p.declaration_id);
  if (!declaration || !declaration->live) return {};
  return refusal("ST06", "declaration_id", "is already in use", "申报编号已被使用");
}

void change(const BondNeedDeclared& p, const Fact&, Tables& tables, Way way) {
  auto& declaration = tables.journal.node(tables.declarations, p.declaration_id);
  tables.journal.save(declaration.live) = way == Way::in;
  if (way == Way::out) return;
  tables.journal.save(declaration.project) = p.project;
  tables.journal.save(declaration.amount) = p.amount.minor;
}

bool has_dependants(const BondNeedDeclared& p, const Fact&, const Tables& tables) {
  const auto* declaration = find_in(tables.declarations, p.declaration_id);
  return declaration && declaration->reviews > 0;
}

// Once the quota is handed down and a bond issued to the project, it is too late to withdraw.
Result<void> judge(const BondDeclarationWithdrawn& p, const Case& c) {
  const auto* declaration = find_in(c.tables.declarations, p.declaration_id);
  if (!declaration || declaration->allotments == 0) return {};
  const auto* use = find_in(c.tables.bond_uses, declaration->project);
  if (!use || use->allocated <= 0) return {};
  return c.intent("ST16", "declaration_id", "is issued already", "债券已发行，不得撤回申报");
}

Result<void> judge(const BondReviewed& p, const Case& c) {
  const auto* declaration = find_in(c.tables.declarations, p.declaration_id);
  if (!declaration || p.amount.minor <= declaration->amount) return {};
  return c.intent("ST16", "amount", "is more than was declared", "核定金额超过申报金额");
}

void change(const BondReviewed& p, const Fact&, Tables& tables, Way way) {
  auto& declaration = tables.journal.node(tables.declarations, p.declaration_id);
  tables.journal.save(declaration.reviews) += sign(way);
}

void change(const BondQuotaAllotted& p, const Fact&, Tables& tables, Way way) {
  if (!p.declaration_ids) return;
  for (const auto& id : *p.declaration_ids) {
    auto& declaration = tables.journal.node(tables.declarations, id);
    tables.journal.save(declaration.allotments) += sign(way);
  }
}

Result<void> require(const BondIssued& p, const Case& c) {
  if (!p.allocations) return {};
  for (std::size_t i = 0; i < p.allocations->size(); ++i) {
    const auto field = "allocations[" + std::to_string(i) + "].project";
    TALLY_TRY(require_project(c, (*p.allocations)[i].project, field));
  }
  return {};
}

void change(const BondIssued& p, const Fact&, Tables& tables, Way way) {
  if (!p.allocations) return;
  auto& bond = tables.journal.node(tables.bonds, p.bond_code);
  for (const auto& part : *p.allocations) {
    tables.journal.save(bond).shares += sign(way);
    allocate(tables, p.bond_code, part.project, Sum{part.amount.minor} * sign(way));
  }
}

Result<void> judge(const BondProceedsReceived& p, const Case& c) {
  if (!has_shares(c.tables, p.bond_code)) return {};
  const auto* share = find_in(c.tables.bond_shares, share_key(p.bond_code, p.project));
  if (share && share->received + p.amount.minor <= share->allocated) return {};
  return c.intent("ST16", "amount", "is more than the bond allocates to the project",
                  "到账金额超过该项目分配额");
}

void change(const BondProceedsReceived& p, const Fact&, Tables& tables, Way way) {
  auto& share = tables.journal.node(tables.bond_shares, share_key(p.bond_code, p.project));
  tables.journal.save(share).received += Sum{p.amount.minor} * sign(way);
}

// What a project has of a bond, and has not spent of all its bonds, may go elsewhere.
Result<void> judge(const BondUseAdjusted& p, const Case& c) {
  if (!has_shares(c.tables, p.bond_code)) return {};
  const auto* share = find_in(c.tables.bond_shares, share_key(p.bond_code, p.from));
  const auto* use = find_in(c.tables.bond_uses, p.from);
  const Sum left = share && use ? std::min(share->allocated, use->allocated - use->spent) : 0;
  if (p.amount.minor <= left) return {};
  return c.intent("ST16", "amount", "is more than the project has left unspent",
                  "调整金额超过调出项目未支出金额");
}

void change(const BondUseAdjusted& p, const Fact&, Tables& tables, Way way) {
  const Sum amount = Sum{p.amount.minor} * sign(way);
  allocate(tables, p.bond_code, p.from, -amount);
  allocate(tables, p.bond_code, p.to, amount);
}

}  // namespace tally::rules
