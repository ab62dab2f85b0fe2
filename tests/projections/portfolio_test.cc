#include "tests/projections/ledger_fixture.h"

namespace tally::test {
namespace {

class PortfolioTest : public ::testing::Test {
 protected:
  Json total(std::string_view effective) {
    return member(ledger.rows("portfolio", effective).at(0), "planned_total");
  }
  Json basis(std::string_view effective) {
    return member(ledger.rows("portfolio", effective).at(0), "planned_total_basis");
  }
  TestLedger ledger;
};

TEST_F(PortfolioTest, RowsAreSortedByProjectAndOnlyOfThoseRegistered) {
  ledger.add(registered("P-2"), "2025-02-01");
  ledger.add(registered("P-1"), "2025-01-01");
  ledger.add(registered("P-3"), "2025-03-01");
  const auto rows = ledger.rows("portfolio", "2025-02-28");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(member(rows[0], "project"), Json("P-1"));
  EXPECT_EQ(member(rows[1], "project"), Json("P-2"));
  EXPECT_EQ(member(rows[0], "name"), Json("名称 P-1"));
  EXPECT_EQ(member(rows[0], "stage"), Json("reserve"));
  EXPECT_EQ(member(rows[0], "planned_total"), Json());
  EXPECT_EQ(member(rows[0], "paid"), Json());
}

TEST_F(PortfolioTest, HigherLevelOfTotalWinsAndANewerLowerOneIsMarked) {
  ledger.add(registered("P-1", yi(1)), "2025-01-01");
  ledger.add(forecast("P-1", yi(2)), "2025-02-01");
  ledger.add(approved("P-1", EstimateKind::feasibility, yi(3)), "2025-03-01");
  ledger.add(approved("P-1", EstimateKind::design, yi(4)), "2025-04-01");
  ledger.add(approved("P-1", EstimateKind::budget, yi(9)), "2025-04-02");
  ledger.add(approved("P-1", EstimateKind::feasibility, yi(8)), "2025-05-01");
  ledger.add(approved("P-1", EstimateKind::adjusted_design, yi(5)), "2025-06-01");
  ledger.add(approved("P-1", EstimateKind::final_accounts, yi(6)), "2025-07-01");
  EXPECT_EQ(total("2025-01-31"), money(yi(1)));
  EXPECT_EQ(basis("2025-01-31"), Json("registered"));
  EXPECT_EQ(total("2025-02-28"), money(yi(2)));
  EXPECT_EQ(basis("2025-02-28"), Json("forecast"));
  EXPECT_EQ(total("2025-03-31"), money(yi(3)));
  EXPECT_EQ(total("2025-04-30"), money(yi(4)));
  EXPECT_EQ(member(ledger.rows("portfolio", "2025-04-30")[0], "newer_lower_level"), Json(false));
  EXPECT_EQ(total("2025-05-31"), money(yi(4)));
  EXPECT_EQ(member(ledger.rows("portfolio", "2025-05-31")[0], "newer_lower_level"), Json(true));
  EXPECT_EQ(total("2025-06-30"), money(yi(5)));
  EXPECT_EQ(basis("2025-06-30"), Json("adjusted_design"));
  EXPECT_EQ(total("2025-07-31"), money(yi(6)));
}

TEST_F(PortfolioTest, NoFigureNowIsNullAndNeverTheOlderFigure) {
  ledger.add(registered("P-1"), "2025-01-01");
  ledger.add(forecast("P-1", cny(-5)), "2025-02-01");
  ledger.add(forecast("P-1", std::nullopt), "2025-03-01");
  EXPECT_EQ(total("2025-02-28"), money(cny(-5)));
  EXPECT_EQ(total("2025-03-01"), Json());
  EXPECT_EQ(basis("2025-03-01"), Json());
}

TEST_F(PortfolioTest, TheSameProjectChangesItsClassWithTheYearAlone) {
  ledger.add(registered("P-1"), "2024-01-01");
  ledger.add(reached("P-1", "start"), "2024-06-01");
  ledger.add(reached("P-1", "completion_accepted"), "2026-06-01");
  const auto class_at = [&](std::string_view effective) {
    return member(ledger.rows("portfolio", effective)[0], "class");
  };
  EXPECT_EQ(class_at("2024-05-31"), Json("reserve"));
  EXPECT_EQ(class_at("2024-06-01"), Json("new_start"));
  EXPECT_EQ(class_at("2025-01-01"), Json("continuing"));
  EXPECT_EQ(class_at("2026-06-01"), Json("completed"));
  EXPECT_EQ(class_at("2027-01-01"), Json("previously_completed"));
}

TEST_F(PortfolioTest, StageKeepsTheSourcesWording) {
  ledger.add(registered("P-1"), "2025-01-01");
  auto change = stage("P-1", "reserve", "unknown");
  change.as_stated = "IT";
  ledger.add(change, "2025-01-01");
  ledger.add(stage("P-1", "unknown", "suspended"), "2025-02-01");
  auto row = ledger.rows("portfolio", "2025-01-31")[0];
  EXPECT_EQ(member(row, "stage"), Json("unknown"));
  EXPECT_EQ(member(row, "stage_as_stated"), Json("IT"));
  EXPECT_EQ(member(row, "suspended"), Json(false));
  row = ledger.rows("portfolio", "2025-02-01")[0];
  EXPECT_EQ(member(row, "stage_as_stated"), Json());
  EXPECT_EQ(member(row, "suspended"), Json(true));
}

TEST_F(PortfolioTest, WithAListItShowsWhatWasEverListedWithItsPlan) {
  ledger.add(registered("P-1"), "2025-01-01");
  ledger.add(registered("P-2"), "2025-01-01");
  ledger.add(registered("P-3"), "2025-01-01");
  ledger.add(listed("P-1", "a", 2025, yi(2)), "2025-01-02");
  ledger.add(listed("P-1", "b", 2025, yi(3)), "2025-01-02");
  ledger.add(listed("P-2", "a", 2025), "2025-01-02");
  ledger.add(delisted("P-2", "a", 2025), "2025-05-01");
  auto query = ledger.query("2025-06-30");
  query.list = "a";
  auto rows = ledger.rows("portfolio", query);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(member(rows[0], "annual_plan"), money(yi(2)));
  EXPECT_EQ(member(rows[1], "class"), Json("delisted"));
  query.list.reset();
  rows = ledger.rows("portfolio", query);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(member(rows[0], "annual_plan"), Json());  // The two lists do not agree.
  query.project = "P-2";
  EXPECT_EQ(ledger.rows("portfolio", query).size(), 1u);
}

TEST_F(PortfolioTest, PaidIsNetOfReturns) {
  ledger.add(registered("P-1"), "2025-01-01");
  const auto at = ledger.add(payment("P-1", 1000), "2025-02-01");
  FundingReturned back;
  back.disbursed = ledger.id(at);
  back.amount = cny(300);
  ledger.add(back, "2025-03-01", "P-1");
  EXPECT_EQ(member(ledger.rows("portfolio", "2025-02-28")[0], "paid"), money(cny(1000)));
  EXPECT_EQ(member(ledger.rows("portfolio", "2025-03-01")[0], "paid"), money(cny(700)));
}

}  // namespace
}  // namespace tally::test
