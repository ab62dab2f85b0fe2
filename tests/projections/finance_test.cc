#include "tests/projections/calendar_data.h"
#include "tests/projections/ledger_fixture.h"

namespace tally::test {
namespace {

class FinanceTest : public ::testing::Test {
 protected:
  template <class Act>
  static Act of_case(const std::string& id) {
    Act event;
    event.case_id = id, event.enterprise = "firm-" + id;
    return event;
  }
  void apply(const std::string& id, Money need, std::string_view on = "2025-03-03") {
    auto event = of_case<FinancingApplied>(id);
    event.need = need;
    ledger.add(event, on);
  }
  std::uint64_t grant(const std::string& id, Money limit, std::optional<std::uint16_t> rate_bp,
                      std::optional<std::string> collateral = {},
                      std::string_view on = "2025-03-10") {
    auto event = of_case<FinancingGranted>(id);
    event.limit = limit, event.rate_bp = rate_bp, event.collateral = std::move(collateral);
    event.bank = "bank-" + id;
    return ledger.add(event, on);
  }
  void decline(const std::string& id) { ledger.add(of_case<FinancingDeclined>(id), "2025-03-11"); }
  ViewRow total(std::string_view effective = "2025-12-31") {
    return ledger.rows("finance", effective).at(0);
  }

  TestLedger ledger;
};

TEST_F(FinanceTest, FunnelFromVisitToDrawing) {
  ServiceVisitRecorded visit;
  visit.enterprise = "firm-1";
  ledger.add(visit, "2025-02-01");
  ledger.add(visit, "2025-02-02");
  for (const auto* id : {"1", "2", "3", "4"}) apply(id, cny(1000));
  ledger.add(of_case<FinancingRecommended>("1"), "2025-03-04");
  decline("1");
  grant("1", cny(800), 350);  // Another bank granted what one declined.
  decline("2");
  grant("3", cny(500), 400);
  auto drawn = of_case<LoanDrawn>("1");
  drawn.amount = cny(300);
  ledger.add(drawn, "2025-04-01");
  drawn.amount = cny(200);
  ledger.add(drawn, "2025-05-01");
  const auto row = total();
  EXPECT_EQ(member(row, "visits"), Json(2));
  EXPECT_EQ(member(row, "visited"), Json(1));
  EXPECT_EQ(member(row, "applied"), Json(4));
  EXPECT_EQ(member(row, "need"), money(cny(4000)));
  EXPECT_EQ(member(row, "recommended"), Json(1));
  EXPECT_EQ(member(row, "granted"), Json(2));
  EXPECT_EQ(member(row, "declined"), Json(1));
  EXPECT_EQ(member(row, "drawn"), Json(1));
  EXPECT_EQ(member(row, "drawn_amount"), money(cny(500)));
  // 融资难: two of three decided cases; the fourth is open.
  EXPECT_EQ(member(member(row, "grant_rate"), "bp"), Json(6667));
  EXPECT_EQ(member(row_where(ledger.rows("finance", "2025-12-31"), "id", "bank-3"), "limit"),
            money(cny(500)));
}

// 融资贵: (800 × 3.50 % + 200 × 4.75 %) / 1000 = 3.75 %; the grant without a rate is counted apart.
TEST_F(FinanceTest, RateIsWeightedByAmount) {
  grant("1", cny(800), 350);
  const auto second = grant("2", cny(200), 475);
  grant("3", cny(9000), {});
  EXPECT_EQ(member(total(), "rate_bp"), Json(375));
  EXPECT_EQ(member(total(), "rates_missing"), Json(1));
  ledger.void_event(second);
  EXPECT_EQ(member(total(), "rate_bp"), Json(350));
}

TEST_F(FinanceTest, ShareOnCreditIsOfWhatSaysItsCollateral) {
  grant("1", cny(300), 350, "none");
  grant("2", cny(100), 350, "房产抵押");
  grant("3", cny(700), 350);
  EXPECT_EQ(member(member(total(), "credit_share"), "bp"), Json(7500));
  EXPECT_EQ(member(total(), "collateral_missing"), Json(1));
}

TEST_F(FinanceTest, MedianOfWorkingDays) {
  TALLY_NEEDS_DATA("calendar-cn/2025.json");
  apply("1", cny(10), "2025-01-24");
  grant("1", cny(10), 350, {}, "2025-02-07");
  EXPECT_TRUE(member(total(), "days").is_null());
  EXPECT_EQ(member(total(), "days_undetermined"), Json(1));
  ledger.add(calendar(2025), "2024-11-12");
  EXPECT_EQ(member(total(), "days"), Json(5));
}

TEST_F(FinanceTest, NothingDecidedHasNoRate) {
  apply("1", cny(10));
  EXPECT_TRUE(member(total(), "grant_rate").is_null());
  EXPECT_TRUE(member(total(), "rate_bp").is_null());
  EXPECT_TRUE(member(total(), "credit_share").is_null());
}

TEST_F(FinanceTest, SeveralCurrenciesMakeNoSum) {
  grant("1", cny(10), 350);
  grant("2", {10, Currency::parse("USD").value()}, 350);
  EXPECT_TRUE(member(total(), "limit").is_null());
  EXPECT_TRUE(member(total(), "rate_bp").is_null());
}

TEST_F(FinanceTest, ThreeLegsAndScenarios) {
  auto event = of_case<FinancingGranted>("1");
  event.limit = cny(10);
  event.legs = FinancingLegs{"report", "bank", "patent"};
  ledger.add(event, "2025-03-10");
  ScenarioLaunched scenario;
  scenario.scenario = "tender-bond", scenario.name = "信用+招投标";
  ledger.add(scenario, "2025-01-10");
  CreditReportUsed used;
  used.scenario = "tender-bond";
  ledger.add(used, "2025-03-01");
  EXPECT_EQ(member(total(), "all_legs"), Json(1));
  const auto row = row_where(ledger.rows("finance", "2025-12-31"), "id", "tender-bond");
  EXPECT_EQ(member(row, "uses"), Json(1));
}

}  // namespace
}  // namespace tally::test
