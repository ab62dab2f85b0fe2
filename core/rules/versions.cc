#include "core/rules/families.h"

namespace tally::rules {
namespace {

std::string value_key(const IndicatorPublished& p) {
  return p.metric + '\n' + p.scope + '\n' + p.period.to_string();
}

Error not_the_last() {
  return refusal("ST22", "replaces", "is not the version of the target in force",
                 "所替代版本不是现行目标版本");
}

void change_target(const std::string& target, const Fact& fact, Tables& tables, Way way) {
  auto& versions = tables.journal.node(tables.targets, target);
  if (way == Way::out) return tables.journal.erase(versions, fact.position.value);
  tables.journal.insert(versions, TargetVersion{fact.position.value, fact.id});
}

// The last version before this event's position, or null: a corrected one keeps its own.
template <class Version>
const Version* before(const std::vector<Version>* versions, const Fact& fact) {
  if (!versions) return nullptr;
  const auto after = std::lower_bound(
      versions->begin(), versions->end(), fact.position.value,
      [](const Version& version, std::uint64_t wanted) { return version.key() < wanted; });
  return after == versions->begin() ? nullptr : &*std::prev(after);
}

}  // namespace

// ST22: a target is set once; from then on it is revised.
Result<void> judge(const TargetSet& p, const Case& c) {
  if (!before(find_in(c.tables.targets, p.target_id), c.fact)) return {};
  return c.intent("ST22", "target_id", "is set already: record target.revised",
                  "目标已设定，应登记目标修订");
}

void change(const TargetSet& p, const Fact& fact, Tables& tables, Way way) {
  change_target(p.target_id, fact, tables, way);
}

Result<void> require(const TargetRevised& p, const Case& c) {
  const auto* last = before(find_in(c.tables.targets, p.target_id), c.fact);
  if (last && last->id == p.replaces) return {};
  return not_the_last();
}

void change(const TargetRevised& p, const Fact& fact, Tables& tables, Way way) {
  change_target(p.target_id, fact, tables, way);
}

// ST22: a published value is not overwritten; the next one says that it is of a later vintage.
Result<void> judge(const IndicatorPublished& p, const Case& c) {
  const auto* last = before(find_in(c.tables.vintages, value_key(p)), c.fact);
  if (!last) return {};
  if (p.vintage && (!last->vintage || *p.vintage > *last->vintage)) return {};
  // Revised figures may be revised again.
  if (p.vintage == Vintage::revised && last->vintage == Vintage::revised) return {};
  return c.intent("ST22", "vintage", "is not later than that of the value published before",
                  "版本须晚于已发布数值的版本");
}

void change(const IndicatorPublished& p, const Fact& fact, Tables& tables, Way way) {
  auto& vintages = tables.journal.node(tables.vintages, value_key(p));
  if (way == Way::out) return tables.journal.erase(vintages, fact.position.value);
  tables.journal.insert(vintages, VintageFact{fact.position.value, p.vintage});
}

}  // namespace tally::rules
