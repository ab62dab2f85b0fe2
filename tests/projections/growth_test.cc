#include "tests/projections/ledger_fixture.h"

namespace tally::test {
namespace {

class GrowthTest : public ::testing::Test {
 protected:
  std::uint64_t publish(const std::string& of, Money value,
                        std::optional<std::int64_t> growth_bp = std::nullopt,
                        Vintage vintage = Vintage::preliminary) {
    IndicatorPublished event;
    event.metric = "gdp", event.scope = "440106", event.period = period(of);
    event.value.money = value;
    event.growth_bp = growth_bp;
    if (growth_bp) event.growth_basis = "constant";
    event.vintage = vintage;
    return ledger.add(event, event.period.last_day().to_string());
  }
  ViewRow of(const std::string& period) {
    return row_where(ledger.rows("growth", "2026-06-30"), "period", Json(period));
  }

  TestLedger ledger;
};

// 7017 / 6614.7 - 1 = +6.08 %, published +4.3 % at constant prices: two different figures.
TEST_F(GrowthTest, PublishedAndNominalStandSideBySide) {
  publish("2024", cny(661'470'000'000'00), 210, Vintage::final_value);
  publish("2025", cny(701'700'000'000'00), 430);
  const auto row = of("2025");
  EXPECT_EQ(member(row, "published_growth_bp"), Json(430));
  EXPECT_EQ(member(row, "growth_basis"), Json("constant"));
  EXPECT_EQ(member(member(row, "nominal_growth"), "bp"), Json(608));
  EXPECT_EQ(member(member(row, "nominal_growth"), "part"), Json("4023000000000"));
  EXPECT_EQ(member(member(row, "nominal_growth"), "whole"), Json("66147000000000"));
  EXPECT_EQ(member(row, "base_vintage"), Json("final"));
  EXPECT_EQ(member(row, "note"), Json("different_basis_or_revised_base"));
  EXPECT_TRUE(member(of("2024"), "nominal_growth").is_null());
  EXPECT_TRUE(member(of("2024"), "note").is_null());
}

TEST_F(GrowthTest, HalfAPointApartIsNotNoted) {
  publish("2024", cny(10'000));
  publish("2025", cny(10'800), 750);  // +8.00 %, 0.50 points above.
  EXPECT_TRUE(member(of("2025"), "note").is_null());
  publish("2025", cny(10'801), 750);
  EXPECT_FALSE(member(of("2025"), "note").is_null());
  publish("2025", cny(10'800), 850);
  EXPECT_TRUE(member(of("2025"), "note").is_null());
  publish("2025", cny(10'799), 850);
  EXPECT_FALSE(member(of("2025"), "note").is_null());
}

TEST_F(GrowthTest, BaseIsTheVintageKnownThen) {
  publish("2024", cny(10'000));
  publish("2025", cny(11'000), 1000);
  const auto before = ledger.size();
  const auto revised = publish("2024", cny(8'800), std::nullopt, Vintage::revised);
  EXPECT_EQ(member(member(of("2025"), "nominal_growth"), "bp"), Json(2500));
  auto query = ledger.query("2026-06-30");
  query.cut.known = before;
  const auto then = row_where(ledger.rows("growth", query), "period", Json("2025"));
  EXPECT_EQ(member(member(then, "nominal_growth"), "bp"), Json(1000));
  ledger.void_event(revised);
  EXPECT_EQ(member(member(of("2025"), "nominal_growth"), "bp"), Json(1000));
}

TEST_F(GrowthTest, NothingIsMadeOfTwoCurrenciesOrOfNothing) {
  publish("2024", {10'000, Currency::parse("USD").value()});
  publish("2025", cny(11'000), 1000);
  EXPECT_TRUE(member(of("2025"), "nominal_growth").is_null());
  publish("2024", cny(0));
  EXPECT_TRUE(member(of("2025"), "nominal_growth").is_null());
}

TEST_F(GrowthTest, TargetsShowNominalGrowthBesideThePublishedOne) {
  TargetSet target;
  target.target_id = "T-1", target.period = period("2025"), target.quote = "GDP增长5.5%左右";
  TargetCondition condition;
  condition.metric = "gdp_growth", condition.comparator = Comparator::gte;
  condition.value.emplace().bp = 550;
  target.conditions = {condition};
  ledger.add(target, "2025-02-07");
  publish("2024", cny(661'470'000'000'00));
  publish("2025", cny(701'700'000'000'00), 430);
  const auto row = ledger.rows("targets", "2025-12-31").at(0);
  EXPECT_EQ(member(row, "state"), Json("not_met"));  // By what was published, never by 6.08 %.
  const auto& shown = member(row, "conditions").array()->at(0);
  EXPECT_EQ(member(member(shown, "nominal_growth"), "bp"), Json(608));
  EXPECT_EQ(member(shown, "growth_note"), Json("different_basis_or_revised_base"));
}

}  // namespace
}  // namespace tally::test
