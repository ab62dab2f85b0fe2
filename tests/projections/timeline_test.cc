#include "projections/timeline.h"

#include "projections/chosen_facts.h"
#include "projections/recomputed.h"
#include "projections/row_figures.h"
#include "tests/projections/calendar_data.h"

namespace tally::test {
namespace {

std::unique_ptr<ChosenFacts> chosen(TestLedger& ledger,
                                    const std::vector<std::uint64_t>& positions) {
  auto facts = std::make_unique<ChosenFacts>();
  for (const auto at : positions) {
    const auto page = ledger.store().read({at}, Direction::forward, {.records_max = 1}).value();
    EXPECT_TRUE(facts->add({at}, page.records[0].view()).ok());
  }
  return facts;
}
std::unique_ptr<ChosenFacts> all_of(TestLedger& ledger) {
  std::vector<std::uint64_t> positions;
  for (std::uint64_t at = 0; at < ledger.size().value; ++at) positions.push_back(at);
  return chosen(ledger, positions);
}

template <class Act>
Act act(const std::string& step) {
  Act event;
  event.phase_id = "F-1";
  event.step = step;
  return event;
}

class TimelineTest : public ::testing::Test {
 protected:
  TimelineTest() {
    ledger.add(calendar(2025), "2024-11-12");
    ledger.add(registered("P-1", yi(1)), "2025-01-02");
    ledger.add(registered("P-2", yi(1)), "2024-01-02");
    ledger.add(stage("P-1", "reserve", "initiation"), "2025-02-03");
    construction = ledger.add(stage("P-1", "initiation", "construction"), "2025-04-01");
    PhaseOpened phase;
    phase.project = "P-1";
    phase.phase_id = "F-1";
    phase.phase = "P2";
    StepPlan plan;
    plan.step = "a";
    plan.pledged_days = 3;
    phase.steps = {plan};
    ledger.add(phase, "2025-02-10");
    ledger.add(act<StepSubmitted>("a"), "2025-02-10", "P-1");
    ledger.add(act<StepAccepted>("a"), "2025-02-11", "P-1");
    ledger.add(act<ClockPaused>("a"), "2025-02-13", "P-1");
    ledger.add(act<ClockResumed>("a"), "2025-02-17", "P-1");
    ledger.add(payment("P-1", 100), "2025-05-06");
    ledger.add(payment("P-2", 900), "2025-05-06");
  }
  Timeline at(std::string_view effective, std::optional<std::uint64_t> known = {}) {
    facts = all_of(ledger);
    return timeline_of(facts->facts(), {day(effective), {known.value_or(ledger.size().value)}},
                       "P-1")
        .value();
  }

  TestLedger ledger;
  std::unique_ptr<ChosenFacts> facts;
  std::uint64_t construction = 0;
};

TEST_F(TimelineTest, StagesFollowEachOtherAndTheLastRunsToTheDayAskedFor) {
  const auto told = at("2025-06-30");
  ASSERT_EQ(told.stages.size(), 2u);
  EXPECT_EQ(told.stages[0].stage, "initiation");
  EXPECT_EQ(told.stages[0].until, day("2025-04-01"));
  EXPECT_EQ(told.stages[1].until, day("2025-06-30"));
  EXPECT_EQ(told.from, day("2025-01-02"));
  EXPECT_EQ(told.name, "名称 P-1");
}

TEST_F(TimelineTest, AStepRunsStandsAndIsLate) {
  const auto told = at("2025-02-20");
  ASSERT_EQ(told.phases.size(), 1u);
  const auto& step = told.phases[0].steps.at(0);
  // 12, 17 and 18 February count; paused from the 13th to the 16th.
  EXPECT_EQ(step.due.day, day("2025-02-18"));
  EXPECT_EQ(step.used, 5);
  EXPECT_EQ(step.overdue, true);
  ASSERT_EQ(step.pauses.size(), 1u);
  EXPECT_EQ(step.pauses[0].after, day("2025-02-12"));
  EXPECT_EQ(step.pauses[0].until, day("2025-02-16"));
  EXPECT_EQ(at("2025-02-18").phases[0].steps[0].overdue, false);
}

TEST_F(TimelineTest, OnlyTheProjectsOwnMoneyAndOnlyByThatDay) {
  EXPECT_TRUE(at("2025-05-05").money.empty());
  const auto told = at("2025-06-30");
  ASSERT_EQ(told.money.size(), 1u);
  EXPECT_EQ(told.money[0].amount, cny(100));
}

TEST_F(TimelineTest, WhatWasVoidedIsGoneFromThenOn) {
  const auto before = ledger.size().value;
  ledger.void_event(construction);
  EXPECT_EQ(at("2025-06-30", before).stages.size(), 2u);
  EXPECT_EQ(at("2025-06-30").stages.size(), 1u);
}

TEST_F(TimelineTest, AnUnknownProjectIsNotFound) {
  facts = all_of(ledger);
  const auto nobody = timeline_of(facts->facts(), {day("2025-06-30"), ledger.size()}, "P-9");
  ASSERT_FALSE(nobody.ok());
  EXPECT_EQ(nobody.error().field, "project");
}

// A figure can be computed again from the events that the view names behind it, and from those
// alone; a figure that somebody changed cannot.
TEST(RecomputedFigure, TheEventsBehindARowGiveItsFigures) {
  TestLedger ledger;
  for (int i = 0; i < 5; ++i) {
    const auto id = "P-" + std::to_string(i);
    ledger.add(registered(id, yi(i + 1)), "2025-01-02");
    ledger.add(listed(id, "key", 2025), "2025-01-03");
    ledger.add(reached(id, "start"), "2025-02-01");
    const auto done = ledger.add(reached(id, "completion_accepted"), "2025-05-01");
    if (i == 2) ledger.void_event(done);
    if (i == 3) ledger.correct(done, reached(id, "completion_accepted"), "2025-06-01");
  }
  auto query = ledger.query("2025-06-30");
  query.with_positions = true;
  const auto rows = ledger.rows("pipeline", query);
  for (const auto& row : rows) {
    auto positions = row.positions;
    if (positions.empty() || !find_figure(row.value, "count")) continue;
    if (positions.front() != 0) positions.insert(positions.begin(), 0);
    const auto facts = chosen(ledger, positions);
    for (const auto& path : {"count", "planned_total"}) {
      const auto again = recompute_figure(*facts, "pipeline", query, row_key(row.value), path);
      ASSERT_TRUE(again.ok()) << again.error().to_string();
      EXPECT_EQ(again->value, *find_figure(row.value, path)) << row_key(row.value) << " " << path;
    }
  }
  EXPECT_EQ(member(row_where(rows, "class", "completed"), "count"), Json(4));
}

TEST(RecomputedFigure, AMissingEventGivesAnotherFigure) {
  TestLedger ledger;
  const auto one = ledger.add(registered("P-1", yi(1)), "2025-01-02");
  ledger.add(registered("P-2", yi(1)), "2025-01-02");
  const auto query = ledger.query("2025-06-30");
  const auto facts = chosen(ledger, {0, one});
  const auto again =
      recompute_figure(*facts, "pipeline", query, "kind=class,class=reserve", "count").value();
  EXPECT_EQ(again.value, Json(1));
  EXPECT_FALSE(recompute_figure(*facts, "nothing", query, "", "count").ok());
  EXPECT_FALSE(recompute_figure(*facts, "portfolio", query, "project=P-2", "planned_total").ok());
}

}  // namespace
}  // namespace tally::test
