#include "tests/projections/ledger_fixture.h"

namespace tally::test {
namespace {

template <class Act>
Act act(const std::string& step) {
  Act event;
  event.phase_id = "F-1";
  event.step = step;
  return event;
}

class ApprovalsTest : public ::testing::Test {
 protected:
  ApprovalsTest() {
    ledger.add(registered("P-1"), "2025-01-01");
    CalendarPublished plain;  // Every weekday of 2025 works.
    plain.jurisdiction = "CN";
    plain.year = 2025;
    ledger.add(plain, "2024-11-12");
  }
  void open(std::vector<StepPlan> steps) {
    PhaseOpened event;
    event.project = "P-1";
    event.phase_id = "F-1";
    event.phase = "P2";
    event.steps = std::move(steps);
    ledger.add(event, "2025-03-03");
  }
  static StepPlan plan(const std::string& step, std::optional<int> pledged,
                       std::optional<int> statutory = std::nullopt) {
    StepPlan plan;
    plan.step = step;
    plan.pledged_days = pledged;
    plan.statutory_days = statutory;
    return plan;
  }
  template <class Act>
  std::uint64_t add(const std::string& step, std::string_view effective) {
    return ledger.add(act<Act>(step), effective, "P-1");
  }
  ViewRow phase(std::string_view effective) { return ledger.rows("approvals", effective).at(0); }
  Json step(std::string_view effective, std::size_t index) {
    return member(phase(effective), "steps").array()->at(index);
  }

