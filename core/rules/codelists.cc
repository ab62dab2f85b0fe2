#include "core/catalogue/shipped.h"
#include "core/rules/families.h"

namespace tally::rules {
namespace {

// The version for a day: the last in force, else the first that will be.
const CalendarVersion* calendar_for(const std::vector<CalendarVersion>& versions, Date day) {
  if (versions.empty()) return nullptr;
  const auto* version = in_force(versions, day);
  return version ? version : &versions.front();
}

// With several jurisdictions the first by name answers; a ledger usually keeps one.
const CalendarVersion* calendar_of_year(const Tables& tables, std::int16_t year, Date judged) {
  const auto* by_place = find_in(tables.calendars, year);
  if (!by_place) return nullptr;
  for (const auto& [place, versions] : *by_place) {
    if (const auto* version = calendar_for(versions, judged)) return version;
  }
  return nullptr;
}

bool is_working(const CalendarVersion& calendar, Date day) {
  const auto found = calendar.days.find(day);
  if (found != calendar.days.end()) return !found->second;
  return day.weekday() < 5;
}

template <class Version>
std::uint32_t last_version(const std::vector<Version>& versions) {
  std::uint32_t last = 0;
  for (const auto& version : versions) last = std::max(last, version.version);
  return last;
}

}  // namespace

void change(const CodelistPublished& p, const Fact& fact, Tables& tables, Way way) {
  auto& versions = tables.journal.node(tables.codelists, p.list);
  if (way == Way::out) return tables.journal.erase(versions, fact.order());
  CodelistVersion version{fact.order(), p.version, {}};
  for (const auto& item : p.items) version.codes.push_back(item.code);
  std::sort(version.codes.begin(), version.codes.end());
  tables.journal.insert(versions, std::move(version));
}

void change(const RulebookPublished& p, const Fact& fact, Tables& tables, Way way) {
  if (way == Way::out) return tables.journal.erase(tables.rulebooks, fact.order());
  RulebookVersion version{fact.order(), p.version, {}, p.roles};
  for (const auto& rule : p.rules) {
    if (rule.action == RuleAction::refuse) version.refusing.push_back(rule.code);
  }
  std::sort(version.refusing.begin(), version.refusing.end());
  tables.journal.insert(tables.rulebooks, std::move(version));
}

void change(const CalendarPublished& p, const Fact& fact, Tables& tables, Way way) {
  auto& by_place = tables.journal.node(tables.calendars, p.year);
  auto& versions = tables.journal.node(by_place, p.jurisdiction);
  if (way == Way::out) return tables.journal.erase(versions, fact.order());
  CalendarVersion version{fact.order(), {}};
  for (const auto& day : p.days) version.days[day.date] = day.off;
  tables.journal.insert(versions, std::move(version));
}

bool calendars_cover(const Tables& tables, Date from, std::int32_t working_days) {
  Date day = from;
  while (working_days > 0) {
    day = day.plus_days(1);
    const auto* calendar = calendar_of_year(tables, static_cast<std::int16_t>(day.year()), from);
    if (!calendar) return false;
    const Date last = Date::of(day.year(), 12, 31);
    for (; working_days > 0; day = day.plus_days(1)) {
      if (is_working(*calendar, day)) --working_days;
      if (day == last) break;
    }
  }
  return true;
}

std::vector<std::string> missing_reference_data(const Tables& tables) {
  std::vector<std::string> missing;
  const auto rulebook = shipped_rulebook();
  if (last_version(tables.rulebooks) < rulebook.version) {
    missing.push_back("rulebook-main version " + std::to_string(rulebook.version));
  }
  for (const auto& list : shipped_codelists()) {
    const auto* versions = find_in(tables.codelists, list.list);
    if (versions && last_version(*versions) >= list.version) continue;
    missing.push_back("codelist-" + list.list + " version " + std::to_string(list.version));
  }
  return missing;
}

}  // namespace tally::rules
