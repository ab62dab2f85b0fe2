#include "projections/bond_figures.h"
#include "tests/projections/ledger_fixture.h"

namespace tally::test {
namespace {

class BondsTest : public ::testing::Test {
 protected:
  BondsTest() {
    for (const auto* id : {"P-1", "P-2"}) {
      auto project = registered(id);
      project.owner = Identifier{"TEST", std::string("unit-") + id};
      ledger.add(project, "2025-01-01");
    }
  }
  std::uint64_t declare(const std::string& id, Money amount, int year = 2025,
                        const std::string& project = "P-1") {
    BondNeedDeclared event;
    event.project = project, event.declaration_id = id, event.amount = amount;
    event.year = static_cast<std::int16_t>(year);
    return ledger.add(event, "2025-01-10");
  }
  void review(const std::string& id, BondReviewer reviewer, ReviewResult result, Money amount) {
    BondReviewed event;
    event.declaration_id = id, event.amount = amount;
    event.reviewer = reviewer, event.result = result;
    ledger.add(event, "2025-02-10", "P-1");
  }
  std::uint64_t receive(Money amount, std::string_view on, const std::string& project = "P-1") {
    BondProceedsReceived event;
    event.project = project, event.bond_code = "B-1", event.amount = amount;
    return ledger.add(event, on);
  }
  std::uint64_t spend(Money amount, std::string_view on) {
    FundingSpent event;
    event.project = "P-1", event.amount = amount, event.source = FundSource::bond;
    return ledger.add(event, on);
  }
  std::uint64_t pay(Money amount, const std::string& payee, std::string_view on) {
    FundingDisbursed event;
    event.project = "P-1", event.amount = amount, event.source = FundSource::bond;
    event.payee.scheme = "TEST", event.payee.id = payee;
    return ledger.add(event, on);
  }
  void issue(Money amount, int term_months, int coupon_bp) {
    BondIssued event;
    event.bond_code = "B-1", event.amount = amount;
    event.term_months = term_months, event.coupon_bp = static_cast<std::uint16_t>(coupon_bp);
    event.allocations = {
        {{"P-1", cny(amount.minor / 4), {}}, {"P-2", cny(amount.minor / 4 * 3), {}}}};
    ledger.add(event, "2025-03-01");
  }
  ViewRow total(std::string_view effective) { return ledger.rows("bonds", effective).at(0); }
  ViewRow project(std::string_view effective, const std::string& id = "P-1") {
    return row_where(ledger.rows("bonds", effective), "project", Json(id));
  }

