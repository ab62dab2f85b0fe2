#include "core/catalogue/contents.h"
#include "core/catalogue/registry.h"
#include "core/rules/families.h"

namespace tally::rules {
namespace {

std::string subject_key(Subject subject, std::string_view id) {
  std::string key(1, static_cast<char>('A' + static_cast<int>(subject)));
  return key.append(id);
}

bool stands_in_table(Subject subject) {
  return subject != Subject::none && subject != Subject::project && subject != Subject::contract &&
         subject != Subject::quota && subject != Subject::declaration;
}

}  // namespace

bool is_recorded(const Tables& tables, Subject subject, std::string_view id) {
  switch (subject) {
    case Subject::project:
      return is_registered(tables, id);
    case Subject::contract: {
      const auto* contract = find_in(tables.contracts, id);
      return contract && contract->known();
    }
    case Subject::quota: {
      const auto* quota = find_in(tables.quotas, id);
      return quota && quota->sources > 0;
    }
    case Subject::declaration: {
      const auto* declaration = find_in(tables.declarations, id);
      return declaration && declaration->live;
    }
    default: {
      const auto* count = find_in(tables.subjects, subject_key(subject, id));
      return count && *count > 0;
    }
  }
}

Result<void> require_subjects(const Payload& payload, const Case& c) {
  const auto* type = type_of(payload);
  if (!type) return {};
  if (type->opens_once && stands_in_table(type->opens.subject)) {
    for (const auto& named : ids_in(payload, type->opens.field)) {
      if (!is_recorded(c.tables, type->opens.subject, named.id)) continue;
      return refusal("ST06", named.path, "is already in use", "编号已被使用");
    }
  }
  for (const auto& reference : type->refers) {
    if (reference.subject == Subject::none || reference.unresolved != Unresolved::refused) continue;
    for (const auto& named : ids_in(payload, reference.field)) {
      if (is_recorded(c.tables, reference.subject, named.id)) continue;
      return refusal("ST06", named.path, "names nothing that is recorded", "所指编号未登记");
    }
  }
  if (!type->ledger_money || !c.tables.identity) return {};
  const auto path = money_beside(payload, c.tables.identity->currency);
  if (!path) return {};
  return refusal("ST07", *path, "must be in the ledger's own currency", "币种须与账本币种一致");
}

void judge_subjects(const Payload& payload, const Case& c) {
  const auto* type = type_of(payload);
  if (!type) return;
  for (const auto& reference : type->refers) {
    if (reference.unresolved != Unresolved::flagged) continue;
    for (const auto& named : ids_in(payload, reference.field)) {
      if (!is_recorded(c.tables, reference.subject, named.id)) c.flag("ST06", named.path);
    }
  }
}

void change_subjects(const Payload& payload, Tables& tables, Way way) {
  const auto* type = type_of(payload);
  if (!type || !stands_in_table(type->opens.subject)) return;
  for (const auto& named : ids_in(payload, type->opens.field)) {
    const auto key = subject_key(type->opens.subject, named.id);
    tables.journal.save(tables.journal.node(tables.subjects, key)) += sign(way);
  }
}

}  // namespace tally::rules