  TestLedger ledger;
};

// A11: limits 10 and 5, both handled side by side in one working day.
TEST_F(ApprovalsTest, TenAndFiveDaysInOneSaveFourteen) {
  open({plan("a", 10), plan("b", 5)});
  add<StepAccepted>("a", "2025-03-03");
  add<StepAccepted>("b", "2025-03-03");
  add<StepApproved>("a", "2025-03-04");
  add<StepApproved>("b", "2025-03-04");
  const auto row = phase("2025-06-30");
  EXPECT_EQ(member(row, "limit_sum"), Json(15));
  EXPECT_EQ(member(row, "used_sum"), Json(2));
  EXPECT_EQ(member(row, "elapsed_net"), Json(1));
  EXPECT_EQ(member(row, "elapsed_gross"), Json(1));
  EXPECT_EQ(member(row, "saved"), Json(14));
  EXPECT_EQ(member(row, "overlap"), Json(1));
  EXPECT_EQ(member(row, "overdue"), Json(0));
}

TEST_F(ApprovalsTest, FiguresAreOfDecidedStepsWhileOthersAreOpen) {
  open({plan("a", 10), plan("b", 5)});
  add<StepAccepted>("a", "2025-03-03");
  add<StepAccepted>("b", "2025-03-03");
  add<StepApproved>("a", "2025-03-10");
  const auto row = phase("2025-03-14");
  EXPECT_EQ(member(row, "decided"), Json(1));
  EXPECT_EQ(member(row, "open"), Json(1));
  EXPECT_EQ(member(row, "limit_sum"), Json(10));
  EXPECT_EQ(member(row, "elapsed_net"), Json(5));
  EXPECT_EQ(member(row, "saved"), Json(5));
  EXPECT_EQ(member(row, "elapsed_so_far"), Json(9));
  EXPECT_EQ(member(row, "overdue"), Json(1));  // b: 9 of 5 days.
  EXPECT_EQ(member(step("2025-03-14", 1), "light"), Json("red"));
  EXPECT_EQ(member(step("2025-03-14", 1), "due"), Json("2025-03-10"));
}

TEST_F(ApprovalsTest, SavedMayBeNegativeAndIsNullWithoutALimit) {
  open({plan("a", 2), plan("b", std::nullopt)});
  add<StepAccepted>("a", "2025-03-03");
  add<StepApproved>("a", "2025-03-10");
  EXPECT_EQ(member(phase("2025-03-31"), "saved"), Json(-3));
  add<StepAccepted>("b", "2025-03-03");
  add<StepApproved>("b", "2025-03-04");
  EXPECT_EQ(member(phase("2025-03-31"), "saved"), Json());
  EXPECT_EQ(member(phase("2025-03-31"), "overlap"), Json(1));
}

TEST_F(ApprovalsTest, LightTurnsAboveFourFifthsAndAboveTheLimit) {
  open({plan("a", 5, 20)});
  add<StepAccepted>("a", "2025-03-03");
  EXPECT_EQ(member(step("2025-03-07", 0), "light"), Json("green"));   // 4 of 5.
  EXPECT_EQ(member(step("2025-03-10", 0), "light"), Json("yellow"));  // 5 of 5.
  EXPECT_EQ(member(step("2025-03-11", 0), "light"), Json("red"));
  EXPECT_EQ(member(step("2025-03-11", 0), "overdue_pledged"), Json(true));
  EXPECT_EQ(member(step("2025-03-11", 0), "overdue_statutory"), Json(false));
  StepExtended extended = act<StepExtended>("a");
  extended.days = 3;
  ledger.add(extended, "2025-03-10", "P-1");
  EXPECT_EQ(member(step("2025-03-11", 0), "overdue_pledged"), Json(false));
  EXPECT_EQ(member(step("2025-03-11", 0), "limit"), Json(8));
}

TEST_F(ApprovalsTest, PausedStepIsSuspendedAndNotOverdue) {
  open({plan("a", 5)});
  add<StepAccepted>("a", "2025-03-03");
  add<ClockPaused>("a", "2025-03-05");
  const auto paused = step("2025-06-30", 0);
  EXPECT_EQ(member(paused, "state"), Json("paused"));
  EXPECT_EQ(member(paused, "due_state"), Json("suspended"));
  EXPECT_EQ(member(paused, "due"), Json());
  EXPECT_EQ(member(paused, "used"), Json(1));
  EXPECT_EQ(member(paused, "overdue_pledged"), Json(false));
}

TEST_F(ApprovalsTest, WithoutACalendarNothingIsGuessed) {
  open({plan("a", 5)});
  add<StepAccepted>("a", "2025-12-29");
  add<StepApproved>("a", "2026-01-05");
  const auto row = phase("2026-02-01");
  EXPECT_EQ(member(row, "undetermined"), Json(true));
  EXPECT_EQ(member(row, "elapsed_net"), Json());
  EXPECT_EQ(member(row, "saved"), Json());
  EXPECT_EQ(member(step("2026-02-01", 0), "used"), Json());
  EXPECT_EQ(member(step("2026-02-01", 0), "light"), Json());
  EXPECT_EQ(member(step("2026-02-01", 0), "due_state"), Json("undetermined"));
}

TEST_F(ApprovalsTest, StepNeverAcceptedHasNoClockAndSavesNothing) {
  open({plan("a", 10)});
  add<StepSubmitted>("a", "2025-03-03");
  add<StepApproved>("a", "2025-03-04");
  const auto row = phase("2025-03-31");
  EXPECT_EQ(member(row, "no_clock"), Json(1));
  EXPECT_EQ(member(row, "limit_sum"), Json());
  EXPECT_EQ(member(row, "saved"), Json());
  EXPECT_EQ(member(step("2025-03-31", 0), "used"), Json());
  EXPECT_EQ(member(step("2025-03-31", 0), "no_clock"), Json(true));
}

TEST_F(ApprovalsTest, PapersWithoutAnswerForMoreThanFiveDaysAreFlagged) {
  open({plan("a", 10)});
  add<StepSubmitted>("a", "2025-03-03");
  EXPECT_EQ(member(step("2025-03-10", 0), "unanswered"), Json(false));
  EXPECT_EQ(member(step("2025-03-11", 0), "unanswered"), Json(true));
  add<CorrectionRequested>("a", "2025-03-11");
  EXPECT_EQ(member(step("2025-03-31", 0), "unanswered"), Json(false));
}

TEST_F(ApprovalsTest, AClosedPhaseReopensWithItsStep) {
  open({plan("a", 10)});
  add<StepAccepted>("a", "2025-03-03");
  add<StepApproved>("a", "2025-03-04");
  PhaseClosed closed;
  closed.phase_id = "F-1";
  closed.outcome = "done";
  ledger.add(closed, "2025-03-05", "P-1");
  EXPECT_EQ(member(phase("2025-03-06"), "closed_on"), Json("2025-03-05"));
  add<StepReopened>("a", "2025-03-10");
  EXPECT_EQ(member(phase("2025-03-10"), "closed_on"), Json());
  EXPECT_EQ(member(phase("2025-03-10"), "open"), Json(1));
  EXPECT_EQ(member(phase("2025-03-06"), "closed_on"), Json("2025-03-05"));
}

TEST_F(ApprovalsTest, VoidedDecisionOpensTheStepAgainForLaterK) {
  open({plan("a", 10)});
  add<StepAccepted>("a", "2025-03-03");
  const auto decision = add<StepApproved>("a", "2025-03-04");
  const auto at = ledger.void_event(decision);
  auto query = ledger.query("2025-03-31");
  query.cut.known = {at};
  EXPECT_EQ(member(ledger.rows("approvals", query)[0], "decided"), Json(1));
  query.cut.known = {at + 1};
  EXPECT_EQ(member(ledger.rows("approvals", query)[0], "decided"), Json(0));
}

}  // namespace
}  // namespace tally::test
