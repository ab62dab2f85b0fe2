#include "projections/payable.h"

#include "tests/projections/ledger_fixture.h"

namespace tally::test {
namespace {

class PayableTest : public ::testing::Test {
 protected:
  PayableTest() { ledger.add(registered("P-1"), "2025-01-02"); }

  static Payee firm(const std::string& id) {
    Payee payee;
    payee.scheme = "CN-USCI";
    payee.id = id;
    return payee;
  }
  void allocate(std::int64_t minor) {
    BudgetAllocated event;
    event.project = "P-1";
    event.quota_id = "Q-1";
    event.amount = cny(minor);
    ledger.add(event, "2025-01-10");
  }
  void sign(std::optional<std::uint16_t> retention_bp) {
    ContractSigned event;
    event.project = "P-1";
    event.contract_id = "C-1";
    event.price = cny(30'000'000'00);
    event.retention_bp = retention_bp;
    ledger.add(event, "2025-01-15");
  }
  void certify(std::int64_t cumulative) {
    ProgressCertified event;
    event.project = "P-1";
    event.contract_id = "C-1";
    event.period = period("2025-03");
    event.cumulative = cny(cumulative);
    ledger.add(event, "2025-03-31");
  }
  std::uint64_t pay(std::int64_t minor, std::string_view on, const std::string& invoice = {}) {
    FundingDisbursed event;
    event.project = "P-1";
    event.amount = cny(minor);
    event.payee = firm("X");
    event.contract_id = "C-1";
    event.quota_id = "Q-1";
    if (!invoice.empty()) event.invoice_nos = {invoice};
    return ledger.add(event, on);
  }
  static FundingRequested asking(std::int64_t minor) {
    FundingRequested request;
    request.project = "P-1";
    request.request_id = "R-1";
    request.amount = cny(minor);
    request.payee = firm("X");
    request.contract_id = "C-1";
    request.quota_id = "Q-1";
    request.invoice_nos = {"0001"};
    return request;
  }
  Payable payable(const FundingRequested& request) {
    ChosenFacts facts;
    for (std::uint64_t at = 0; at < ledger.size().value; ++at) {
      const auto page = ledger.store().read({at}, Direction::forward, {.records_max = 1}).value();
      EXPECT_TRUE(facts.add({at}, page.records[0].view()).ok());
    }
    return payable_for(facts, {day("2025-04-10"), ledger.size()}, request);
  }

  TestLedger ledger;
};

// Journey 2: certified 12.5 million × 97 % − paid 3.9 million = payable 8.225 million.
TEST_F(PayableTest, CertifiedLessRetentionLessPaid) {
  allocate(20'000'000'00);
  sign(300);
  pay(3'900'000'00, "2025-02-10");
  certify(12'500'000'00);
  const auto shown = payable(asking(8'000'000'00));
  ASSERT_TRUE(shown.contract && shown.contract->payable);
  EXPECT_EQ(*shown.contract->payable, cny(8'225'000'00));
  EXPECT_EQ(shown.contract->retention_bp, 300);
  ASSERT_TRUE(shown.quota);
  EXPECT_EQ(shown.quota->left, cny(16'100'000'00));
  EXPECT_TRUE(shown.twins.empty());
}

TEST_F(PayableTest, AnotherOpenRequestTakesFromTheQuotaAndTheOwnOneDoesNot) {
  allocate(10'000);
  auto other = asking(4'000);
  other.request_id = "R-0";
  other.invoice_nos = {"0000"};
  other.payee = firm("Y");
  ledger.add(other, "2025-02-01");
  ledger.add(asking(3'000), "2025-02-02");
  const auto shown = payable(asking(3'000));
  ASSERT_TRUE(shown.quota);
  EXPECT_EQ(shown.quota->pending, cny(4'000));
  EXPECT_EQ(shown.quota->left, cny(6'000));
}

TEST_F(PayableTest, TheSameInvoiceAndTheSamePayeeAndAmountAreTwins) {
  const auto by_invoice = pay(5, "2024-01-10", "0001");
  const auto by_amount = pay(700, "2025-03-20");
  pay(700, "2024-03-20");  // Long ago.
  const auto shown = payable(asking(700));
  ASSERT_EQ(shown.twins.size(), 2u);
  EXPECT_EQ(shown.twins[0].position, by_invoice);
  EXPECT_EQ(shown.twins[0].why, PayableTwin::Why::same_invoice);
  EXPECT_EQ(shown.twins[1].position, by_amount);
  EXPECT_EQ(shown.twins[1].why, PayableTwin::Why::same_payee_and_amount);
}

TEST_F(PayableTest, AVoidedPaymentCountsNoLongerAndNothingIsGuessed) {
  sign(std::nullopt);
  const auto wrong = pay(100, "2025-02-10");
  ledger.void_event(wrong);
  auto shown = payable(asking(10));
  ASSERT_TRUE(shown.contract);
  EXPECT_EQ(shown.contract->paid, cny(0));
  EXPECT_FALSE(shown.contract->payable);  // Nothing was certified.
  EXPECT_FALSE(shown.contract->retention_bp);
  EXPECT_FALSE(shown.quota);  // It was never allocated.
  certify(10'001);
  sign(300);
  shown = payable(asking(10));
  EXPECT_EQ(*shown.contract->payable, cny(9'700));  // 9,700.97 rounded down.
}

}  // namespace
}  // namespace tally::test
