#include "projections/investment_figures.h"
#include "tests/projections/ledger_fixture.h"

namespace tally::test {
namespace {

class InvestmentTest : public ::testing::Test {
 protected:
  void project(const std::string& id, std::optional<Money> total, std::optional<Money> plan) {
    ledger.add(registered(id, total), "2025-01-01");
    ledger.add(listed(id, "key", 2025, plan), "2025-01-10");
    ProjectEnrolled enrolled;
    enrolled.project = id;
    ledger.add(enrolled, "2025-01-20");
  }
  std::uint64_t report(const std::string& id, const std::string& month, Money ytd,
                       std::optional<Money> cumulative = std::nullopt) {
    InvestmentReported event;
    event.project = id;
    event.period = period(month);
    event.ytd = ytd;
    event.cumulative = cumulative;
    return ledger.add(event, event.period.last_day().to_string());
  }
  void official(const std::string& of, Money value, const std::string& scope = "440106") {
    IndicatorPublished event;
    event.metric = "fai";
    event.scope = scope;
    event.period = period(of);
    event.value.money = value;
    ledger.add(event, event.period.last_day().to_string());
  }
  ViewRow total(std::string_view effective) { return ledger.rows("investment", effective).at(0); }
  ViewRow of(const std::string& id, std::string_view effective) {
    return row_where(ledger.rows("investment", effective), "project", id);
  }

