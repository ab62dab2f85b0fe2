#include "projections/deadline.h"

#include "projections/chosen_facts.h"
#include "tests/projections/calendar_data.h"

namespace tally::test {
namespace {

class DeadlineTest : public ::testing::Test {
 protected:
  void with_calendars() {
    for (const int year : {2025, 2026}) ledger.add(calendar(year), "2024-11-12");
  }
  // One step with that limit, accepted on that day.
  void accepted(std::string_view on, int limit, DayKind kind = DayKind::work) {
    ++number;
    ledger.add(registered(project()), "2025-01-01");
    PhaseOpened event;
    event.project = project();
    event.phase_id = phase();
    StepPlan plan;
    plan.step = "a";
    plan.pledged_days = limit;
    plan.day_kind = kind;
    event.steps = {plan};
    ledger.add(event, "2025-01-02");
    act<StepAccepted>(on);
  }
  template <class Act>
  void act(std::string_view on) {
    Act event;
    event.phase_id = phase();
    event.step = "a";
    ledger.add(event, on, project());
  }
  // Through chosen records, as the command line does it.
  Result<DeadlineExplanation> explain(std::string_view effective, const std::string& step = "a") {
    facts = std::make_unique<ChosenFacts>();
    for (std::uint64_t at = 0; at < ledger.size().value; ++at) {
      const auto page = ledger.store().read({at}, Direction::forward, {.records_max = 1}).value();
      EXPECT_TRUE(facts->add({at}, page.records[0].view()).ok());
    }
    return explain_deadline(facts->facts(), {day(effective), ledger.size()}, project(), phase(),
                            step);
  }
  static const DeadlineDay& on(const DeadlineExplanation& told, std::string_view date) {
    static const DeadlineDay kNone;
    for (const auto& candidate : told.days) {
      if (candidate.day == day(date)) return candidate;
    }
    ADD_FAILURE() << "no day " << date;
    return kNone;
  }

  std::string project() const { return "P-" + std::to_string(number); }
  std::string phase() const { return "F-" + std::to_string(number); }

