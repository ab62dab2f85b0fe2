#include <map>

#include "tests/projections/random_history.h"

namespace tally::test {
namespace {

// The slow reference: one project at a time, one event after the other.
struct SlowProject {
  std::optional<int> started, completed;
  std::string stage = "reserve";
  bool ever_listed = false, on_list = false;
  std::map<int, std::optional<Money>> totals;  // By level; the last word of each.
};

int level(EstimateKind kind) {
  switch (kind) {
    case EstimateKind::forecast:
      return 1;
    case EstimateKind::feasibility:
      return 2;
    case EstimateKind::design:
      return 3;
    case EstimateKind::adjusted_design:
      return 4;
    case EstimateKind::final_accounts:
      return 5;
    case EstimateKind::budget:
      return -1;
  }
  return -1;
}

std::map<std::string, SlowProject> replay(const std::vector<LiveEvent>& events, int year) {
  std::map<std::string, SlowProject> projects;
  for (const auto& event : events) {
    const int event_year = Date{event.order.day}.year();
    SlowProject& project = projects[stream_id(stream_of(event.payload).value())];
    if (const auto* e = std::get_if<ProjectRegistered>(&event.payload)) {
      if (e->planned_total) project.totals[0] = e->planned_total;
    } else if (const auto* l = std::get_if<ProjectListed>(&event.payload)) {
      if (l->year == year) project.ever_listed = project.on_list = true;
    } else if (const auto* d = std::get_if<ProjectDelisted>(&event.payload)) {
      if (d->year == year) project.on_list = false;
    } else if (const auto* m = std::get_if<MilestoneReached>(&event.payload)) {
      auto& when = m->code == "start" ? project.started : project.completed;
      if (!when) when = event_year;
    } else if (const auto* s = std::get_if<StageChanged>(&event.payload)) {
      project.stage = s->to;
    } else if (const auto* a = std::get_if<EstimateApproved>(&event.payload)) {
      if (level(a->kind) >= 0) project.totals[level(a->kind)] = a->total;
    } else if (const auto* r = std::get_if<EstimateReported>(&event.payload)) {
      project.totals[level(r->kind)] = r->total;
    }
  }
  return projects;
}

struct SlowLine {
  std::int64_t count = 0, missing = 0, minor = 0, starts = 0, completions = 0, suspended = 0;
};

std::string slow_class(const SlowProject& project, int year) {
  if (!project.on_list) return "delisted";
  if (project.stage == "cancelled") return "cancelled";
  if (project.completed) return *project.completed == year ? "completed" : "previously_completed";
  if (!project.started) return "reserve";
  return *project.started == year ? "new_start" : "continuing";
}

std::map<std::string, SlowLine> slow_pipeline(const RandomHistory& history, std::uint64_t known,
                                              Date effective, int year) {
  std::map<std::string, SlowLine> lines;
  const Date until = std::min(effective, Date::of(year, 12, 31));
  for (const auto& [id, project] : replay(history.live(known, until), year)) {
    if (!project.ever_listed) continue;
    const auto standing = slow_class(project, year);
    std::vector<std::string> rows = {standing, "total"};
    if (standing != "delisted" && standing != "cancelled") rows.push_back("listed");
    if (standing != "delisted") rows.push_back("stage:" + project.stage);
    for (const auto& row : rows) {
      SlowLine& line = lines[row];
      ++line.count;
      if (project.totals.empty() || !project.totals.rbegin()->second) {
        ++line.missing;
      } else {
        line.minor += project.totals.rbegin()->second->minor;
      }
      if (project.started == year) ++line.starts;
      if (project.completed == year) ++line.completions;
      if (project.stage == "suspended") ++line.suspended;
    }
  }
  return lines;
}

void expect_line(const ViewRow& row, const SlowLine& line, bool of_class) {
  EXPECT_EQ(member(row, "count"), Json(line.count));
  EXPECT_EQ(member(row, "missing"), Json(line.missing));
  const bool none = line.count > 0 && line.missing == line.count;
  EXPECT_EQ(member(row, "planned_total"), none ? Json() : money(cny(line.minor)));
  if (!of_class) return;
  EXPECT_EQ(member(row, "starts"), Json(line.starts));
  EXPECT_EQ(member(row, "completions"), Json(line.completions));
  EXPECT_EQ(member(row, "suspended"), Json(line.suspended));
  std::int64_t planned = 0;
  for (const auto& cell : *member(row, "planned").array())
    planned += *member(cell, "count").integer();
  EXPECT_EQ(planned, line.count);
}

TEST(PipelineTest, AgreesWithTheSlowReferenceAtEveryCut) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomHistory history(seed, 6, 90);
    for (int i = 0; i < 25; ++i) {
      auto query = history.ledger.query(history.any_date());
      query.cut.known = {history.random().below(history.ledger.size().value) + 1};
      query.list = "key";
      if (history.random().below(3) == 0) {
        query.year = 2024 + static_cast<int>(history.random().below(3));
      }
      const int year = query.year.value_or(query.cut.effective.year());
      SCOPED_TRACE("E " + query.cut.effective.to_string() + " K " +
                   std::to_string(query.cut.known.value) + " year " + std::to_string(year));
      auto slow = slow_pipeline(history, query.cut.known.value, query.cut.effective, year);
      const auto rows = history.ledger.rows("pipeline", query);
      std::size_t stages = 0;
      for (const auto& row : rows) {
        if (member(row, "kind") == Json("class")) {
          expect_line(row, slow[*member(row, "class").string()], true);
        } else if (member(row, "kind") == Json("stage")) {
          ++stages;
          expect_line(row, slow["stage:" + *member(row, "stage").string()], false);
        }
      }
      std::size_t slow_stages = 0;
      for (const auto& [name, line] : slow) slow_stages += name.rfind("stage:", 0) == 0 ? 1 : 0;
      EXPECT_EQ(stages, slow_stages);
      if (HasFailure()) return;
    }
  }
}

