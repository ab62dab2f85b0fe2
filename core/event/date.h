// Civil dates, the effective date of a fact, instants and reporting periods
// (contracts C6). No time zone database: an offset stands in the record.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace tally {

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;
inline constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

// A day of the proleptic Gregorian calendar, 0001-01-01 to 9999-12-31.
struct Date {
  std::int32_t days = 0;  // Since 1970-01-01.
  auto operator<=>(const Date&) const = default;

  static Result<Date> parse(std::string_view text);  // YYYY-MM-DD only.
  // The caller passes a day that exists (else a failed check).
  static Date of(int year, int month, int day);
  std::string to_string() const;
  int year() const;
  int month() const;
  int day() const;
  // 0 = Monday ... 6 = Sunday.
  int weekday() const;
  Date plus_days(std::int32_t n) const { return {days + n}; }
};
inline constexpr Date kFirstDate{-719162};  // 0001-01-01
inline constexpr Date kLastDate{2932896};   // 9999-12-31

// Minutes east of UTC, -18:00 to +18:00.
struct UtcOffset {
  std::int16_t minutes = 0;
  auto operator<=>(const UtcOffset&) const = default;
  static Result<UtcOffset> parse(std::string_view text);  // ±hh:mm
  std::string to_string() const;
};

// Microseconds since 1970-01-01T00:00:00Z, within the years 0001 to 9999.
struct Instant {
  std::int64_t us = 0;
  auto operator<=>(const Instant&) const = default;

  // RFC 3339 with 'Z' or ±hh:mm and up to six decimals. Leap seconds are refused.
  static Result<Instant> parse(std::string_view text);
  std::string to_string() const;  // YYYY-MM-DDThh:mm:ss.ffffffZ
  Date date_at(UtcOffset offset) const;
};

// When a fact was so. The civil day is the one written, never converted.
struct Effective {
  Date date;
  struct Time {
    std::int64_t us_of_day = 0;  // 0 .. kMicrosPerDay - 1
    UtcOffset offset;
    auto operator<=>(const Time&) const = default;
  };
  std::optional<Time> time;
  bool operator==(const Effective&) const = default;

  // `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ss[.ffffff]±hh:mm` ('Z' is read as +00:00).
  static Result<Effective> parse(std::string_view text);
  // The same form; decimals only when not zero.
  std::string to_string() const;
  // The UTC instant; only when there is a time.
  Instant instant() const;
};

// Where a fact stands among others at (E, K): day as written, date-only before
// timed, then UTC instant, then position.
struct FactOrder {
  std::int32_t day = 0;
  std::int64_t instant_us = INT64_MIN;  // INT64_MIN for a date without time.
  std::uint64_t position = 0;
  auto operator<=>(const FactOrder&) const = default;
};
FactOrder fact_order(const Effective& effective, std::uint64_t position);

// YYYY, YYYY-Qn or YYYY-MM.
struct Period {
  enum class Kind : std::uint8_t { year, quarter, month };
  std::int16_t year = 1;
  Kind kind = Kind::year;
  std::uint8_t index = 1;  // Quarter 1..4 or month 1..12; 1 for a year.
  auto operator<=>(const Period&) const = default;

  static Result<Period> parse(std::string_view text);
  std::string to_string() const;
  Date first_day() const;
  Date last_day() const;
};

}  // namespace tally
