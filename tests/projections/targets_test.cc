#include "projections/metrics.h"
#include "tests/projections/ledger_fixture.h"

namespace tally::test {
namespace {

MetricValue worth(Money money) {
  MetricValue value;
  value.money = money;
  return value;
}
MetricValue bp(std::int64_t points) {
  MetricValue value;
  value.bp = points;
  return value;
}
MetricValue count(std::int64_t number) {
  MetricValue value;
  value.count = number;
  return value;
}

class TargetsTest : public ::testing::Test {
 protected:
  static TargetCondition condition(const std::string& metric, Comparator comparator,
                                   std::optional<MetricValue> value) {
    TargetCondition condition;
    condition.metric = metric;
    condition.comparator = comparator;
    condition.value = std::move(value);
    return condition;
  }
  void set(std::vector<TargetCondition> conditions, std::optional<Binding> binding = std::nullopt,
           bool recurring = false, const std::string& of = "2025") {
    TargetSet event;
    event.target_id = "T-1";
    event.conditions = std::move(conditions);
    event.period = period(of);
    event.quote = "quote";
    event.binding = binding;
    event.recurring = recurring;
    ledger.add(event, "2025-02-07");
  }
  std::uint64_t publish(const std::string& metric, const std::string& of, MetricValue value,
                        std::optional<std::int64_t> growth_bp = std::nullopt) {
    IndicatorPublished event;
    event.metric = metric;
    event.scope = "440106";
    event.period = period(of);
    event.value = std::move(value);
    event.growth_bp = growth_bp;
    return ledger.add(event, event.period.last_day().to_string());
  }
  ViewRow target(std::string_view effective) { return ledger.rows("targets", effective).at(0); }
  Json state(std::string_view effective) { return member(target(effective), "state"); }
  Json first(std::string_view effective, std::string_view name) {
    return member(member(target(effective), "conditions").array()->at(0), name);
  }