TEST(PipelineTest, WhatWasPaidAgreesWithTheSlowReferenceAtEveryCut) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomHistory history(seed, 4, 90);
    for (int i = 0; i < 20; ++i) {
      auto query = history.ledger.query(history.any_date());
      query.cut.known = {history.random().below(history.ledger.size().value) + 1};
      std::map<std::string, std::int64_t> paid;
      for (const auto& event : history.live(query.cut.known.value, query.cut.effective)) {
        const auto* payment = std::get_if<FundingDisbursed>(&event.payload);
        if (payment) paid[payment->project] += payment->amount.minor;
      }
      for (const auto& row : history.ledger.rows("portfolio", query)) {
        const auto expected = paid.find(*member(row, "project").string());
        EXPECT_EQ(member(row, "paid"),
                  expected == paid.end() ? Json() : money(cny(expected->second)));
      }
      if (HasFailure()) return;
    }
  }
}

TEST(PipelineTest, TheNineClassesPartitionWhatWasEverListed) {
  RandomHistory history(7, 30, 500);
  auto query = history.ledger.query("2025-09-30");
  const auto rows = history.ledger.rows("pipeline", query);
  ASSERT_GE(rows.size(), 11u);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < 9; ++i) sum += *member(rows[i], "count").integer();
  EXPECT_EQ(member(rows[10], "class"), Json("total"));
  EXPECT_EQ(*member(rows[10], "count").integer(), sum);
  EXPECT_GT(sum, 5);
}

TEST(PipelineTest, SeveralListsMustBeNamed) {
  TestLedger ledger;
  ledger.add(registered("P-1"), "2025-01-01");
  ledger.add(listed("P-1", "district_key", 2025), "2025-01-01");
  EXPECT_EQ(ledger.rows("pipeline", "2025-06-30").size(), 12u);  // One stage row.
  ledger.add(listed("P-1", "city_key", 2025), "2025-01-01");
  const auto refused = ledger.try_view("pipeline", ledger.query("2025-06-30"));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::invalid);
  EXPECT_EQ(refused.error().field, "list");
  EXPECT_NE(refused.error().message.find("city_key, district_key"), std::string::npos);
  auto query = ledger.query("2025-06-30");
  query.list = "city_key";
  EXPECT_EQ(member(row_where(ledger.rows("pipeline", query), "class", "total"), "count"), Json(1));
}

TEST(PipelineTest, WithoutAnyListAllRegisteredProjectsCount) {
  TestLedger ledger;
  ledger.add(registered("P-1", yi(1)), "2025-01-01");
  ledger.add(registered("P-2"), "2025-01-01");
  ledger.add(registered("P-3"), "2025-08-01");
  const auto rows = ledger.rows("pipeline", "2025-06-30");
  const auto& reserve = row_where(rows, "class", "reserve");
  EXPECT_EQ(member(reserve, "count"), Json(2));
  EXPECT_EQ(member(reserve, "planned_total"), money(yi(1)));
  EXPECT_EQ(member(reserve, "missing"), Json(1));
}

