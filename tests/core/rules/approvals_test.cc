// Phases and steps: references, ST10, ST11, ST12, ST21, codelists.
#include "core/catalogue/shipped.h"
#include "tests/core/rules/rules_fixture.h"

namespace tally::test {
namespace {

class ApprovalsTest : public RulesTest {
 protected:
  void SetUp() override {
    RulesTest::SetUp();
    ProjectCodeAssigned code;
    code.project = "P1";
    code.project_code = "2025-440106-48-01-012345";
    ledger.must(code, {.effective = "2025-01-01"});
    open_phase("A", {plan("land"), plan("eia")});
  }

  template <class T>
  Result<std::vector<Flag>> step(std::string date, const std::string& name = "land",
                                 Channel channel = Channel::tcp) {
    return ledger.add(act<T>("A", name), {.effective = std::move(date), .channel = channel});
  }

  static CalendarPublished calendar(std::int16_t year, std::vector<CalendarDay> days = {}) {
    CalendarPublished published;
    published.jurisdiction = "CN";
    published.year = year;
    published.days = std::move(days);
    return published;
  }
};

TEST_F(ApprovalsTest, TheOrdinaryCourseIsNotFlagged) {
  EXPECT_FLAGS(step<StepSubmitted>("2025-03-01"), IsEmpty());
  EXPECT_FLAGS(step<CorrectionRequested>("2025-03-02"), IsEmpty());
  EXPECT_FLAGS(step<CorrectionSupplied>("2025-03-03"), IsEmpty());
  EXPECT_FLAGS(step<StepAccepted>("2025-03-04"), IsEmpty());
  EXPECT_FLAGS(step<ClockPaused>("2025-03-05"), IsEmpty());
  EXPECT_FLAGS(step<ClockResumed>("2025-03-06"), IsEmpty());
  EXPECT_FLAGS(step<OpinionGiven>("2025-03-06"), IsEmpty());
  EXPECT_FLAGS(step<StepApproved>("2025-03-07"), IsEmpty());
  EXPECT_FLAGS(step<StepReopened>("2025-03-08"), IsEmpty());
  EXPECT_FLAGS(step<StepDenied>("2025-03-09"), IsEmpty());
}

TEST_F(ApprovalsTest, ActsOutOfOrderAreFlaggedAndRecorded) {
  EXPECT_FLAGS(step<StepAccepted>("2025-03-01"), ElementsAre(flag("ST11", "step")));
  EXPECT_FLAGS(step<StepSubmitted>("2025-03-02"), ElementsAre(flag("ST11", "step")));
  EXPECT_FLAGS(step<StepApproved>("2025-03-03"), ElementsAre(flag("ST11", "step")));
  EXPECT_FLAGS(step<CertificateRevoked>("2025-03-04"), IsEmpty());
  EXPECT_FLAGS(step<StepReopened>("2025-03-05"), ElementsAre(flag("ST11", "step")));
}

TEST_F(ApprovalsTest, AnActIsJudgedAtItsOwnDay) {
  EXPECT_FLAGS(step<StepSubmitted>("2025-03-01"), IsEmpty());
  EXPECT_FLAGS(step<StepApproved>("2025-03-20"), ElementsAre(flag("ST11", "step")));
  // The forgotten acceptance comes late; on 10 March the step was submitted.
  EXPECT_FLAGS(step<StepAccepted>("2025-03-10"), IsEmpty());
  // And before its submission there was nothing.
  EXPECT_FLAGS(step<StepAccepted>("2025-02-28"), ElementsAre(flag("ST11", "step")));
}

TEST_F(ApprovalsTest, AVoidedActNeverHappened) {
  EXPECT_FLAGS(step<StepSubmitted>("2025-03-01"), IsEmpty());
  EXPECT_FLAGS(step<StepWithdrawn>("2025-03-02"), IsEmpty());
  ledger.must(voided(ledger.events.back().event.proposal.id));
  EXPECT_FLAGS(step<StepAccepted>("2025-03-03"), IsEmpty());
}

TEST_F(ApprovalsTest, AnUnknownStepIsRefusedOnEveryChannel) {
  EXPECT_REFUSED(step<StepSubmitted>("2025-03-01", "water"), refused, "ST06", "step");
  EXPECT_REFUSED(step<StepSubmitted>("2025-03-01", "water", Channel::import), refused, "ST06",
                 "step");
}

TEST_F(ApprovalsTest, StepsAreAddedOnceAndTheirDependenciesMustExist) {
  StepAdded added;
  added.phase_id = "A";
  added.steps = {plan("land")};
  EXPECT_REFUSED(ledger.add(added), refused, "ST06", "steps[0].step");
  added.steps = {plan("water"), plan("fire")};
  added.steps[1].depends_on = {"water", "land", "air"};
  EXPECT_REFUSED(ledger.add(added), refused, "ST06", "steps[1].depends_on[2]");
  added.steps[1].depends_on->pop_back();
  ledger.must(added);
  EXPECT_FLAGS(step<StepSubmitted>("2025-03-01", "fire"), IsEmpty());
}

TEST_F(ApprovalsTest, UnlistedItemsAndPhasesAreFlagged) {
  PhaseOpened phase;
  phase.project = "P1";
  phase.phase_id = "B";
  phase.phase = "P9";
  phase.steps = {plan("x"), plan("y")};
  (*phase.steps)[0].item = "eia";
  (*phase.steps)[1].item = "sorcery";
  EXPECT_FLAGS(ledger.add(phase),
               ElementsAre(flag("codelist", "phase"), flag("codelist", "steps[1].item")));
}

TEST_F(ApprovalsTest, AcceptanceWithoutProjectCodeIsFlagged) {
  register_project("P2");
  open_phase("B", {plan("s")}, "P2");
  ledger.must(act<StepSubmitted>("B", "s"), {.effective = "2025-03-01"});
  EXPECT_FLAGS(ledger.add(act<StepAccepted>("B", "s"), {.effective = "2025-03-02"}),
               ElementsAre(flag("ST10", "phase_id")));
  // The code must come before the acceptance.
  EXPECT_FLAGS(step<StepSubmitted>("2024-12-01"), IsEmpty());
  EXPECT_FLAGS(step<StepAccepted>("2024-12-02"), ElementsAre(flag("ST10", "phase_id")));
}

TEST_F(ApprovalsTest, DeemedNeedsAListedBasis) {
  auto deemed = act<StepDeemed>("A", "land");
  const auto basis = [] {
    for (const auto& list : shipped_codelists()) {
      if (list.list == "deemed_basis") return list.items.front().code;
    }
    return std::string();
  }();
  EXPECT_FLAGS(step<StepSubmitted>("2025-03-01"), IsEmpty());
  EXPECT_FLAGS(step<StepAccepted>("2025-03-02"), IsEmpty());
  EXPECT_FLAGS(ledger.add(deemed, {.effective = "2025-03-03"}),
               ElementsAre(flag("ST12", "basis_code")));
  ledger.must(voided(ledger.events.back().event.proposal.id));
  deemed.basis_code = "because";
  EXPECT_FLAGS(ledger.add(deemed, {.effective = "2025-03-03"}),
               ElementsAre(flag("ST12", "basis_code")));
  ledger.must(voided(ledger.events.back().event.proposal.id));
  deemed.basis_code = basis;
  EXPECT_FLAGS(ledger.add(deemed, {.effective = "2025-03-03"}), IsEmpty());
}

TEST_F(ApprovalsTest, AWorkingDayDeadlineNeedsItsCalendar) {
  open_phase("W", {plan("five", 5), plan("later", 5), plan("calendar", 5), plan("edge", 1)});
  const auto accept = [&](const std::string& name, const std::string& date) {
    ledger.must(act<StepSubmitted>("W", name), {.effective = date});
    return ledger.add(act<StepAccepted>("W", name), {.effective = date});
  };
  EXPECT_FLAGS(accept("five", "2025-03-03"), ElementsAre(flag("ST21", "effective")));
  ledger.must(calendar(2025), {.effective = "2024-11-12"});
  EXPECT_FLAGS(accept("later", "2025-03-03"), IsEmpty());
  ledger.now = Instant::parse("2026-01-05T12:00:00+08:00").value();
  // Five working days after 29 December lie in 2026.
  EXPECT_FLAGS(accept("calendar", "2025-12-29"), ElementsAre(flag("ST21", "effective")));
  EXPECT_FLAGS(accept("edge", "2025-12-30"), IsEmpty());
}

TEST_F(ApprovalsTest, CalendarDaysNeedNoCalendar) {
  auto fixed = plan("c", 10);
  fixed.day_kind = DayKind::calendar;
  open_phase("W", {fixed});
  ledger.must(act<StepSubmitted>("W", "c"));
  EXPECT_FLAGS(ledger.add(act<StepAccepted>("W", "c")), IsEmpty());
}

TEST_F(ApprovalsTest, APhaseClosedWithOpenStepsIsFlagged) {
  PhaseClosed closed;
  closed.phase_id = "A";
  for (const auto* name : {"land", "eia"}) {
    EXPECT_FLAGS(step<StepSubmitted>("2025-03-01", name), IsEmpty());
    EXPECT_FLAGS(step<StepAccepted>("2025-03-02", name), IsEmpty());
    EXPECT_FLAGS(ledger.add(closed, {.effective = "2025-03-03"}),
                 ElementsAre(flag("ST11", "phase_id")));
    EXPECT_FLAGS(step<StepApproved>("2025-03-02", name), IsEmpty());
  }
  EXPECT_FLAGS(ledger.add(closed, {.effective = "2025-03-03"}), IsEmpty());
}

TEST_F(ApprovalsTest, AStepBlocksTheVoidOfItsPhase) {
  const auto phase = open_phase("V", {plan("s")});
  StepAdded more;
  more.phase_id = "V";
  more.steps = {plan("t")};
  const auto added = ledger.must(more);
  EXPECT_REFUSED(ledger.add(voided(phase)), refused, "ST18", "target");
  const auto submitted = ledger.must(act<StepSubmitted>("V", "t"));
  EXPECT_REFUSED(ledger.add(voided(added)), refused, "ST18", "target");
  ledger.must(voided(submitted));
  ledger.must(voided(added));
  EXPECT_REFUSED(ledger.add(act<StepSubmitted>("V", "t")), refused, "ST06", "step");
  ledger.must(voided(phase));
  EXPECT_EQ(ledger.state.stream_of_phase("V"), "");
  open_phase("V", {plan("s")});
}

TEST_F(ApprovalsTest, ACorrectedPhaseKeepsTheStepsThatWereActedOn) {
  PhaseOpened phase;
  phase.project = "P1";
  phase.phase_id = "K";
  phase.steps = {plan("s"), plan("t")};
  const auto opened = ledger.must(phase);
  ledger.must(act<StepSubmitted>("K", "s"), {.effective = "2025-03-01"});
  phase.steps = {plan("t")};
  EXPECT_REFUSED(ledger.add(corrected(opened, phase, {"steps"})), refused, "ST18",
                 "replacement.steps");
  phase.steps = {plan("s"), plan("u")};
  ledger.must(corrected(opened, phase, {"steps"}));
  EXPECT_REFUSED(ledger.add(act<StepSubmitted>("K", "t")), refused, "ST06", "step");
  EXPECT_FLAGS(ledger.add(act<StepAccepted>("K", "s"), {.effective = "2025-03-02"}), IsEmpty());
}

}  // namespace
}  // namespace tally::test
