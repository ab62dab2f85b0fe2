// Orders to pay, plans of the month, adjusted quotas (ST07, ST14, ST15).
#include "tests/core/rules/rules_fixture.h"

namespace tally::test {
namespace {

class OrdersTest : public RulesTest {
 protected:
  const How import_{.channel = Channel::import};

  static FundingOrdered order(std::int64_t yuan) {
    FundingOrdered ordered;
    ordered.request_id = "R1";
    ordered.amount = cny(yuan);
    return ordered;
  }
  static BudgetAdjusted adjust(std::int64_t yuan) {
    BudgetAdjusted adjusted;
    adjusted.project = "P1";
    adjusted.quota_id = "Q1";
    adjusted.delta = cny(yuan);
    return adjusted;
  }
  static PaymentPlanApproved month_plan(std::string_view month, std::int64_t yuan) {
    PaymentPlanApproved planned;
    planned.project = "P1";
    planned.quota_id = "Q1";
    planned.month = Period::parse(month).value();
    planned.amount = cny(yuan);
    return planned;
  }
  void approve_both(std::int64_t yuan) {
    ledger.must(approve("R1", 1, yuan), {.actor = "alice"});
    ledger.must(approve("R1", 2, yuan), {.actor = "bob"});
  }
};

TEST_F(OrdersTest, AnOrderFollowsBothApprovals) {
  ledger.must(request("R1", 100));
  EXPECT_REFUSED(ledger.judge(order(100)), refused, "ST14", "request_id");
  ledger.must(approve("R1", 1, 90), {.actor = "alice"});
  EXPECT_REFUSED(ledger.judge(order(90)), refused, "ST14", "request_id");
  EXPECT_FLAGS(ledger.judge(order(90), import_), ElementsAre(flag("ST14", "request_id")));
  ledger.must(approve("R1", 2, 95), {.actor = "bob"});
  EXPECT_REFUSED(ledger.judge(order(95)), refused, "ST14", "amount");
  EXPECT_REFUSED(ledger.judge(order(100)), refused, "ST14", "amount");
  EXPECT_FLAGS(ledger.add(order(90)), IsEmpty());  // The lower of the two.
  EXPECT_REFUSED(ledger.judge(order(90)), refused, "ST14", "request_id");
}

TEST_F(OrdersTest, AnOrderPaysWhomTheRequestNames) {
  ledger.must(request("R1", 100));
  approve_both(100);
  auto ordered = order(100);
  ordered.payee = persons();
  ordered.payee->count = 4;
  EXPECT_REFUSED(ledger.judge(ordered), refused, "ST14", "payee");
  EXPECT_FLAGS(ledger.judge(ordered, import_), ElementsAre(flag("ST14", "payee")));
  ordered.payee = persons();
  EXPECT_FLAGS(ledger.judge(ordered), IsEmpty());
}

TEST_F(OrdersTest, RequestApprovalOrderAndPaymentAreVoidedFromTheEnd) {
  const auto requested = ledger.must(request("R1", 100));
  const auto first = ledger.must(approve("R1", 1, 100), {.actor = "alice"});
  ledger.must(approve("R1", 2, 100), {.actor = "bob"});
  const auto ordered = ledger.must(order(100));
  EXPECT_REFUSED(ledger.judge(voided(first)), refused, "ST18", "target");
  EXPECT_REFUSED(ledger.judge(voided(requested)), refused, "ST18", "target");
  const auto paid = ledger.must(pay(100, "R1"));
  EXPECT_REFUSED(ledger.judge(voided(ordered)), refused, "ST18", "target");
  ledger.must(voided(paid));
  ledger.must(voided(ordered));
  EXPECT_FLAGS(ledger.judge(order(100)), IsEmpty());
  EXPECT_FLAGS(ledger.judge(voided(first)), IsEmpty());
}

TEST_F(OrdersTest, AQuotaIsAdjustedToZeroAndNoFurther) {
  ledger.must(quota("Q1", 100));
  EXPECT_REFUSED(ledger.judge(adjust(-101)), refused, "ST07", "delta");
  EXPECT_FLAGS(ledger.judge(adjust(-100)), IsEmpty());
  const auto more = ledger.must(adjust(50));
  EXPECT_FLAGS(ledger.judge(request("R1", 150, "Q1")), IsEmpty());
  EXPECT_REFUSED(ledger.judge(request("R1", 151, "Q1")), refused, "ST15", "amount");
  ledger.must(voided(more));
  EXPECT_REFUSED(ledger.judge(request("R1", 101, "Q1")), refused, "ST15", "amount");
}

TEST_F(OrdersTest, AnAdjustmentNamesAQuotaInTheLedgersCurrency) {
  EXPECT_REFUSED(ledger.judge(adjust(1)), refused, "ST06", "quota_id");
  register_project("P2");
  ledger.must(quota("Q1", 100, "P2"));
  EXPECT_FLAGS(ledger.judge(adjust(1)), ElementsAre(flag("ST06", "quota_id")));
  auto foreign = adjust(1);
  foreign.delta.currency = Currency::parse("USD").value();
  EXPECT_REFUSED(ledger.judge(foreign), refused, "ST07", "delta");
}

TEST_F(OrdersTest, PlansOfAllMonthsStayWithinTheQuota) {
  ledger.must(quota("Q1", 100));
  ledger.must(month_plan("2025-05", 60));
  EXPECT_REFUSED(ledger.judge(month_plan("2025-06", 41)), refused, "ST15", "amount");
  EXPECT_FLAGS(ledger.judge(month_plan("2025-06", 41), import_),
               ElementsAre(flag("ST15", "amount")));
  const auto june = ledger.must(month_plan("2025-06", 40));
  EXPECT_FLAGS(ledger.judge(month_plan("2025-05", 60)), IsEmpty());  // In place of the first.
  EXPECT_REFUSED(ledger.judge(month_plan("2025-05", 61)), refused, "ST15", "amount");
  ledger.must(voided(june));
  EXPECT_FLAGS(ledger.judge(month_plan("2025-05", 100)), IsEmpty());
}

TEST_F(OrdersTest, ARequestStaysWithinTheMonthsPlanIfThereIsOne) {
  ledger.must(quota("Q1", 100));
  const How may{.effective = "2025-05-31"};
  const How june{.effective = "2025-06-01"};
  const auto plan = ledger.must(month_plan("2025-05", 30));
  EXPECT_REFUSED(ledger.judge(request("R1", 31, "Q1"), may), refused, "ST15", "amount");
  EXPECT_FLAGS(ledger.judge(request("R1", 31, "Q1"), june), IsEmpty());  // No plan for June.
  ledger.must(request("R1", 20, "Q1"), may);
  EXPECT_REFUSED(ledger.judge(request("R2", 11, "Q1"), may), refused, "ST15", "amount");
  EXPECT_FLAGS(ledger.judge(request("R2", 11, "Q1"),
                            {.effective = "2025-05-31", .channel = Channel::import}),
               ElementsAre(flag("ST15", "amount")));
  EXPECT_FLAGS(ledger.judge(request("R2", 10, "Q1"), may), IsEmpty());
  FundingCancelled cancelled;
  cancelled.request_id = "R1";
  ledger.must(cancelled);
  EXPECT_FLAGS(ledger.judge(request("R2", 30, "Q1"), may), IsEmpty());
  ledger.must(voided(plan));
  EXPECT_FLAGS(ledger.judge(request("R2", 100, "Q1"), may), IsEmpty());
}

}  // namespace
}  // namespace tally::test
