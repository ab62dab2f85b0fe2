#include "core/event/date.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace tally {
namespace {

Date day(std::string_view text) { return Date::parse(text).value(); }
Effective at(std::string_view text) { return Effective::parse(text).value(); }

TEST(Date, CountsDaysFrom1970) {
  EXPECT_EQ(day("1970-01-01").days, 0);
  EXPECT_EQ(day("2000-03-01").days, 11017);
  EXPECT_EQ(day("1969-12-31").days, -1);
  EXPECT_EQ(day("0001-01-01"), kFirstDate);
  EXPECT_EQ(day("9999-12-31"), kLastDate);
}

TEST(Date, EveryDayOfTheCalendarFollowsTheOneBefore) {
  Date date = kFirstDate;
  int weekday = 0;  // 0001-01-01 of the proleptic calendar is a Monday.
  for (int year = 1; year <= 9999; ++year) {
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    const int lengths[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int month = 1; month <= 12; ++month) {
      for (int d = 1; d <= lengths[month - 1]; ++d) {
        if (d == 1 || d == lengths[month - 1]) {
          ASSERT_EQ(Date::of(year, month, d), date);
          ASSERT_EQ(date.year(), year);
          ASSERT_EQ(date.month(), month);
          ASSERT_EQ(date.day(), d);
          ASSERT_EQ(date.weekday(), weekday);
        }
        date = date.plus_days(1);
        weekday = (weekday + 1) % 7;
      }
    }
  }
  EXPECT_EQ(date, kLastDate.plus_days(1));
}

TEST(Date, OneSpellingPerDay) {
  for (const char* text : {"2024-02-29", "2000-02-29", "1899-12-31", "0001-01-01", "9999-12-31"}) {
    EXPECT_EQ(day(text).to_string(), text);
  }
  for (const char* text :
       {"", "2025-02-29", "1900-02-29", "2025-04-31", "2025-00-10", "2025-13-01", "2025-01-00",
        "2025-01-32", "0000-01-01", "10000-01-01", "2025-1-1", "20250101", "2025/01/01",
        "2025-01-01 ", " 2025-01-01", "2025-01-01T00:00:00Z", "-2025-01-01", "2025-01-0a"}) {
    EXPECT_FALSE(Date::parse(text).ok()) << text;
  }
}

TEST(UtcOffset, ReachesEighteenHours) {
  EXPECT_EQ(UtcOffset::parse("+08:00").value().minutes, 480);
  EXPECT_EQ(UtcOffset::parse("-03:30").value().minutes, -210);
  EXPECT_EQ(UtcOffset::parse("+18:00").value().minutes, 1080);
  for (const char* text : {"+08:00", "-03:30", "+00:00", "-18:00"}) {
    EXPECT_EQ(UtcOffset::parse(text).value().to_string(), text);
  }
  for (const char* text :
       {"", "Z", "08:00", "+8:00", "+0800", "+18:01", "+08:60", "+19:00", "+08:00 "}) {
    EXPECT_FALSE(UtcOffset::parse(text).ok()) << text;
  }
}

TEST(Instant, IsReadWithItsOffsetAndWrittenInUtc) {
  EXPECT_EQ(Instant::parse("1970-01-01T08:00:00+08:00").value().us, 0);
  EXPECT_EQ(Instant::parse("1970-01-01T00:00:00.5Z").value().us, 500'000);
  EXPECT_EQ(Instant::parse("1970-01-01T00:00:00.000001Z").value().us, 1);
  EXPECT_EQ(Instant{-1}.to_string(), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(Instant::parse("2025-03-06T08:00:00-03:30").value().to_string(),
            "2025-03-06T11:30:00.000000Z");
  for (const char* text :
       {"2025-03-06", "2025-03-06T08:00:00", "2025-03-06 08:00:00Z", "2025-03-06T08:00Z",
        "2025-03-06T24:00:00Z", "2025-03-06T23:60:00Z", "2025-06-30T23:59:60Z",
        "2025-03-06T08:00:00.Z", "2025-03-06T08:00:00.1234567Z", "2025-03-06t08:00:00z",
        "2025-02-30T08:00:00Z"}) {
    EXPECT_FALSE(Instant::parse(text).ok()) << text;
  }
}

TEST(Instant, StaysWithinTheYearsThatCanBeWritten) {
  EXPECT_EQ(Instant::parse("0001-01-01T00:00:00Z").value().to_string(),
            "0001-01-01T00:00:00.000000Z");
  EXPECT_TRUE(Instant::parse("9999-12-31T23:59:59.999999Z").ok());
  EXPECT_FALSE(Instant::parse("0001-01-01T00:00:00+08:00").ok());
  EXPECT_FALSE(Instant::parse("9999-12-31T23:59:59-00:01").ok());
}

TEST(Instant, TheDayDependsOnTheOffset) {
  const auto instant = Instant::parse("2025-03-05T16:30:00Z").value();
  EXPECT_EQ(instant.date_at({480}), day("2025-03-06"));
  EXPECT_EQ(instant.date_at({}), day("2025-03-05"));
  EXPECT_EQ(Instant{-1}.date_at({}), day("1969-12-31"));
}

TEST(Effective, TheDayIsTheOneWritten) {
  const auto effective = at("2025-03-06T00:30:00+08:00");
  EXPECT_EQ(effective.date, day("2025-03-06"));
  EXPECT_EQ(effective.instant().to_string(), "2025-03-05T16:30:00.000000Z");
  EXPECT_EQ(at("2025-03-06").time, std::nullopt);
}

TEST(Effective, TextGoesBack) {
  for (const char* text :
       {"2025-03-06", "2025-03-06T09:30:00+08:00", "2025-03-06T09:30:00.000001-03:30",
        "2025-03-06T23:59:59.500000+00:00"}) {
    EXPECT_EQ(at(text).to_string(), text);
  }
  EXPECT_EQ(at("2025-03-06T09:30:00Z").to_string(), "2025-03-06T09:30:00+00:00");
  for (const char* text :
       {"", "2025-02-29", "2025-03-06T", "2025-03-06T09:30:00", "2025-03-06T09:30+08:00",
        "2025-03-06T09:30:00+08:00x", "2025-03-06T09:30:00+18:30", "2025-03-06T09:30:60Z"}) {
    const auto bad = Effective::parse(text);
    ASSERT_FALSE(bad.ok()) << text;
    EXPECT_EQ(bad.error().field, "effective");
  }
}

TEST(FactOrder, DayAsWrittenThenUntimedThenInstantThenPosition) {
  struct Fact {
    const char* effective;
    std::uint64_t position;
  };
  const std::vector<Fact> ordered = {
      {"2025-03-05T23:59:59-12:00", 9},  // A later instant than all below, yet an earlier day.
      {"2025-03-06", 7},                 // Date only comes before timed,
      {"2025-03-06", 8},                 // by position among its like.
      {"2025-03-06T09:00:00+08:00", 6},  // 01:00 UTC
      {"2025-03-06T01:30:00+00:00", 1},
      {"2025-03-06T01:30:00Z", 3},
      {"2025-03-06T09:30:00+08:00", 4},  // The same instant: position decides.
      {"2025-03-07", 0},
  };
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t k = 0; k < ordered.size(); ++k) {
      EXPECT_EQ(fact_order(at(ordered[i].effective), ordered[i].position) <
                    fact_order(at(ordered[k].effective), ordered[k].position),
                i < k)
          << i << " " << k;
    }
  }
}

TEST(Period, HasAFirstAndALastDay) {
  const auto period = [](std::string_view text) { return Period::parse(text).value(); };
  EXPECT_EQ(period("2024").first_day(), day("2024-01-01"));
  EXPECT_EQ(period("2024").last_day(), day("2024-12-31"));
  EXPECT_EQ(period("2024-Q1").last_day(), day("2024-03-31"));
  EXPECT_EQ(period("2024-Q4").first_day(), day("2024-10-01"));
  EXPECT_EQ(period("2024-02").last_day(), day("2024-02-29"));
  EXPECT_EQ(period("2023-02").last_day(), day("2023-02-28"));
  for (const char* text : {"0001", "2025", "2025-Q3", "2025-12", "9999-Q4"}) {
    EXPECT_EQ(period(text).to_string(), text);
  }
  for (const char* text :
       {"", "25", "0000", "2025-", "2025-0", "2025-00", "2025-13", "2025-Q0", "2025-Q5", "2025-q1",
        "2025-Q", "2025-Q11", "2025-1", "2025-001", "2025-01-01", "2025 ", "2025Q1"}) {
    EXPECT_FALSE(Period::parse(text).ok()) << text;
  }
}

}  // namespace
}  // namespace tally