  TestLedger ledger;
};

TEST_F(InvestmentTest, CompleteMonthsOfAYear) {
  EXPECT_EQ(complete_months(2025, day("2025-01-30")), 0);
  EXPECT_EQ(complete_months(2025, day("2025-01-31")), 1);
  EXPECT_EQ(complete_months(2025, day("2025-09-29")), 8);
  EXPECT_EQ(complete_months(2025, day("2025-09-30")), 9);
  EXPECT_EQ(complete_months(2025, day("2025-12-31")), 12);
  EXPECT_EQ(complete_months(2024, day("2025-06-30")), 12);
  EXPECT_EQ(complete_months(2026, day("2025-06-30")), 0);
  EXPECT_EQ(complete_months(2024, day("2024-02-29")), 2);
}

// 63.9 % at the end of July is 5.6 points above 7/12 (domain V4).
TEST_F(InvestmentTest, PlanRateAgainstTimeProgress) {
  project("P-1", yi(1), cny(100'000));
  report("P-1", "2025-07", cny(63'900));
  const auto row = total("2025-07-31");
  EXPECT_EQ(member(member(row, "plan_rate"), "bp"), Json(6390));
  EXPECT_EQ(member(member(row, "time_progress"), "bp"), Json(5833));
  EXPECT_EQ(member(row, "gap_bp"), Json(557));
}

TEST_F(InvestmentTest, ProjectWithoutAPlanStandsInNeitherSum) {
  project("P-1", yi(1), cny(1000));
  project("P-2", yi(1), std::nullopt);
  report("P-1", "2025-06", cny(500));
  report("P-2", "2025-06", cny(400));
  const auto row = total("2025-06-30");
  EXPECT_EQ(member(member(row, "plan_rate"), "bp"), Json(5000));
  EXPECT_EQ(member(row, "without_plan"), Json(1));
  EXPECT_EQ(member(row, "ytd"), money(cny(900)));
}

TEST_F(InvestmentTest, OlderReportIsStaleAndNoneIsMissing) {
  project("P-1", yi(1), std::nullopt);
  project("P-2", yi(1), std::nullopt);
  report("P-1", "2025-05", cny(500));
  EXPECT_EQ(member(of("P-1", "2025-05-31"), "stale"), Json(false));
  EXPECT_EQ(member(of("P-1", "2025-06-30"), "stale"), Json(true));
  EXPECT_EQ(member(of("P-1", "2025-06-30"), "ytd"), money(cny(500)));
  EXPECT_EQ(member(of("P-2", "2025-06-30"), "ytd"), Json());
  EXPECT_EQ(member(of("P-2", "2025-06-30"), "report_missing"), Json(true));
  EXPECT_EQ(member(total("2025-06-30"), "stale"), Json(1));
  EXPECT_EQ(member(total("2025-06-30"), "reports_missing"), Json(1));
}

TEST_F(InvestmentTest, TotalsNowAndAtListingStandSideBySide) {
  project("P-1", yi(10), std::nullopt);
  project("P-2", std::nullopt, std::nullopt);
  project("P-3", yi(7), std::nullopt);
  ledger.add(approved("P-1", EstimateKind::design, yi(12)), "2025-05-01");
  ledger.add(delisted("P-3", "key", 2025), "2025-06-01");
  const auto row = total("2025-06-30");
  EXPECT_EQ(member(row, "ever_listed"), Json(3));
  EXPECT_EQ(member(row, "count"), Json(2));
  EXPECT_EQ(member(row, "planned_total"), money(yi(12)));
  EXPECT_EQ(member(row, "missing"), Json(1));
  EXPECT_EQ(member(row, "planned_total_at_listing"), money(yi(10)));
  EXPECT_EQ(member(row, "missing_at_listing"), Json(1));
}

TEST_F(InvestmentTest, CoverageComparesTheSameMonths) {
  project("P-1", yi(10), std::nullopt);
  report("P-1", "2025-05", yi(2));
  report("P-1", "2025-06", yi(3));
  official("2025-05", yi(8));
  const auto coverage = member(total("2025-06-30"), "coverage");
  EXPECT_EQ(member(coverage, "period"), Json("2025-05"));
  EXPECT_EQ(member(coverage, "ledger"), money(yi(2)));
  EXPECT_EQ(member(member(coverage, "ratio"), "bp"), Json(2500));
  EXPECT_EQ(member(total("2025-06-30"), "ledger_investment"), money(yi(3)));
  official("2025-05", yi(9), "440100");
  EXPECT_EQ(member(total("2025-06-30"), "coverage"), Json());  // Which of the two scopes?
}

TEST_F(InvestmentTest, OverallProgressStartsFromTheOpeningBalance) {
  project("P-1", cny(1000), std::nullopt);
  OpeningRecorded opening;
  opening.project = "P-1";
  opening.invested_cumulative = cny(250);
  ledger.add(opening, "2025-01-02");
  EXPECT_EQ(member(member(of("P-1", "2025-06-30"), "progress"), "bp"), Json(2500));
  report("P-1", "2025-06", cny(100), cny(350));
  EXPECT_EQ(member(member(of("P-1", "2025-06-30"), "progress"), "bp"), Json(3500));
  EXPECT_EQ(member(of("P-1", "2025-06-30"), "opening"), Json(true));
}

TEST_F(InvestmentTest, RestatedReportHoldsFromTheCorrectionOn) {
  project("P-1", yi(1), std::nullopt);
  const auto position = report("P-1", "2025-06", cny(500));
  ledger.void_event(position);
  const auto again = report("P-1", "2025-06", cny(450));
  auto query = ledger.query("2025-06-30");
  EXPECT_EQ(member(ledger.rows("investment", query)[0], "ytd"), money(cny(450)));
  query.cut.known = {again};
  EXPECT_EQ(member(ledger.rows("investment", query)[0], "ytd"), Json());
  query.cut.known = {again - 1};
  EXPECT_EQ(member(ledger.rows("investment", query)[0], "ytd"), money(cny(500)));
}

TEST(FiguresTest, BasisPointsRoundHalfAwayFromZero) {
  EXPECT_EQ(rounded_bp(1, 3), 3333);
  EXPECT_EQ(rounded_bp(2, 3), 6667);
  EXPECT_EQ(rounded_bp(1, 20000), 1);
  EXPECT_EQ(rounded_bp(-1, 20000), -1);
  EXPECT_EQ(rounded_bp(1, 20001), 0);
  EXPECT_EQ(rounded_bp(1, -20000), -1);
  EXPECT_EQ(rounded_bp(3, 20000), 2);
  EXPECT_FALSE(rounded_bp(1, 0).has_value());
  EXPECT_EQ(rounded_bp(INT64_MAX, INT64_MAX), 10000);
  EXPECT_FALSE(rounded_bp(INT64_MAX, 1).has_value());
}

TEST(FiguresTest, SumsTellWhatTheyCouldNotAdd) {
  const auto currency = Currency::parse("CNY").value();
  Sum sum;
  EXPECT_EQ(sum.total(currency), cny(0));
  sum.add(std::nullopt);
  EXPECT_FALSE(sum.total(currency).has_value());
  sum.add(cny(5));
  EXPECT_EQ(sum.total(currency), cny(5));
  EXPECT_EQ(sum.missing, 1);
  sum.add(Money{1, Currency::parse("USD").value()});
  EXPECT_FALSE(sum.total(currency).has_value());
  Sum other;
  other.add(sum);
  EXPECT_FALSE(other.total(currency).has_value());
}

}  // namespace
}  // namespace tally::test
