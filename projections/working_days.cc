#include "projections/working_days.h"

#include <set>

namespace tally {
namespace {

constexpr std::string_view kJurisdiction = "CN";

std::size_t day_of_year(Date day) {
  return static_cast<std::size_t>(day.days - Date::of(day.year(), 1, 1).days);
}

}  // namespace

WorkingDays::WorkingDays(const FactSet& facts, const Cut& cut) {
  const auto rows = live_rows(facts, &Facts::calendars, cut);
  std::set<std::string_view> jurisdictions;
  for (const auto& row : rows) jurisdictions.insert(row.text(row->jurisdiction));
  std::string_view chosen = kJurisdiction;
  if (jurisdictions.count(chosen) == 0) {
    if (jurisdictions.size() != 1) return;
    chosen = *jurisdictions.begin();
  }
  std::map<int, Row<CalendarRow>> in_force;
  for (const auto& row : rows) {
    if (row.text(row->jurisdiction) != chosen) continue;
    const auto [place, is_new] = in_force.try_emplace(row->year, row);
    if (!is_new && place->second->version <= row->version) place->second = row;
  }
  for (const auto& [year, row] : in_force) {
    years_.emplace(year, counts_of(*row));
    in_force_.emplace(year, InForce{year, row->version, row.table->known_from[row.index]});
    row.note(positions_);
  }
}

WorkingDays::Counts WorkingDays::counts_of(const CalendarRow& calendar) {
  const Date first = Date::of(calendar.year, 1, 1);
  const Date last = Date::of(calendar.year, 12, 31);
  std::map<Date, bool> off(calendar.days.begin(), calendar.days.end());
  Counts counts{0};
  for (Date day = first; day <= last; day = day.plus_days(1)) {
    const auto stated = off.find(day);
    const bool working = stated == off.end() ? day.weekday() < 5 : !stated->second;
    counts.push_back(static_cast<std::uint16_t>(counts.back() + (working ? 1 : 0)));
  }
  return counts;
}

const WorkingDays::Counts* WorkingDays::of(int year) const {
  const auto found = years_.find(year);
  return found == years_.end() ? nullptr : &found->second;
}

const WorkingDays::InForce* WorkingDays::in_force(int year) const {
  const auto found = in_force_.find(year);
  return found == in_force_.end() ? nullptr : &found->second;
}

std::optional<bool> WorkingDays::is_working(Date day) const {
  const Counts* counts = of(day.year());
  if (!counts) return std::nullopt;
  const auto index = day_of_year(day);
  return (*counts)[index + 1] > (*counts)[index];
}

std::optional<std::int32_t> WorkingDays::between(Date after, Date until) const {
  if (until <= after) return 0;
  const Date first = after.plus_days(1);
  std::int32_t sum = 0;
  for (int year = first.year(); year <= until.year(); ++year) {
    const Counts* counts = of(year);
    if (!counts) return std::nullopt;
    const std::size_t from = year == first.year() ? day_of_year(first) : 0;
    const std::size_t to = year == until.year() ? day_of_year(until) + 1 : counts->size() - 1;
    sum += (*counts)[to] - (*counts)[from];
  }
  return sum;
}

std::optional<Date> WorkingDays::add(Date day, std::int32_t n) const {
  while (n > 0) {
    day = day.plus_days(1);
    const auto working = is_working(day);
    if (!working) return std::nullopt;
    if (*working) --n;
  }
  return day;
}

std::optional<Date> WorkingDays::roll_forward(Date day) const {
  for (;;) {
    const auto working = is_working(day);
    if (!working) return std::nullopt;
    if (*working) return day;
    day = day.plus_days(1);
  }
}

}  // namespace tally