TEST(PipelineTest, ProjectStartedAndCompletedInTheYearIsInBothFlowsButOneClass) {
  TestLedger ledger;
  ledger.add(registered("P-1"), "2025-01-01");
  ledger.add(listed("P-1", "key", 2025), "2025-01-01");
  ledger.add(reached("P-1", "start"), "2025-02-01");
  ledger.add(reached("P-1", "completion_accepted"), "2025-11-01");
  const auto rows = ledger.rows("pipeline", "2025-12-31");
  const auto& total = row_where(rows, "class", "total");
  EXPECT_EQ(member(total, "starts"), Json(1));
  EXPECT_EQ(member(total, "completions"), Json(1));
  EXPECT_EQ(member(row_where(rows, "class", "completed"), "count"), Json(1));
  EXPECT_EQ(member(row_where(rows, "class", "new_start"), "count"), Json(0));
}

TEST(PipelineTest, StageAgainstDatesIsListed) {
  TestLedger ledger;
  for (const char* id : {"P-1", "P-2", "P-3"}) ledger.add(registered(id), "2025-01-01");
  ledger.add(stage("P-1", "reserve", "construction"), "2025-02-01");
  ledger.add(reached("P-2", "start"), "2025-02-01");
  ledger.add(reached("P-3", "start"), "2025-02-01");
  ledger.add(stage("P-3", "reserve", "construction"), "2025-02-01");
  std::map<std::string, std::string> listed_reasons;
  for (const auto& row : ledger.rows("pipeline", "2025-06-30")) {
    if (member(row, "kind") != Json("disagreement")) continue;
    listed_reasons[*member(row, "project").string()] = *member(row, "disagreement").string();
  }
  EXPECT_EQ(listed_reasons, (std::map<std::string, std::string>{{"P-1", "stage_without_start"},
                                                                {"P-2", "start_without_stage"}}));
}

// A14: what is split up or merged goes on as other projects and leaves the list.
TEST(PipelineTest, SplitAndMergedProjectsLeaveTheList) {
  TestLedger ledger;
  for (const char* id : {"P-1", "P-1a", "P-1b", "P-2", "P-3"}) {
    ledger.add(registered(id, yi(1)), "2025-01-01");
    ledger.add(listed(id, "key", 2025), "2025-01-02");
  }
  ProjectSplit split;
  split.project = "P-1", split.parts = {{"P-1a", yi(1)}, {"P-1b", {}}};
  const auto at = ledger.add(split, "2025-03-01");
  ProjectMerged merged;
  merged.project = "P-3", merged.parts = {{"P-2", yi(1)}};
  ledger.add(merged, "2025-04-01");
  const auto counts = [&](std::string_view effective, const char* name) {
    return member(row_where(ledger.rows("pipeline", effective), "class", name), "count");
  };
  EXPECT_EQ(counts("2025-02-28", "listed"), Json(5));
  EXPECT_EQ(counts("2025-03-31", "split"), Json(1));
  EXPECT_EQ(counts("2025-03-31", "listed"), Json(4));
  EXPECT_EQ(counts("2025-04-01", "merged"), Json(1));
  EXPECT_EQ(counts("2025-04-01", "listed"), Json(3));
  EXPECT_EQ(counts("2025-04-01", "total"), Json(5));
  EXPECT_EQ(member(ledger.rows("investment", "2025-04-01").at(0), "planned_total"), money(yi(3)));
  ledger.void_event(at);
  EXPECT_EQ(counts("2025-04-01", "split"), Json(0));
  EXPECT_EQ(counts("2025-04-01", "listed"), Json(4));
}

TEST(PipelineTest, FinalAccountsAreTheHighestTotal) {
  TestLedger ledger;
  ledger.add(registered("P-1", yi(1)), "2025-01-01");
  ledger.add(approved("P-1", EstimateKind::adjusted_design, yi(3)), "2025-01-02");
  FinalAccountsApproved accounts;
  accounts.project = "P-1", accounts.amount = yi(2);
  const auto at = ledger.add(accounts, "2025-06-01");
  ledger.add(approved("P-1", EstimateKind::design, yi(9)), "2025-07-01");
  const auto first = [&] { return ledger.rows("portfolio", "2025-12-31").at(0); };
  EXPECT_EQ(member(first(), "planned_total"), money(yi(2)));
  EXPECT_EQ(member(first(), "planned_total_basis"), Json("final_accounts"));
  EXPECT_EQ(member(first(), "newer_lower_level"), Json(true));
  ledger.void_event(at);
  EXPECT_EQ(member(first(), "planned_total"), money(yi(3)));
}

}  // namespace
}  // namespace tally::test
