#include "tools/demo/calendar.h"

#include <map>

#include "core/base/check.h"

namespace tally::demo {
namespace {

struct TableDay {
  std::string_view date;
  bool off;
  std::string_view name;
};

constexpr TableDay kDays[] = {
#include "tools/demo/calendar_days.inc"
};

const std::map<Date, bool>& days_off() {
  static const std::map<Date, bool> kOff = [] {
    std::map<Date, bool> off;
    for (const auto& day : kDays) off[Date::parse(day.date).value()] = day.off;
    return off;
  }();
  return kOff;
}

// The State Council notice each year's days follow.
std::string_view notice_of(int year) {
  switch (year) {
    case 2024:
      return "https://www.gov.cn/zhengce/zhengceku/202310/content_6911528.htm";
    case 2025:
      return "https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm";
    default:
      return "https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm";
  }
}

}  // namespace

CalendarPublished calendar_of(int year) {
  CalendarPublished calendar;
  calendar.jurisdiction = "CN";
  calendar.year = static_cast<std::int16_t>(year);
  for (const auto& day : kDays) {
    const Date date = Date::parse(day.date).value();
    if (date.year() == year) calendar.days.push_back({date, day.off, std::string(day.name)});
  }
  TALLY_CHECK(!calendar.days.empty());
  DocumentRef document;
  document.number = std::string(notice_of(year));
  calendar.document = document;
  return calendar;
}

bool is_working_day(Date day) {
  const auto found = days_off().find(day);
  return found != days_off().end() ? !found->second : day.weekday() < 5;
}

Date add_working_days(Date day, int n) {
  while (n > 0) {
    day = day.plus_days(1);
    if (is_working_day(day)) --n;
  }
  return day;
}

Date working_days_before(Date day, int n) {
  while (n > 0) {
    day = day.plus_days(-1);
    if (is_working_day(day)) --n;
  }
  return day;
}

Date on_working_day(Date day) {
  while (!is_working_day(day)) day = day.plus_days(1);
  return day;
}

}  // namespace tally::demo
