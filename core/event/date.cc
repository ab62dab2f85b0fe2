#include "core/event/date.h"

#include <fmt/format.h>

#include "core/base/check.h"

namespace tally {
namespace {

struct Civil {
  int year;
  int month;
  int day;
};

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
std::int32_t days_from_civil(int y, int m, int d) {
  y -= m <= 2;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int yoe = y - era * 400;
  const int doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
  const int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + doe - 719468;
}

Civil civil_from_days(std::int32_t z) {
  z += 719468;
  const int era = (z >= 0 ? z : z - 146096) / 146097;
  const int doe = z - era * 146097;
  const int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const int mp = (5 * doy + 2) / 153;
  const int month = mp < 10 ? mp + 3 : mp - 9;
  return {yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1};
}

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return kDays[month - 1] + (month == 2 && leap);
}

bool exists(int year, int month, int day) {
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
         day <= days_in_month(year, month);
}

// Reads exactly `width` digits and moves on; -1 if they are not there.
int digits(std::string_view& text, std::size_t width) {
  if (text.size() < width) return -1;
  int value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(width);
  return value;
}

bool eat(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

bool take_date(std::string_view& text, Date& date) {
  const int year = digits(text, 4);
  if (year < 0 || !eat(text, '-')) return false;
  const int month = digits(text, 2);
  if (month < 0 || !eat(text, '-')) return false;
  const int day = digits(text, 2);
  if (!exists(year, month, day)) return false;
  date = Date{days_from_civil(year, month, day)};
  return true;
}

bool take_time(std::string_view& text, std::int64_t& us_of_day) {
  const int hour = digits(text, 2);
  if (hour < 0 || hour > 23 || !eat(text, ':')) return false;
  const int minute = digits(text, 2);
  if (minute < 0 || minute > 59 || !eat(text, ':')) return false;
  const int second = digits(text, 2);
  if (second < 0 || second > 59) return false;
  us_of_day = ((hour * 60 + minute) * 60 + second) * kMicrosPerSecond;
  if (!eat(text, '.')) return true;
  std::int64_t scale = 100'000;
  std::size_t count = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9' && count < 6) {
    us_of_day += (text.front() - '0') * scale;
    scale /= 10;
    ++count;
    text.remove_prefix(1);
  }
  return count > 0;
}

bool take_offset(std::string_view& text, UtcOffset& offset) {
  if (eat(text, 'Z')) {
    offset = {};
    return true;
  }
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return false;
  const int sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  const int hour = digits(text, 2);
  if (hour < 0 || !eat(text, ':')) return false;
  const int minute = digits(text, 2);
  if (minute < 0 || minute > 59 || hour * 60 + minute > 18 * 60) return false;
  offset.minutes = static_cast<std::int16_t>(sign * (hour * 60 + minute));
  return true;
}

std::string time_text(std::int64_t us_of_day) {
  const auto seconds = us_of_day / kMicrosPerSecond;
  return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0) && ((a < 0) != (b < 0)));
}

}  // namespace

Result<Date> Date::parse(std::string_view text) {
  Date date;
  if (!take_date(text, date) || !text.empty()) {
    return invalid("", "must be a day that exists, written YYYY-MM-DD");
  }
  return date;
}

Date Date::of(int year, int month, int day) {
  TALLY_CHECK(exists(year, month, day));
  return {days_from_civil(year, month, day)};
}

std::string Date::to_string() const {
  const auto civil = civil_from_days(days);
  std::string text = "0000-00-00";  // By hand: tables hold them by the hundred thousand.
  const auto put = [&text](std::size_t last, int number, int digits) {
    for (; digits > 0; --digits, --last, number /= 10) {
      text[last] = static_cast<char>('0' + number % 10);
    }
  };
  put(3, civil.year, 4);
  put(6, civil.month, 2);
  put(9, civil.day, 2);
  return text;
}

int Date::year() const { return civil_from_days(days).year; }
int Date::month() const { return civil_from_days(days).month; }
int Date::day() const { return civil_from_days(days).day; }
int Date::weekday() const { return ((days + 3) % 7 + 7) % 7; }

Result<UtcOffset> UtcOffset::parse(std::string_view text) {
  UtcOffset offset;
  if (text == "Z" || !take_offset(text, offset) || !text.empty()) {
    return invalid("", "must be an offset from UTC, written ±hh:mm");
  }
  return offset;
}

