// ST09 with contracts C9, milestones, opening balances, investment reports.
#include "tests/core/rules/rules_fixture.h"

namespace tally::test {
namespace {

using StagesTest = RulesTest;

TEST_F(StagesTest, TheMainPathIsNotFlagged) {
  const std::vector<std::string> path = {
      "reserve",      "initiation", "feasibility", "design",         "permitting", "procurement",
      "construction", "acceptance", "settlement",  "final_accounts", "operation"};
  for (std::size_t i = 1; i < path.size(); ++i) {
    EXPECT_FLAGS(ledger.add(stage(path[i - 1], path[i])), IsEmpty());
  }
  EXPECT_FLAGS(ledger.add(stage("operation", "suspended")), ElementsAre(flag("ST09", "to")));
}

TEST_F(StagesTest, AWrongFromAtTheEndIsRefused) {
  EXPECT_REFUSED(ledger.add(stage("design", "permitting")), refused, "ST09", "from");
  ledger.must(stage("reserve", "initiation"), {.effective = "2025-03-01"});
  EXPECT_REFUSED(ledger.add(stage("reserve", "feasibility"), {.effective = "2025-03-02"}), refused,
                 "ST09", "from");
  // The same day, recorded later, is later.
  EXPECT_REFUSED(ledger.add(stage("reserve", "feasibility"), {.effective = "2025-03-01"}), refused,
                 "ST09", "from");
}

TEST_F(StagesTest, AWrongFromFromAnImportIsFlagged) {
  const How import{.channel = Channel::import};
  EXPECT_FLAGS(ledger.add(stage("design", "permitting"), import),
               ElementsAre(flag("ST09", "from")));
  EXPECT_FLAGS(ledger.add(stage("permitting", "procurement"), import), IsEmpty());
  EXPECT_FLAGS(ledger.add(stage("procurement", "unknown"), import), IsEmpty());
}

TEST_F(StagesTest, ALateEntryBetweenTwoFactsIsJudgedAtItsOwnDay) {
  ledger.must(stage("reserve", "initiation"), {.effective = "2025-01-10"});
  ledger.must(stage("initiation", "construction"), {.effective = "2025-05-10"});
  // In force on 1 March is initiation.
  EXPECT_FLAGS(ledger.add(stage("initiation", "feasibility"), {.effective = "2025-03-01"}),
               IsEmpty());
  // In force on 1 April is, since just now, feasibility.
  EXPECT_FLAGS(ledger.add(stage("initiation", "feasibility"), {.effective = "2025-04-01"}),
               ElementsAre(flag("ST09", "from")));
  EXPECT_FLAGS(ledger.add(stage("reserve", "initiation"), {.effective = "2024-12-01"}), IsEmpty());
}

TEST_F(StagesTest, ADayComesBeforeATimeOnThatDay) {
  ledger.must(stage("reserve", "initiation"), {.effective = "2025-03-01T08:00:00+08:00"});
  // The whole day stands before eight o'clock, so this one is a late entry.
  EXPECT_FLAGS(ledger.add(stage("initiation", "feasibility"), {.effective = "2025-03-01"}),
               ElementsAre(flag("ST09", "from")));
  EXPECT_FLAGS(
      ledger.add(stage("initiation", "feasibility"), {.effective = "2025-03-01T09:00:00+08:00"}),
      IsEmpty());
}

TEST_F(StagesTest, JumpsDependOnTheRoute) {
  register_project("A", Route::approval);
  register_project("F", Route::filing);
  for (const auto* id : {"A", "F", "P1"}) ledger.must(stage("reserve", "initiation", id));
  EXPECT_FLAGS(ledger.add(stage("initiation", "permitting", "F")), IsEmpty());
  EXPECT_FLAGS(ledger.add(stage("initiation", "permitting", "P1")), IsEmpty());
  EXPECT_FLAGS(ledger.add(stage("initiation", "permitting", "A")), ElementsAre(flag("ST09", "to")));
  for (const auto* id : {"A", "F"}) {
    ledger.must(stage("permitting", "construction", id));
    ledger.must(stage("construction", "acceptance", id));
  }
  EXPECT_FLAGS(ledger.add(stage("acceptance", "operation", "F")), IsEmpty());
  EXPECT_FLAGS(ledger.add(stage("acceptance", "operation", "A")), ElementsAre(flag("ST09", "to")));
}

TEST_F(StagesTest, ConstructionWithoutPermittingIsAnEdgeAndBackwardsIsNot) {
  ledger.must(stage("reserve", "initiation"));
  EXPECT_FLAGS(ledger.add(stage("initiation", "construction")), IsEmpty());
  EXPECT_FLAGS(ledger.add(stage("construction", "design")), ElementsAre(flag("ST09", "to")));
  EXPECT_FLAGS(ledger.add(stage("design", "permitting")), IsEmpty());
  EXPECT_FLAGS(ledger.add(stage("permitting", "design")), IsEmpty());
}

TEST_F(StagesTest, ASuspendedProjectGoesBackToTheStageItLeft) {
  ledger.must(stage("reserve", "initiation"), {.effective = "2025-01-01"});
  EXPECT_FLAGS(ledger.add(stage("initiation", "suspended"), {.effective = "2025-02-01"}),
               IsEmpty());
  EXPECT_FLAGS(ledger.add(stage("suspended", "design"), {.effective = "2025-03-01"}),
               ElementsAre(flag("ST09", "to")));
  EXPECT_FLAGS(ledger.add(stage("design", "suspended"), {.effective = "2025-04-01"}), IsEmpty());
  EXPECT_FLAGS(ledger.add(stage("suspended", "design"), {.effective = "2025-05-01"}), IsEmpty());
}

TEST_F(StagesTest, CancelledIsFinal) {
  EXPECT_FLAGS(ledger.add(stage("reserve", "cancelled")), IsEmpty());
  EXPECT_FLAGS(ledger.add(stage("cancelled", "reserve")), ElementsAre(flag("ST09", "to")));
}

TEST_F(StagesTest, TheRulebookMayRefuseAWrongEdgeButNotForImports) {
  RulebookPublished strict;
  strict.version = 2;
  strict.rules = {{"ST09", RuleAction::refuse}};
  ledger.must(strict, {.effective = "2025-06-01"});
  EXPECT_REFUSED(ledger.add(stage("reserve", "operation"), {.effective = "2025-06-02"}), refused,
                 "ST09", "to");
  EXPECT_FLAGS(ledger.add(stage("reserve", "operation"),
                          {.effective = "2025-06-02", .channel = Channel::import}),
               ElementsAre(flag("ST09", "to")));
  // Before the rulebook was in force the older one judges.
  EXPECT_FLAGS(ledger.add(stage("reserve", "operation"), {.effective = "2025-05-31"}),
               ElementsAre(flag("ST09", "to")));
}

TEST_F(StagesTest, AnUnlistedStageIsFlaggedByTheListInForce) {
  EXPECT_FLAGS(ledger.add(stage("reserve", "paused"), {.effective = "2025-01-01"}),
               ElementsAre(flag("codelist", "to")));
  CodelistPublished stages;
  stages.list = "stage";
  stages.version = 2;
  stages.items = {{"paused", {}, {}}, {"design", {}, {}}};
  ledger.must(stages, {.effective = "2025-02-01"});
  EXPECT_FLAGS(ledger.add(stage("paused", "design"), {.effective = "2025-02-01"}), IsEmpty());
  EXPECT_FLAGS(ledger.add(stage("paused", "design"), {.effective = "2025-01-31"}),
               ElementsAre(flag("codelist", "from")));
}

TEST_F(StagesTest, AnOpeningSetsTheStageAndStandsOnce) {
  OpeningRecorded opening;
  opening.project = "P1";
  opening.stage = "construction";
  opening.permits = {{"construction_permit", {}, day("2023-01-01")},
                     {"magic", {}, day("2023-01-01")}};
  EXPECT_FLAGS(ledger.add(opening, {.effective = "2024-12-31"}),
               ElementsAre(flag("codelist", "permits[1].item")));
  const auto recorded = ledger.events.back().event.proposal.id;
  EXPECT_FLAGS(ledger.add(stage("construction", "acceptance")), IsEmpty());
  EXPECT_REFUSED(ledger.add(opening), refused, "ST06", "project");
  ledger.must(voided(recorded));
  ledger.must(opening);
}

TEST_F(StagesTest, AVoidedStageIsNotInForce) {
  ledger.must(stage("reserve", "initiation"));
  const auto wrong = ledger.must(stage("initiation", "construction"));
  ledger.must(voided(wrong));
  EXPECT_FLAGS(ledger.add(stage("initiation", "feasibility")), IsEmpty());
}

TEST_F(StagesTest, ACorrectedStageTakesItsPlaceAndItsDay) {
  const auto first = ledger.must(stage("reserve", "initiation"), {.effective = "2025-02-01"});
  // Later in the log, but its fact is later than the correction's new day too.
  ledger.must(corrected(first, stage("reserve", "cancelled"), {"to", "effective"}, "2025-03-01"));
  EXPECT_REFUSED(ledger.add(stage("initiation", "feasibility"), {.effective = "2025-04-01"}),
                 refused, "ST09", "from");
  EXPECT_FLAGS(ledger.add(stage("reserve", "initiation"), {.effective = "2025-02-15"}), IsEmpty());
}

TEST_F(StagesTest, CompletionBeforeStartIsFlagged) {
  MilestoneReached start;
  start.project = "P1";
  start.code = "start";
  MilestoneReached completed = start;
  completed.code = "completion_accepted";
  EXPECT_FLAGS(ledger.add(start, {.effective = "2025-03-01"}), IsEmpty());
  EXPECT_FLAGS(ledger.add(completed, {.effective = "2025-02-28"}),
               ElementsAre(flag("R26", "effective")));
  EXPECT_FLAGS(ledger.add(completed, {.effective = "2025-03-01"}), IsEmpty());
  EXPECT_FLAGS(ledger.add(start, {.effective = "2025-03-02"}),
               ElementsAre(flag("R26", "effective")));
}

InvestmentReported report(std::string_view period, std::int64_t month, std::int64_t ytd,
                          std::int64_t cumulative) {
  InvestmentReported reported;
  reported.project = "P1";
  reported.period = Period::parse(period).value();
  reported.month = cny(month);
  reported.ytd = cny(ytd);
  reported.cumulative = cny(cumulative);
  return reported;
}

TEST_F(StagesTest, ReportsThatDoNotAddUpAreFlagged) {
  EXPECT_FLAGS(ledger.add(report("2024-12", 10, 100, 300), {.effective = "2024-12-31"}), IsEmpty());
  EXPECT_FLAGS(ledger.add(report("2025-01", 20, 20, 320), {.effective = "2025-01-31"}), IsEmpty());
  EXPECT_FLAGS(ledger.add(report("2025-02", 5, 25, 326), {.effective = "2025-02-28"}),
               ElementsAre(flag("ST19", "cumulative")));
  EXPECT_FLAGS(ledger.add(report("2025-03", 5, 31, 331), {.effective = "2025-03-31"}),
               ElementsAre(flag("ST19", "ytd")));
  EXPECT_FLAGS(ledger.add(report("2025-02", 5, 25, 325), {.effective = "2025-02-28"}),
               ElementsAre(flag("ST19", "period")));
  // The last report of February counts.
  EXPECT_FLAGS(ledger.add(report("2025-03", 6, 31, 331), {.effective = "2025-03-31"}),
               ElementsAre(flag("ST19", "period")));
}

}  // namespace
}  // namespace tally::test
