#include "tests/projections/ledger_fixture.h"

namespace tally::test {
namespace {

class IndustriesTest : public ::testing::Test {
 protected:
  IndustriesTest() {
    for (const auto* code : {"MS01", "SC06"}) {
      IndustryRegistered event;
      event.code = code, event.name = code;
      ledger.add(event, "2025-01-01");
    }
  }
  std::uint64_t demand(const std::string& id, const std::string& metric,
                       std::optional<std::string> scope, MetricValue value) {
    TargetSet event;
    event.target_id = id, event.period = period("2035"), event.quote = "quote";
    TargetCondition condition;
    condition.metric = metric, condition.scope = std::move(scope);
    condition.value = std::move(value);
    event.conditions = {condition};
    return ledger.add(event, "2025-02-07");
  }
  std::uint64_t publish(const std::string& metric, const std::string& scope, const std::string& of,
                        MetricValue value) {
    IndicatorPublished event;
    event.metric = metric, event.scope = scope, event.period = period(of);
    event.value = std::move(value);
    return ledger.add(event, event.period.last_day().to_string());
  }
  static MetricValue worth(Money amount) {
    MetricValue value;
    value.money = amount;
    return value;
  }
  static MetricValue share(std::int64_t bp) {
    MetricValue value;
    value.bp = bp;
    return value;
  }
  ViewRow of(const Json& id) {
    return row_where(ledger.rows("industries", "2025-12-31"), "id", id);
  }
  static Json goal(const ViewRow& row) { return member(row, "goals").array()->at(0); }

  TestLedger ledger;
};

// 展望2035年 5个千亿: from 800 in 2025 it takes 20 a year.
TEST_F(IndustriesTest, RequiredAnnualChange) {
  demand("T-1", "value_added", "MS01", worth(yi(1000)));
  publish("value_added", "MS01", "2024", worth(yi(700)));
  const auto at = publish("value_added", "MS01", "2025", worth(yi(800)));
  const auto row = of("MS01");
  EXPECT_EQ(member(member(row, "value"), "money"), money(yi(800)));
  EXPECT_EQ(member(row, "period"), Json("2025"));
  EXPECT_EQ(member(row, "target_year"), Json(2035));
  EXPECT_EQ(member(member(row, "attainment"), "bp"), Json(8000));
  const auto annual = member(goal(row), "required_annual");
  EXPECT_EQ(member(member(annual, "a_year"), "money"), money(yi(20)));
  EXPECT_EQ(member(annual, "years"), Json(10));
  ledger.void_event(at);  // From 700 in 2024: 300 in eleven years, 27.2727….
  const auto before = member(goal(of("MS01")), "required_annual");
  EXPECT_EQ(member(member(before, "a_year"), "money"), money(cny(272'727'272'727)));
  EXPECT_EQ(member(member(before, "change"), "money"), money(yi(300)));
}

// 低空经济 has no number for 2035: "no target", not 0.
TEST_F(IndustriesTest, NoTargetIsNothing) {
  const auto row = of("SC06");
  EXPECT_TRUE(member(row, "target").is_null());
  EXPECT_TRUE(member(row, "value").is_null());
  EXPECT_TRUE(member(row, "goals").array()->empty());
  EXPECT_EQ(member(row, "projects"), Json(0));
}

// 第二产业 10%, 数字经济核心产业 30%, 战略性新兴产业 35%
TEST_F(IndustriesTest, SharesOfGdp) {
  demand("T-S", "share.secondary", "440106", share(1000));
  demand("T-D", "share.digital_core", "440106", share(3000));
  publish("share.digital_core", "440106", "2025", share(2215));
  const auto row = of("share.digital_core");
  EXPECT_EQ(member(row, "kind"), Json("share"));
  EXPECT_EQ(member(member(row, "value"), "bp"), Json(2215));
  EXPECT_EQ(member(member(member(goal(row), "required_annual"), "a_year"), "bp"), Json(79));
  EXPECT_TRUE(member(of("share.secondary"), "value").is_null());
}

TEST_F(IndustriesTest, WithdrawnTargetsAreGone) {
  demand("T-1", "value_added", "MS01", worth(yi(1000)));
  TargetWithdrawn withdrawn;
  withdrawn.target_id = "T-1";
  ledger.add(withdrawn, "2025-06-01");
  EXPECT_TRUE(member(of("MS01"), "goals").array()->empty());
}

TEST_F(IndustriesTest, ProjectsByClassAndPolicyMoney) {
  for (const auto* id : {"P-1", "P-2", "P-3"}) {
    auto project = registered(id);
    if (std::string_view(id) != "P-3") project.planned_total = yi(5);
    project.industry = "MS01";
    ledger.add(project, "2025-01-01");
  }
  ledger.add(reached("P-1", "start"), "2025-03-01");
  ledger.add(reached("P-2", "start"), "2024-03-01");
  GrantPaid paid;
  paid.policy_id = "A", paid.enterprise = "firm", paid.year = 2025, paid.amount = yi(2);
  paid.industry = "MS01";
  ledger.add(paid, "2025-05-01");
  const auto row = of("MS01");
  EXPECT_EQ(member(row, "projects"), Json(3));
  EXPECT_EQ(member(row, "planned_total"), money(yi(10)));
  EXPECT_EQ(member(row, "missing"), Json(1));
  const auto classes = member(row, "classes").array()->at(0);
  EXPECT_EQ(member(classes, "new_start"), Json(1));
  EXPECT_EQ(member(classes, "continuing"), Json(1));
  EXPECT_EQ(member(classes, "reserve"), Json(1));
  EXPECT_EQ(member(row, "policy_paid"), money(yi(2)));
}

}  // namespace
}  // namespace tally::test
