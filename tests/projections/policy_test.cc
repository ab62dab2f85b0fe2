#include "tests/projections/calendar_data.h"
#include "tests/projections/ledger_fixture.h"

namespace tally::test {
namespace {

class PolicyTest : public ::testing::Test {
 protected:
  void issue(const std::string& id, std::vector<std::string> industries, bool factor = false) {
    PolicyIssued event;
    event.policy_id = id, event.title = "政策 " + id;
    if (!industries.empty()) event.industries = std::move(industries);
    event.factor = factor;
    ledger.add(event, "2025-01-01");
  }
  void budget(Money amount, std::optional<std::string> policy = {}) {
    PolicyBudgetSet event;
    event.year = 2025, event.amount = amount, event.policy_id = std::move(policy);
    ledger.add(event, "2025-01-02");
  }
  template <class Act>
  std::uint64_t act(const std::string& policy, Money amount, std::string_view on,
                    const std::string& grant = "G-1", int year = 2025) {
    Act event;
    event.policy_id = policy, event.enterprise = "firm", event.amount = amount;
    event.year = static_cast<std::int16_t>(year), event.grant_id = grant;
    return ledger.add(event, on);
  }
  ViewRow line(const std::string& kind, const Json& id) {
    for (const auto& row : ledger.rows("policy", "2025-12-31")) {
      if (member(row, "kind") == Json(kind) && member(row, "id") == id) return row;
    }
    ADD_FAILURE() << kind;
    return {};
  }
  ViewRow total() { return line("total", {}); }

  TestLedger ledger;
};

TEST_F(PolicyTest, NetPaidIsPaidLessRecoveredOfTheYear) {
  issue("A", {"SC01"});
  issue("B", {}, true);
  act<GrantApproved>("A", yi(9), "2025-03-01");
  act<GrantPaid>("A", yi(9), "2025-03-10");
  const auto paid = act<GrantPaid>("B", yi(2), "2025-04-10", "G-2");
  act<GrantPaid>("A", yi(50), "2025-04-10", "G-3", 2024);
  act<GrantRecovered>("A", yi(1), "2025-09-01");
  EXPECT_EQ(member(total(), "paid"), money(yi(11)));
  EXPECT_EQ(member(total(), "recovered"), money(yi(1)));
  EXPECT_EQ(member(total(), "net_paid"), money(yi(10)));
  EXPECT_EQ(member(line("industry", "SC01"), "net_paid"), money(yi(8)));
  EXPECT_EQ(member(line("factor", {}), "net_paid"), money(yi(2)));
  EXPECT_EQ(member(line("policy", "A"), "net_paid"), money(yi(8)));
  EXPECT_EQ(member(total(), "without_approval"), Json(1));
  ledger.void_event(paid);
  EXPECT_EQ(member(total(), "net_paid"), money(yi(8)));
}

TEST_F(PolicyTest, AGrantOfAPolicyOfSeveralIndustriesSaysWhichOrIsUnassigned) {
  issue("A", {"SC01", "SC02"});
  act<GrantPaid>("A", yi(3), "2025-03-10");
  GrantPaid named;
  named.policy_id = "A", named.enterprise = "firm", named.year = 2025, named.amount = yi(4);
  named.industry = "SC02";
  ledger.add(named, "2025-03-11");
  EXPECT_EQ(member(line("unassigned", {}), "paid"), money(yi(3)));
  EXPECT_EQ(member(line("industry", "SC02"), "paid"), money(yi(4)));
}

TEST_F(PolicyTest, BudgetOfAllHoldsThoseOfSinglePolicies) {
  EXPECT_TRUE(member(total(), "budget").is_null());  // Nobody stated one.
  budget(yi(3), "A");
  EXPECT_EQ(member(total(), "budget"), money(yi(3)));
  budget(yi(12));
  EXPECT_EQ(member(total(), "budget"), money(yi(12)));
  EXPECT_EQ(member(line("policy", "A"), "budget"), money(yi(3)));
  budget(yi(13));  // The last word.
  EXPECT_EQ(member(total(), "budget"), money(yi(13)));
}

// 2025-01-24 to 2025-02-07 are five working days, 2025-02-07 to 2025-02-08 one.
TEST_F(PolicyTest, LagIsInWorkingDays) {
  TALLY_NEEDS_DATA("calendar-cn/2025.json");
  ledger.add(calendar(2025), "2024-11-12");
  issue("A", {"SC01"});
  act<GrantApproved>("A", yi(1), "2025-01-24", "G-1");
  act<GrantPaid>("A", yi(1), "2025-02-07", "G-1");
  EXPECT_EQ(member(total(), "lag_days"), Json(5));
  act<GrantApproved>("A", yi(1), "2025-02-07", "G-2");
  act<GrantPaid>("A", yi(1), "2025-02-08", "G-2");
  EXPECT_EQ(member(total(), "lag_days"), Json(1));  // The lower of the middle two.
}

TEST_F(PolicyTest, WithoutACalendarTheLagIsNotGuessed) {
  act<GrantApproved>("A", yi(1), "2025-01-24");
  act<GrantPaid>("A", yi(1), "2025-02-07");
  EXPECT_TRUE(member(total(), "lag_days").is_null());
  EXPECT_EQ(member(total(), "lag_undetermined"), Json(1));
}

TEST_F(PolicyTest, SeveralCurrenciesMakeNoSum) {
  act<GrantPaid>("A", yi(1), "2025-02-07");
  act<GrantPaid>("A", {5, Currency::parse("USD").value()}, "2025-02-08", "G-2");
  EXPECT_TRUE(member(total(), "net_paid").is_null());
}

// 每年投入超10亿元: for each year anew.
TEST_F(PolicyTest, TargetReadsNetPaidOfItsYear) {
  TargetSet target;
  target.target_id = "T", target.period = period("2025"), target.quote = "每年投入超10亿元";
  target.recurring = true;
  TargetCondition condition;
  condition.metric = "policy.paid", condition.comparator = Comparator::gt;
  condition.value.emplace().money = yi(10);
  target.conditions = {condition};
  ledger.add(target, "2025-02-07");
  act<GrantPaid>("A", yi(10), "2025-03-01");
  EXPECT_EQ(member(ledger.rows("targets", "2025-12-31").at(0), "state"), Json("not_met"));
  act<GrantPaid>("A", cny(1), "2025-03-02", "G-2");
  EXPECT_EQ(member(ledger.rows("targets", "2025-12-31").at(0), "state"), Json("met"));
  EXPECT_EQ(member(ledger.rows("targets", "2026-12-31").at(0), "state"), Json("not_met"));
}

}  // namespace
}  // namespace tally::test
