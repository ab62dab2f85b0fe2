#include "core/rules/case.h"

namespace tally::rules {
namespace {

Error rule_error(ErrorCode code, std::string_view rule, std::string field, std::string en,
                 std::string zh) {
  Error error(code, std::move(en), std::move(field));
  error.rule = rule;
  error.message_zh = std::move(zh);
  return error;
}

}  // namespace

Error refusal(std::string_view rule, std::string field, std::string en, std::string zh) {
  return rule_error(ErrorCode::refused, rule, std::move(field), std::move(en), std::move(zh));
}

Error form_error(std::string_view rule, std::string field, std::string en, std::string zh) {
  return rule_error(ErrorCode::invalid, rule, std::move(field), std::move(en), std::move(zh));
}

void Case::flag(std::string_view rule, std::string_view field) const {
  flags.push_back({std::string(rule), std::string(field)});
}

Result<void> Case::intent(std::string_view rule, std::string_view field, std::string_view en,
                          std::string_view zh) const {
  if (imported()) {
    flag(rule, field);
    return {};
  }
  // What is recorded was accepted: only imports were flagged for an intent.
  if (replayed) return {};
  return refusal(rule, std::string(field), std::string(en), std::string(zh));
}

Result<void> Case::process(std::string_view rule, std::string_view field) const {
  const auto* rulebook = in_force(tables.rulebooks, fact.day());
  const bool refuses =
      !imported() && rulebook &&
      std::binary_search(rulebook->refusing.begin(), rulebook->refusing.end(), rule);
  if (!refuses) {
    flag(rule, field);
    return {};
  }
  if (replayed) return {};
  const auto text = rule_text(rule);
  return refusal(rule, std::string(field), text.en, text.zh);
}

bool is_listed(const Tables& tables, std::string_view list, std::string_view code, Date day,
               bool absent) {
  const auto* versions = find_in(tables.codelists, list);
  const auto* version = versions ? in_force(*versions, day) : nullptr;
  if (!version) return absent;
  return std::binary_search(version->codes.begin(), version->codes.end(), code);
}

void Case::check_code(std::string_view list, std::string_view code, std::string_view field) const {
  if (!is_listed(tables, list, code, fact.day(), true)) flag("codelist", field);
}

bool is_registered(const Tables& tables, std::string_view project) {
  const auto* found = find_in(tables.projects, project);
  return found && found->registrations > 0;
}

Result<void> require_project(const Case& c, std::string_view project, std::string_view field) {
  if (is_registered(c.tables, project)) return {};
  return refusal("ST06", std::string(field), "no project is registered under this number",
                 "项目未入库");
}

Result<void> require_approver(const Case& c, std::string_view approver) {
  if (approver == c.fact.actor) {
    return refusal("ST17", "approver", "must be another person than the actor",
                   "批准人不得为经办人本人");
  }
  const auto* actor = find_in(c.tables.actors, approver);
  if (actor && actor->enrolled()) return {};
  return refusal("ST17", "approver", "is not an enrolled actor", "批准人未登记");
}

Result<void> require_currency(const Case& c, const Money& money, std::string_view field) {
  if (c.tables.identity && money.currency == c.tables.identity->currency) return {};
  return refusal("ST07", std::string(field), "must be in the ledger's own currency",
                 "币种须与账本币种一致");
}

Result<void> require_total(const Case& c, Total total, Sum amount, std::string_view field) {
  if (c.tables.totals[static_cast<std::size_t>(total)] + amount <= INT64_MAX) return {};
  return refusal("ST07", std::string(field), "would carry the ledger's total beyond 64 bits",
                 "累计金额超出可表示范围");
}

}  // namespace tally::rules