  TestLedger ledger;
  std::unique_ptr<ChosenFacts> facts;
  int number = 0;
};

// Journey 1: accepted on the afternoon of 7 February 2025, ten working days.
TEST_F(DeadlineTest, TheMakeUpSaturdayCountsAndTheWeekendsDoNot) {
  with_calendars();
  accepted("2025-02-07", 10);
  const auto told = explain("2025-02-07").value();
  EXPECT_EQ(told.due.day, day("2025-02-20"));
  EXPECT_EQ(on(told, "2025-02-07").reason, DayReason::accepted);
  EXPECT_EQ(on(told, "2025-02-08").reason, DayReason::make_up_day);
  EXPECT_TRUE(on(told, "2025-02-08").counts);
  EXPECT_EQ(on(told, "2025-02-09").reason, DayReason::weekend);
  EXPECT_EQ(told.days.back().day, day("2025-02-20"));
  EXPECT_EQ(told.days.back().number, 10);
  ASSERT_EQ(told.calendars.size(), 1u);
  EXPECT_EQ(told.calendars[0].version, 1u);
  EXPECT_EQ(told.calendars[0].position, 1u);
}

// The vectors of the domain study, 5.2.
TEST_F(DeadlineTest, WorkingDayVectorsAreDueDates) {
  with_calendars();
  for (const auto& [from, limit, due] :
       {std::tuple{"2025-01-24", 5, "2025-02-07"}, std::tuple{"2025-02-07", 1, "2025-02-08"},
        std::tuple{"2025-04-25", 5, "2025-05-06"}, std::tuple{"2025-09-26", 10, "2025-10-16"},
        std::tuple{"2025-02-07", 20, "2025-03-06"}, std::tuple{"2025-02-07", 120, "2025-07-30"},
        std::tuple{"2025-12-31", 5, "2026-01-08"}}) {
    accepted(from, limit);
    const auto told = explain(from).value();
    EXPECT_EQ(told.due.day, day(due)) << from << " + " << limit;
    EXPECT_EQ(told.days.back().number, limit);
    EXPECT_EQ(told.days.back().day, day(due));
  }
}

TEST_F(DeadlineTest, HolidaysAndPausesAreToldApart) {
  with_calendars();
  accepted("2025-04-28", 5);
  act<ClockPaused>("2025-05-07");
  act<ClockResumed>("2025-05-09");
  const auto told = explain("2025-05-09").value();
  EXPECT_EQ(on(told, "2025-05-01").reason, DayReason::holiday);
  EXPECT_EQ(on(told, "2025-05-07").reason, DayReason::paused);
  EXPECT_EQ(on(told, "2025-05-08").reason, DayReason::paused);
  EXPECT_EQ(on(told, "2025-05-09").reason, DayReason::working_day);
  // 29, 30 April, 6 May, 9 and 12 May.
  EXPECT_EQ(told.due.day, day("2025-05-12"));
}

TEST_F(DeadlineTest, AYearWithoutACalendarIsUndeterminedAndTheDaysEndThere) {
  ledger.add(calendar(2025), "2024-11-12");
  accepted("2025-12-29", 10);
  const auto told = explain("2025-12-30").value();
  EXPECT_EQ(told.due.kind, StepClock::Due::Kind::undetermined);
  EXPECT_FALSE(told.due.day);
  EXPECT_EQ(told.years_missing, std::vector<int>{2026});
  EXPECT_EQ(told.days.back().reason, DayReason::no_calendar);
  EXPECT_EQ(told.days.back().day, day("2026-01-01"));
  EXPECT_FALSE(told.days.back().counts);
}

TEST_F(DeadlineTest, WithoutAnyCalendarNothingIsCounted) {
  accepted("2025-02-07", 10);
  const auto told = explain("2025-02-07").value();
  EXPECT_EQ(told.due.kind, StepClock::Due::Kind::undetermined);
  EXPECT_EQ(told.days.back().day, day("2025-02-08"));
  EXPECT_EQ(told.days.back().number, 0);
}

TEST_F(DeadlineTest, CalendarDaysRollForwardOverADayOff) {
  with_calendars();
  accepted("2025-02-28", 8, DayKind::calendar);  // 8 March is a Saturday.
  const auto told = explain("2025-03-01").value();
  EXPECT_EQ(told.due.day, day("2025-03-10"));
  EXPECT_TRUE(told.rolled_forward);
}

TEST_F(DeadlineTest, AnOverdueStepIsToldUpToTheDayAskedFor) {
  with_calendars();
  accepted("2025-03-03", 2);
  const auto told = explain("2025-03-10").value();
  EXPECT_EQ(told.due.day, day("2025-03-05"));
  EXPECT_EQ(told.days.back().day, day("2025-03-10"));
  EXPECT_TRUE(told.days.back().past_due);
  EXPECT_FALSE(on(told, "2025-03-05").past_due);
}

TEST_F(DeadlineTest, ANewerVersionOfTheCalendarIsNamed) {
  with_calendars();
  auto changed = calendar(2025);
  changed.version = 2;
  changed.days.push_back({day("2025-02-10"), true, "临时放假"});
  const auto at = ledger.add(changed, "2025-02-01");
  accepted("2025-02-07", 10);
  const auto told = explain("2025-02-07").value();
  EXPECT_EQ(told.due.day, day("2025-02-21"));
  EXPECT_EQ(told.calendars.at(0).version, 2u);
  EXPECT_EQ(told.calendars.at(0).position, at);
}

TEST_F(DeadlineTest, AWrongNameIsAnsweredWithThoseThereAre) {
  with_calendars();
  accepted("2025-02-07", 10);
  const auto wrong = explain("2025-02-07", "b");
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().field, "step");
  EXPECT_NE(wrong.error().message.find(": a"), std::string::npos) << wrong.error().message;
}

}  // namespace
}  // namespace tally::test