std::string UtcOffset::to_string() const {
  const int absolute = minutes < 0 ? -minutes : minutes;
  return fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', absolute / 60, absolute % 60);
}

Result<Instant> Instant::parse(std::string_view text) {
  Date date;
  std::int64_t us_of_day = 0;
  UtcOffset offset;
  if (!take_date(text, date) || !eat(text, 'T') || !take_time(text, us_of_day) ||
      !take_offset(text, offset) || !text.empty()) {
    return invalid("", "must be an instant, written YYYY-MM-DDThh:mm:ss[.ffffff]±hh:mm");
  }
  const Instant instant{date.days * kMicrosPerDay + us_of_day -
                        offset.minutes * 60 * kMicrosPerSecond};
  if (instant.us < kFirstDate.days * kMicrosPerDay ||
      instant.us >= (kLastDate.days + 1) * kMicrosPerDay)
    return invalid("", "must lie within the years 0001 to 9999 of UTC");
  return instant;
}

std::string Instant::to_string() const {
  const auto day = floor_div(us, kMicrosPerDay);
  const auto us_of_day = us - day * kMicrosPerDay;
  return fmt::format("{}T{}.{:06}Z", Date{static_cast<std::int32_t>(day)}.to_string(),
                     time_text(us_of_day), us_of_day % kMicrosPerSecond);
}

Date Instant::date_at(UtcOffset offset) const {
  return {static_cast<std::int32_t>(
      floor_div(us + offset.minutes * 60 * kMicrosPerSecond, kMicrosPerDay))};
}

Result<Effective> Effective::parse(std::string_view text) {
  const auto bad = [] {
    return invalid(
        "effective",
        "must be YYYY-MM-DD or YYYY-MM-DDThh:mm:ss[.ffffff]±hh:mm, on a day that exists");
  };
  Effective effective;
  if (!take_date(text, effective.date)) return bad();
  if (text.empty()) return effective;
  Time time;
  if (!eat(text, 'T') || !take_time(text, time.us_of_day) || !take_offset(text, time.offset) ||
      !text.empty()) {
    return bad();
  }
  effective.time = time;
  return effective;
}

std::string Effective::to_string() const {
  if (!time) return date.to_string();
  std::string text = date.to_string() + "T" + time_text(time->us_of_day);
  if (const auto us = time->us_of_day % kMicrosPerSecond; us != 0)
    text += fmt::format(".{:06}", us);
  return text + time->offset.to_string();
}

Instant Effective::instant() const {
  TALLY_CHECK(time.has_value());
  return {date.days * kMicrosPerDay + time->us_of_day -
          time->offset.minutes * 60 * kMicrosPerSecond};
}

FactOrder fact_order(const Effective& effective, std::uint64_t position) {
  return {effective.date.days, effective.time ? effective.instant().us : INT64_MIN, position};
}

Result<Period> Period::parse(std::string_view text) {
  const auto bad = [] { return invalid("", "must be a period: YYYY, YYYY-Qn or YYYY-MM"); };
  const int year = digits(text, 4);
  if (year < 1) return bad();
  Period period;
  period.year = static_cast<std::int16_t>(year);
  if (text.empty()) return period;
  if (!eat(text, '-')) return bad();
  period.kind = eat(text, 'Q') ? Kind::quarter : Kind::month;
  const bool quarter = period.kind == Kind::quarter;
  const int index = digits(text, quarter ? 1 : 2);
  if (index < 1 || index > (quarter ? 4 : 12) || !text.empty()) return bad();
  period.index = static_cast<std::uint8_t>(index);
  return period;
}

std::string Period::to_string() const {
  switch (kind) {
    case Kind::year:
      return fmt::format("{:04}", year);
    case Kind::quarter:
      return fmt::format("{:04}-Q{}", year, index);
    case Kind::month:
      return fmt::format("{:04}-{:02}", year, index);
  }
  return {};
}

Date Period::first_day() const {
  const int month = kind == Kind::year ? 1 : kind == Kind::quarter ? index * 3 - 2 : index;
  return Date::of(year, month, 1);
}

Date Period::last_day() const {
  const int month = kind == Kind::year ? 12 : kind == Kind::quarter ? index * 3 : index;
  return Date::of(year, month, days_in_month(year, month));
}

}  // namespace tally
