#include "projections/working_days.h"

#include "projections/fold.h"
#include "projections/step_clock.h"
#include "tests/projections/calendar_data.h"

namespace tally::test {
namespace {

#define NEEDS_CALENDARS TALLY_NEEDS_DATA("calendar-cn/2025.json")

class WorkingDaysTest : public ::testing::Test {
 protected:
  void publish(const CalendarPublished& event, std::string_view effective = "2024-11-12") {
    FactPlace place;
    place.order = {day(effective).days, INT64_MIN, known_++};
    place.known_from = known_ - 1;
    fold(facts_, place, event);
  }
  WorkingDays days(std::string_view effective = "2027-01-01") {
    return WorkingDays({{&facts_}, std::nullopt}, {day(effective), {known_}});
  }

  Facts facts_;
  std::uint64_t known_ = 0;
};

// Domain 5.2.
TEST_F(WorkingDaysTest, OfficialVectors) {
  NEEDS_CALENDARS;
  publish(calendar(2025));
  publish(calendar(2026));
  const auto calendar = days();
  const auto add = [&](const char* from, int n) {
    return calendar.add(day(from), n).value().to_string();
  };
  EXPECT_EQ(add("2025-01-24", 5), "2025-02-07");
  EXPECT_EQ(add("2025-02-07", 1), "2025-02-08");  // A Saturday: make-up day.
  EXPECT_EQ(add("2025-04-25", 5), "2025-05-06");
  EXPECT_EQ(add("2025-09-26", 10), "2025-10-16");
  EXPECT_EQ(add("2025-02-07", 20), "2025-03-06");
  EXPECT_EQ(add("2025-02-07", 120), "2025-07-30");
  EXPECT_EQ(add("2025-12-31", 5), "2026-01-08");
  EXPECT_EQ(calendar.between(day("2024-12-31"), day("2025-12-31")), 248);
  EXPECT_EQ(calendar.between(day("2025-12-31"), day("2026-12-31")), 248);
  EXPECT_EQ(calendar.between(day("2025-02-07"), day("2025-02-07")), 0);
  EXPECT_EQ(calendar.between(day("2025-02-08"), day("2025-02-07")), 0);
}

TEST_F(WorkingDaysTest, BetweenCountsWhatAddWalks) {
  NEEDS_CALENDARS;
  publish(calendar(2025));
  publish(calendar(2026));
  const auto calendar = days();
  for (int start = 0; start < 300; start += 7) {
    const Date from = day("2025-01-01").plus_days(start);
    for (int n = 1; n < 100; n += 11) {
      EXPECT_EQ(calendar.between(from, calendar.add(from, n).value()), n);
    }
  }
}

TEST_F(WorkingDaysTest, AYearWithoutACalendarIsUndetermined) {
  NEEDS_CALENDARS;
  publish(calendar(2025));
  const auto calendar = days();
  EXPECT_FALSE(calendar.add(day("2025-12-30"), 5).has_value());
  EXPECT_FALSE(calendar.between(day("2025-12-30"), day("2026-01-01")).has_value());
  EXPECT_FALSE(calendar.roll_forward(day("2026-03-02")).has_value());
  EXPECT_TRUE(calendar.between(day("2024-12-31"), day("2025-01-02")).has_value());
}

TEST_F(WorkingDaysTest, HigherVersionWinsOnceItIsInForce) {
  CalendarPublished first;
  first.jurisdiction = "CN";
  first.year = 2025;
  publish(first, "2024-11-01");
  auto second = first;
  second.version = 2;
  second.days = {{day("2025-01-02"), true, std::nullopt}};
  publish(second, "2024-12-01");
  publish(first, "2024-12-02");  // Recorded later, but an older version.
  EXPECT_EQ(days("2024-11-30").between(day("2025-01-01"), day("2025-01-02")), 1);
  EXPECT_EQ(days("2024-12-01").between(day("2025-01-01"), day("2025-01-02")), 0);
  EXPECT_EQ(days("2025-06-01").between(day("2025-01-01"), day("2025-01-02")), 0);
}

TEST_F(WorkingDaysTest, AnotherJurisdictionCountsOnlyWhenItIsTheOnlyOne) {
  CalendarPublished other;
  other.jurisdiction = "US-NY";
  other.year = 2025;
  publish(other);
  EXPECT_TRUE(days().add(day("2025-03-03"), 1).has_value());
  other.jurisdiction = "US-CA";
  publish(other);
  EXPECT_FALSE(days().add(day("2025-03-03"), 1).has_value());
}

// Every weekday works, so that the arithmetic of the clock can be read off.
class StepClockTest : public WorkingDaysTest {
 protected:
  StepClockTest() {
    CalendarPublished plain;
    plain.jurisdiction = "CN";
    plain.year = 2025;
    publish(plain);
  }
  int used(const StepClock& clock, const char* end) {
    return days_in(clock.spans(day(end)), DayKind::work, days()).value();
  }
};

// 2025-03-03 is a Monday.
TEST_F(StepClockTest, AcceptanceDayDoesNotCountAndDecisionDayDoes) {
  StepClock clock;
  clock.act(StepAct::submitted, day("2025-03-03"), 0);
  clock.act(StepAct::accepted, day("2025-03-03"), 0);
  EXPECT_EQ(used(clock, "2025-03-03"), 0);
  EXPECT_EQ(used(clock, "2025-03-04"), 1);
  clock.act(StepAct::approved, day("2025-03-07"), 0);
  EXPECT_EQ(used(clock, "2025-12-31"), 4);
}

TEST_F(StepClockTest, PauseDayDoesNotCountAndResumeDayDoes) {
  StepClock clock;
  clock.act(StepAct::accepted, day("2025-03-03"), 0);
  clock.act(StepAct::paused, day("2025-03-05"), 0);
  EXPECT_EQ(used(clock, "2025-03-14"), 1);
  EXPECT_EQ(clock.due(5, DayKind::work, days()).kind, StepClock::Due::Kind::suspended);
  EXPECT_EQ(clock.due(1, DayKind::work, days()).day, day("2025-03-04"));
  clock.act(StepAct::resumed, day("2025-03-12"), 0);
  EXPECT_EQ(used(clock, "2025-03-12"), 2);
  EXPECT_EQ(clock.due(5, DayKind::work, days()).day, day("2025-03-17"));
}

TEST_F(StepClockTest, PauseOnTheDayOfAcceptanceNeverCountsThatDay) {
  StepClock clock;
  clock.act(StepAct::accepted, day("2025-03-03"), 0);
  clock.act(StepAct::paused, day("2025-03-03"), 0);
  clock.act(StepAct::resumed, day("2025-03-03"), 0);
  EXPECT_EQ(used(clock, "2025-03-04"), 1);
}

TEST_F(StepClockTest, ReopenedStepGoesOnFromTheDaysUsed) {
  StepClock clock;
  clock.act(StepAct::accepted, day("2025-03-03"), 0);
  clock.act(StepAct::approved, day("2025-03-06"), 0);  // 3 used.
  clock.act(StepAct::reopened, day("2025-03-10"), 0);
  EXPECT_FALSE(clock.decided());
  EXPECT_EQ(used(clock, "2025-03-10"), 3);
  EXPECT_EQ(used(clock, "2025-03-11"), 4);
  EXPECT_EQ(clock.due(5, DayKind::work, days()).day, day("2025-03-12"));
}

TEST_F(StepClockTest, CalendarDaysRollForwardToAWorkingDay) {
  StepClock clock;
  clock.act(StepAct::accepted, day("2025-03-03"), 0);
  EXPECT_EQ(clock.due(5, DayKind::calendar, days()).day, day("2025-03-10"));  // From Saturday.
}

TEST_F(StepClockTest, NeverAcceptedHasNoClock) {
  StepClock clock;
  clock.act(StepAct::submitted, day("2025-03-03"), 0);
  clock.act(StepAct::approved, day("2025-03-06"), 0);
  EXPECT_TRUE(clock.decided());
  EXPECT_FALSE(clock.has_clock());
  EXPECT_EQ(clock.due(5, DayKind::work, days()).kind, StepClock::Due::Kind::none);
}

// Against counting day by day, as the definition says it.
TEST_F(StepClockTest, AgreesWithCountingDayByDay) {
  for (std::uint64_t seed = 1; seed < 300; ++seed) {
    std::uint64_t state = seed;
    const auto below = [&](std::uint64_t n) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      return (state >> 33) % n;
    };
    StepClock clock;
    Date now = day("2025-02-03");
    const Date accepted = now;
    std::vector<std::pair<Date, Date>> pauses;
    clock.act(StepAct::accepted, now, 0);
    for (std::uint64_t i = below(5); i > 0; --i) {
      now = now.plus_days(static_cast<std::int32_t>(below(6)));
      clock.act(StepAct::paused, now, 0);
      const Date start = now;
      now = now.plus_days(static_cast<std::int32_t>(below(6)));
      clock.act(StepAct::resumed, now, 0);
      pauses.emplace_back(start, now);
    }
    now = now.plus_days(static_cast<std::int32_t>(below(10)));
    clock.act(StepAct::approved, now, 0);
    int expected = 0;
    for (Date d = accepted.plus_days(1); d <= now; d = d.plus_days(1)) {
      bool paused = false;
      for (const auto& [start, end] : pauses) paused = paused || (start <= d && d < end);
      expected += d.weekday() < 5 && !paused ? 1 : 0;
    }
    EXPECT_EQ(used(clock, "2025-12-31"), expected) << "seed " << seed;
  }
}

TEST(UnitedSpans, OverlapsAndNeighboursBecomeOne) {
  const auto d = [](int n) { return Date{n}; };
  const auto merged =
      united({{d(5), d(9)}, {d(0), d(3)}, {d(3), d(4)}, {d(6), d(7)}, {d(8), d(8)}});
  ASSERT_EQ(merged.size(), 2u);
  EXPECT_EQ(merged[0].until, d(4));
  EXPECT_EQ(merged[1].until, d(9));
}

}  // namespace
}  // namespace tally::test