  TestLedger ledger;
};

// 力争申报专项债券资金超100亿元: what was applied for, by year, net of withdrawals.
TEST_F(BondsTest, DeclaredIsNetOfWithdrawalsByYear) {
  declare("D-1", yi(60));
  declare("D-2", yi(50), 2025, "P-2");
  declare("D-3", yi(7), 2026);
  EXPECT_EQ(member(total("2025-12-31"), "declared"), money(yi(117)));
  BondDeclarationWithdrawn withdrawn;
  withdrawn.declaration_id = "D-2";
  const auto at = ledger.add(withdrawn, "2025-03-01", "P-2");
  EXPECT_EQ(member(total("2025-12-31"), "declared"), money(yi(67)));
  EXPECT_EQ(member(total("2025-02-28"), "declared"), money(yi(117)));
  auto query = ledger.query("2025-12-31");
  query.year = 2025;
  EXPECT_EQ(member(ledger.rows("bonds", query).at(0), "declared"), money(yi(60)));
  const auto years = *member(total("2025-12-31"), "declared_by_year").array();
  ASSERT_EQ(years.size(), 2u);
  EXPECT_EQ(member(years[1], "year"), Json(2026));
  EXPECT_EQ(member(years[1], "declared"), money(yi(7)));
  ledger.void_event(at);
  EXPECT_EQ(member(total("2025-12-31"), "declared"), money(yi(117)));
}

TEST_F(BondsTest, PassedIsTheLeastThatAllReviewersLetPass) {
  declare("D-1", yi(60));
  EXPECT_EQ(member(project("2025-12-31"), "passed"), money(yi(0)));
  review("D-1", BondReviewer::drc, ReviewResult::passed, yi(60));
  review("D-1", BondReviewer::finance, ReviewResult::reduced, yi(40));
  EXPECT_EQ(member(project("2025-12-31"), "passed"), money(yi(40)));
  review("D-1", BondReviewer::province, ReviewResult::rejected, yi(0));
  EXPECT_EQ(member(project("2025-12-31"), "passed"), money(yi(0)));
  review("D-1", BondReviewer::province, ReviewResult::reduced, yi(35));  // Its last word.
  EXPECT_EQ(member(project("2025-12-31"), "passed"), money(yi(35)));
}

// 以拨代支: what went to the unit is appropriated, never spent.
TEST_F(BondsTest, AppropriatedAndSpentAreTwoFigures) {
  receive(yi(10), "2025-03-10");
  pay(yi(8), "unit-P-1", "2025-04-01");
  const auto direct = pay(yi(1), "builder", "2025-04-02");
  spend(yi(2), "2025-05-01");
  const auto row = project("2025-12-31");
  EXPECT_EQ(member(row, "appropriated"), money(yi(8)));
  EXPECT_EQ(member(row, "spent"), money(yi(3)));
  EXPECT_EQ(member(member(row, "appropriation_progress"), "bp"), Json(8000));
  EXPECT_EQ(member(member(row, "spending_progress"), "bp"), Json(3000));
  EXPECT_EQ(member(row, "idle"), money(yi(7)));
  FundingReturned returned;
  returned.disbursed = ledger.id(direct), returned.amount = yi(1);
  ledger.add(returned, "2025-06-01", "P-1");
  EXPECT_EQ(member(project("2025-12-31"), "spent"), money(yi(2)));
  EXPECT_EQ(member(project("2025-05-31"), "spent"), money(yi(3)));
}

TEST_F(BondsTest, APaymentToSomebodyUnknownIsNeither) {
  auto paid = payment("P-1", 500);  // To persons.
  paid.source = FundSource::bond;
  ledger.add(paid, "2025-04-01");
  const auto row = project("2025-12-31");
  EXPECT_EQ(member(row, "unclear"), money(cny(500)));
  EXPECT_EQ(member(row, "spent"), money(cny(0)));
  EXPECT_EQ(member(row, "appropriated"), money(cny(0)));
}

TEST_F(BondsTest, SourceMayStandWithTheQuota) {
  BudgetAllocated quota;
  quota.project = "P-1", quota.quota_id = "Q-1", quota.amount = yi(5);
  quota.source = FundSource::bond;
  ledger.add(quota, "2025-01-15");
  auto paid = payment("P-1", 700);
  paid.quota_id = "Q-1";
  ledger.add(paid, "2025-04-01");
  EXPECT_EQ(member(project("2025-12-31"), "unclear"), money(cny(700)));
}

// 100 on 1 January and 100 on 2 March; 150 spent: 50 of the second wait, 120 days on 30 June.
TEST_F(BondsTest, IdleDaysAreFirstInFirstOut) {
  receive(cny(100), "2025-01-01");
  const auto second = receive(cny(100), "2025-03-02");
  EXPECT_EQ(member(project("2025-03-03"), "idle_days"), Json(31));  // (61 + 1) / 2.
  EXPECT_EQ(member(project("2025-03-03"), "idle_days_max"), Json(61));
  const auto spent = spend(cny(150), "2025-04-01");
  auto row = project("2025-06-30");
  EXPECT_EQ(member(row, "idle"), money(cny(50)));
  EXPECT_EQ(member(row, "idle_days"), Json(120));
  ledger.void_event(spent);
  row = project("2025-06-30");  // (100 × 180 + 100 × 120) / 200.
  EXPECT_EQ(member(row, "idle_days"), Json(150));
  BondProceedsReceived moved;
  moved.project = "P-1", moved.bond_code = "B-1", moved.amount = cny(100);
  ledger.correct(second, moved, "2025-06-29");
  EXPECT_EQ(member(project("2025-06-30"), "idle_days"), Json(91));  // (18000 + 100) / 200 = 90.5.
}

TEST_F(BondsTest, MoreSpentThanReceivedHasNoIdleDays) {
  receive(cny(100), "2025-01-01");
  spend(cny(130), "2025-02-01");
  const auto row = project("2025-06-30");
  EXPECT_EQ(member(row, "idle"), money(cny(-30)));
  EXPECT_TRUE(member(row, "idle_days").is_null());
}

TEST_F(BondsTest, AdjustedMoneyWaitsInTheOtherProjectFromThatDay) {
  receive(cny(100), "2025-01-01");
  BondUseAdjusted event;
  event.bond_code = "B-1", event.from = "P-1", event.to = "P-2", event.amount = cny(40);
  ledger.add(event, "2025-06-20");
  EXPECT_EQ(member(project("2025-06-30"), "idle"), money(cny(60)));
  EXPECT_EQ(member(project("2025-06-30", "P-2"), "idle"), money(cny(40)));
  EXPECT_EQ(member(project("2025-06-30", "P-2"), "idle_days"), Json(10));
  EXPECT_EQ(member(total("2025-06-30"), "idle"), money(cny(100)));
  EXPECT_EQ(member(total("2025-06-30"), "idle_days"), Json(180));
}

// 1,000,000.00 at 3 % for 36 months from 2025-03-01, a quarter of it for P-1.
TEST_F(BondsTest, DebtServiceOfTwelveMonths) {
  issue(cny(100'000'000), 36, 300);
  EXPECT_EQ(member(project("2025-03-01"), "debt_service"), money(cny(750'000)));
  EXPECT_EQ(member(total("2025-03-01"), "debt_service"), money(cny(3'000'000)));
  // On 2027-03-01 the term has a year left: interest and principal.
  EXPECT_EQ(member(project("2027-03-01"), "debt_service"), money(cny(25'750'000)));
  // Half a year left.
  EXPECT_EQ(member(project("2027-09-01"), "debt_service"), money(cny(25'375'000)));
  BondPrincipalRepaid repaid;
  repaid.bond_code = "B-1", repaid.amount = cny(50'000'000);
  ledger.add(repaid, "2027-06-01");
  EXPECT_EQ(member(project("2027-09-01"), "debt_service"), money(cny(12'687'500)));
  EXPECT_EQ(member(project("2027-09-01"), "terms_missing"), Json(0));
}

TEST_F(BondsTest, RevenueOfTwelveMonthsCoversOrNot) {
  issue(cny(100'000'000), 120, 400);  // 1,000,000 a year for P-1.
  const auto report = [&](const std::string& of, std::int64_t minor) {
    BondRevenueReported event;
    event.project = "P-1", event.period = period(of), event.amount = cny(minor);
    return ledger.add(event, event.period.last_day().to_string());
  };
  report("2024", 9'000'000);  // Too long ago.
  report("2025-Q1", 300'000);
  report("2025-02", 100'000);  // Inside the quarter.
  report("2025-04", 450'000);
  const auto row = project("2025-12-31");
  EXPECT_EQ(member(row, "revenue"), money(cny(750'000)));
  EXPECT_EQ(member(row, "debt_service"), money(cny(1'000'000)));
  EXPECT_EQ(member(member(row, "cover"), "bp"), Json(7500));
}

TEST_F(BondsTest, BondWithoutTermsIsCounted) {
  BondIssued event;
  event.bond_code = "B-1", event.amount = cny(100);
  ledger.add(event, "2025-03-01");
  EXPECT_EQ(member(total("2025-12-31"), "terms_missing"), Json(1));
  EXPECT_EQ(member(total("2025-12-31"), "issued"), money(cny(100)));
}

TEST_F(BondsTest, SeveralCurrenciesMakeNoSum) {
  receive(cny(100), "2025-01-01");
  receive({100, Currency::parse("USD").value()}, "2025-01-02");
  const auto row = project("2025-06-30");
  EXPECT_TRUE(member(row, "received").is_null());
  EXPECT_TRUE(member(row, "idle").is_null());
  EXPECT_TRUE(member(row, "spending_progress").is_null());
}

TEST_F(BondsTest, MonthsLaterStaysInTheMonth) {
  EXPECT_EQ(months_later(day("2025-01-31"), 1), day("2025-02-28"));
  EXPECT_EQ(months_later(day("2024-01-31"), 1), day("2024-02-29"));
  EXPECT_EQ(months_later(day("2025-03-31"), -12), day("2024-03-31"));
  EXPECT_EQ(months_later(day("2025-12-15"), 1), day("2026-01-15"));
  EXPECT_EQ(months_later(kLastDate, 12), kLastDate);
  EXPECT_EQ(months_later(kFirstDate, -12), kFirstDate);
}

}  // namespace
}  // namespace tally::test
