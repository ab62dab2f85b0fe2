// Working days from recorded calendars (domain 5.2). A year without a calendar is never guessed:
// what depends on it is undetermined, which is an absent value here.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/event/date.h"
#include "projections/reading.h"

namespace tally {

class WorkingDays {
 public:
  // The calendars of jurisdiction CN, or of the only one recorded, that are live at the cut; of
  // each year the highest version, the later one among equals.
  WorkingDays(const FactSet& facts, const Cut& cut);

  // Working days d with after < d <= until; 0 when until <= after.
  std::optional<std::int32_t> between(Date after, Date until) const;
  // The n-th working day after that day; the day itself for n <= 0.
  std::optional<Date> add(Date day, std::int32_t n) const;
  // The first working day that is not before it.
  std::optional<Date> roll_forward(Date day) const;
  // Whether it is a working day; nothing when the year has no calendar.
  std::optional<bool> is_working(Date day) const;
  // The calendar that decides for a year.
  struct InForce {
    int year = 0;
    std::uint32_t version = 0;
    std::uint64_t position = 0;  // Of the event that says so: the calendar's, or its correction.
  };
  const InForce* in_force(int year) const;
  // The events that the calendars came from.
  const Positions& positions() const { return positions_; }

 private:
  // [i]: working days among the first i days of the year.
  using Counts = std::vector<std::uint16_t>;
  static Counts counts_of(const CalendarRow& calendar);
  const Counts* of(int year) const;

  std::map<int, Counts> years_;
  std::map<int, InForce> in_force_;
  Positions positions_;
};

}  // namespace tally
