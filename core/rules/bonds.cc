#include "core/rules/families.h"

namespace tally::rules {

Result<void> require(const BondNeedDeclared& p, const Case& c) {
  const auto* declaration = find_in(c.tables.declarations, p.declaration_id);
  if (!declaration || !declaration->live) return {};
  return refusal("ST06", "declaration_id", "is already in use", "申报编号已被使用");
}

void change(const BondNeedDeclared& p, const Fact&, Tables& tables, Way way) {
  auto& declaration = tables.journal.node(tables.declarations, p.declaration_id);
  tables.journal.save(declaration.live) = way == Way::in;
  if (way == Way::in) tables.journal.save(declaration.project) = p.project;
}

}  // namespace tally::rules