  TestLedger ledger;
};

// 总投资超6700亿元: 超 excludes the number itself.
TEST_F(TargetsTest, OverFailsOnEquality) {
  ledger.add(registered("P-1", yi(6700)), "2025-01-01");
  ledger.add(listed("P-1", "district_key", 2025), "2025-01-01");
  set({condition("list.planned_total", Comparator::gt, worth(yi(6700)))});
  EXPECT_EQ(state("2025-06-30"), Json("open"));
  EXPECT_EQ(first("2025-06-30", "holds"), Json(false));
  EXPECT_EQ(state("2025-12-31"), Json("not_met"));
  EXPECT_EQ(member(first("2025-12-31", "attainment"), "bp"), Json(10000));
  ledger.add(forecast("P-1", cny(yi(6700).minor + 1)), "2025-12-01");
  EXPECT_EQ(state("2025-12-31"), Json("met"));
  EXPECT_EQ(member(target("2025-12-31"), "final"), Json(true));
}

// 超840亿元、增长8%以上: both must hold; growth is what was published, never computed.
TEST_F(TargetsTest, CompoundTargetNeedsBoth) {
  set({condition("fai", Comparator::gt, worth(yi(840))),
       condition("fai_growth", Comparator::gte, bp(800))});
  EXPECT_EQ(state("2025-12-31"), Json("no_data"));
  publish("fai", "2025", worth(yi(845)), 799);
  EXPECT_EQ(state("2025-12-31"), Json("not_met"));
  const auto conditions = *member(target("2025-12-31"), "conditions").array();
  EXPECT_EQ(member(conditions[0], "state"), Json("met"));
  EXPECT_EQ(member(conditions[1], "state"), Json("not_met"));
  EXPECT_EQ(member(conditions[1], "margin"), Json(Json::Object{{"bp", Json(-1)}}));
  publish("fai", "2025", worth(yi(845)), 800);  // A newer vintage.
  EXPECT_EQ(state("2025-12-31"), Json("met"));
}

TEST_F(TargetsTest, AspirationIsNotReachedInsteadOfNotMet) {
  set({condition("bond.declared", Comparator::gt, worth(yi(100)))}, Binding::aspiration);
  EXPECT_EQ(state("2025-12-31"), Json("not_reached"));
}

TEST_F(TargetsTest, FlowIsJudgedAgainstTimeAndMetOncePassed) {
  ledger.add(registered("P-1"), "2025-01-01");
  const auto declare = [&](const std::string& id, Money amount, std::string_view effective) {
    BondNeedDeclared event;
    event.project = "P-1";
    event.declaration_id = id;
    event.amount = amount;
    event.year = 2025;
    ledger.add(event, effective);
  };
  set({condition("bond.declared", Comparator::gt, worth(yi(120)))}, Binding::expected);
  declare("D-1", yi(50), "2025-03-01");
  EXPECT_EQ(state("2025-05-31"), Json("on_track"));  // 50/120 = 5/12.
  EXPECT_EQ(state("2025-06-30"), Json("behind"));
  declare("D-2", yi(70), "2025-07-01");
  EXPECT_EQ(state("2025-07-31"), Json("on_track"));  // 120 is not over 120.
  declare("D-3", cny(1), "2025-08-01");
  EXPECT_EQ(state("2025-08-01"), Json("met"));
  EXPECT_EQ(member(target("2025-08-01"), "final"), Json(false));
  BondDeclarationWithdrawn withdrawn;
  withdrawn.declaration_id = "D-2";
  ledger.add(withdrawn, "2025-09-01", "P-1");
  EXPECT_EQ(state("2025-09-01"), Json("behind"));
  EXPECT_EQ(state("2025-12-31"), Json("not_met"));
}

TEST_F(TargetsTest, RatesStayOpenUntilThePeriodEnds) {
  set({condition("gdp_growth", Comparator::gte, bp(550))});
  publish("gdp_growth", "2025-Q3", bp(560));
  EXPECT_EQ(state("2025-10-31"), Json("open"));
  EXPECT_EQ(first("2025-10-31", "actual_period"), Json("2025-Q3"));
  EXPECT_EQ(state("2025-12-31"), Json("no_data"));  // Nothing published to the period's end.
  publish("gdp_growth", "2025", bp(540));
  EXPECT_EQ(state("2025-12-31"), Json("not_met"));
}

TEST_F(TargetsTest, AboutNeedsATolerance) {
  publish("gdp_growth", "2025", bp(540));
  set({condition("gdp_growth", Comparator::approx, bp(550))});
  EXPECT_EQ(state("2025-12-31"), Json("judgement_required"));
  auto with = condition("gdp_growth", Comparator::approx, bp(550));
  with.tolerance = bp(10);
  set({with});
  EXPECT_EQ(state("2025-12-31"), Json("met"));
  with.tolerance = bp(9);
  set({with});
  EXPECT_EQ(state("2025-12-31"), Json("not_met"));
}

TEST_F(TargetsTest, JustBelowNeedsAFloor) {
  for (int i = 0; i < 96; ++i) {
    const auto id = "P-" + std::to_string(i);
    ledger.add(registered(id), "2025-01-01");
    ledger.add(listed(id, "key_industry", 2025), "2025-01-01");
  }
  auto near = condition("list.count", Comparator::below, count(100));
  near.scope = "key_industry";
  set({near});
  EXPECT_EQ(state("2025-12-31"), Json("judgement_required"));
  near.floor = count(95);
  set({near});
  EXPECT_EQ(state("2025-12-31"), Json("met"));
  EXPECT_EQ(first("2025-12-31", "actual_scope"), Json("key_industry"));
  near.floor = count(97);
  set({near});
  EXPECT_EQ(state("2025-12-31"), Json("not_met"));
}

TEST_F(TargetsTest, WithoutAValueItIsQualitative) {
  set({condition("industry", Comparator::gte, std::nullopt)}, Binding::aspiration, false, "2030");
  EXPECT_EQ(state("2025-12-31"), Json("qualitative"));
}

TEST_F(TargetsTest, RecurringTargetIsJudgedForTheYearAsked) {
  set({condition("fai", Comparator::gt, worth(yi(10)))}, std::nullopt, true);
  publish("fai", "2025", worth(yi(11)));
  publish("fai", "2026", worth(yi(9)));
  EXPECT_EQ(state("2025-12-31"), Json("met"));
  EXPECT_EQ(state("2026-12-31"), Json("not_met"));
  auto query = ledger.query("2026-12-31");
  query.year = 2025;
  EXPECT_EQ(member(ledger.rows("targets", query).at(0), "state"), Json("met"));
}

TEST_F(TargetsTest, LastWordOnATargetCounts) {
  set({condition("fai", Comparator::gt, worth(yi(10)))});
  publish("fai", "2025", worth(yi(11)));
  set({condition("fai", Comparator::gt, worth(yi(12)))});
  ASSERT_EQ(ledger.rows("targets", "2025-12-31").size(), 1u);
  EXPECT_EQ(state("2025-12-31"), Json("not_met"));
}

TEST_F(TargetsTest, RevisionReplacesAndWithdrawalEnds) {
  set({condition("fai", Comparator::gt, worth(yi(10)))}, Binding::expected);
  publish("fai", "2025", worth(yi(11)));
  TargetRevised revised;
  revised.target_id = "T-1", revised.period = period("2025"), revised.quote = "超12亿";
  revised.conditions = {condition("fai", Comparator::gt, worth(yi(12)))};
  const auto at = ledger.add(revised, "2025-06-01");
  EXPECT_EQ(state("2025-12-31"), Json("not_met"));
  auto row = target("2025-12-31");
  EXPECT_EQ(member(row, "set_on"), Json("2025-02-07"));
  EXPECT_EQ(member(row, "revised_on"), Json("2025-06-01"));
  EXPECT_EQ(member(row, "revisions"), Json(1));
  EXPECT_TRUE(member(row, "binding").is_null());  // The revision says all anew.
  EXPECT_EQ(member(target("2025-05-31"), "revisions"), Json(0));
  ledger.void_event(at);
  EXPECT_EQ(state("2025-12-31"), Json("met"));

  TargetWithdrawn withdrawn;
  withdrawn.target_id = "T-1";
  ledger.add(withdrawn, "2025-09-01");
  row = target("2025-12-31");
  EXPECT_TRUE(member(row, "state").is_null());
  EXPECT_EQ(member(row, "final"), Json(false));
  EXPECT_EQ(member(row, "withdrawn_on"), Json("2025-09-01"));
  set({condition("fai", Comparator::gt, worth(yi(5)))});  // As of 7 February: before it.
  EXPECT_TRUE(member(target("2025-12-31"), "state").is_null());
  ledger.add(revised, "2025-10-01");
  EXPECT_EQ(state("2025-12-31"), Json("not_met"));
}

TEST(QuantityTest, DecimalsAreComparedExactly) {
  const auto decimal = [](const char* text) {
    MetricValue value;
    value.decimal = text;
    return Quantity::of(value).value();
  };
  EXPECT_EQ(compare(decimal("0.1"), decimal("0.10")), 0);
  EXPECT_LT(compare(decimal("-0.2"), decimal("0.1")), 0);
  EXPECT_GT(compare(decimal("999999999999999999"), decimal("0.00000000000000001")), 0);
  EXPECT_EQ(subtract(decimal("5.5"), decimal("5.75")).json(),
            Json(Json::Object{{"decimal", Json("-0.25")}}));
  EXPECT_EQ(member(quantity_ratio_json(decimal("1"), decimal("0.3")), "bp"), Json(33333));
  EXPECT_FALSE(decimal("1").comparable(Quantity::of_count(1)));
  EXPECT_FALSE(
      Quantity::of(cny(1)).comparable(Quantity::of(Money{1, Currency::parse("USD").value()})));
}

}  // namespace
}  // namespace tally::test
