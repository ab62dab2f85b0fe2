#include "tests/projections/ledger_fixture.h"

namespace tally::test {
namespace {

class DisbursementTest : public ::testing::Test {
 protected:
  DisbursementTest() {
    ledger.add(registered("P-1"), "2025-01-01");
    ledger.add(registered("P-2"), "2025-01-01");
  }
  std::uint64_t quota(const std::string& project, const std::string& id, std::int64_t minor,
                      int year = 2025) {
    BudgetAllocated event;
    event.project = project;
    event.quota_id = id;
    event.amount = cny(minor);
    event.year = static_cast<std::int16_t>(year);
    return ledger.add(event, "2025-01-15");
  }
  std::uint64_t pay(const std::string& project, std::int64_t minor, std::string_view effective,
                    std::optional<std::string> quota_id,
                    std::optional<std::string> request_id = std::nullopt,
                    std::optional<std::string> contract_id = std::nullopt) {
    FundingDisbursed event = payment(project, minor);
    event.quota_id = std::move(quota_id);
    event.request_id = std::move(request_id);
    event.contract_id = std::move(contract_id);
    return ledger.add(event, effective);
  }
  std::uint64_t give_back(std::uint64_t paid, std::int64_t minor, std::string_view effective) {
    FundingReturned event;
    event.disbursed = ledger.id(paid);
    event.amount = cny(minor);
    return ledger.add(event, effective, "P-1");
  }
  void request(const std::string& id, std::int64_t minor) {
    FundingRequested event;
    event.project = "P-1";
    event.request_id = id;
    event.amount = cny(minor);
    event.payee.kind = PayeeKind::persons;
    event.payee.count = 1;
    event.quota_id = "Q-1";
    ledger.add(event, "2025-02-01");
  }
  void approve(const std::string& id, int level, std::int64_t minor) {
    FundingApproved event;
    event.request_id = id;
    event.level = static_cast<std::uint8_t>(level);
    event.amount = cny(minor);
    ledger.add(event, "2025-02-02", "P-1");
  }
  ViewRow project(const std::string& id, std::string_view effective = "2025-12-31") {
    return row_where(ledger.rows("disbursement", effective), "project", id);
  }
  Json total(std::string_view name, std::string_view effective = "2025-12-31") {
    return member(ledger.rows("disbursement", effective).at(0), name);
  }

  TestLedger ledger;
};

TEST_F(DisbursementTest, RateIsPaidLessReturnedOverAllocated) {
  quota("P-1", "Q-1", 300);
  const auto paid = pay("P-1", 200, "2025-03-01", "Q-1");
  give_back(paid, 100, "2025-04-01");
  EXPECT_EQ(*member(member(project("P-1", "2025-03-31"), "rate"), "bp").integer(), 6667);
  const auto rate = member(project("P-1"), "rate");
  EXPECT_EQ(member(rate, "bp"), Json(3333));
  EXPECT_EQ(member(rate, "part"), Json("100"));
  EXPECT_EQ(member(rate, "whole"), Json("300"));
  EXPECT_EQ(member(project("P-1"), "paid"), money(cny(100)));
  EXPECT_EQ(member(project("P-1"), "returned"), money(cny(100)));
}

TEST_F(DisbursementTest, RateIsUndefinedWithoutQuotaAndZeroWithoutPayment) {
  pay("P-1", 200, "2025-03-01", std::nullopt);
  quota("P-2", "Q-2", 500);
  EXPECT_EQ(member(project("P-1"), "rate"), Json());
  EXPECT_EQ(member(project("P-1"), "paid_without_quota"), money(cny(200)));
  EXPECT_EQ(member(member(project("P-2"), "rate"), "bp"), Json(0));
}

TEST_F(DisbursementTest, PaymentFromAnotherProjectsQuotaShowsInBothPlaces) {
  quota("P-2", "Q-2", 500);
  pay("P-1", 200, "2025-03-01", "Q-2");
  EXPECT_EQ(member(project("P-1"), "paid"), money(cny(200)));
  EXPECT_EQ(member(project("P-2"), "paid"), money(cny(0)));
  EXPECT_EQ(member(project("P-2"), "paid_from_quotas"), money(cny(200)));
  const auto quota_row = member(project("P-2"), "quotas").array()->at(0);
  EXPECT_EQ(member(quota_row, "paid"), money(cny(200)));
  EXPECT_EQ(member(quota_row, "over"), Json(false));
}

TEST_F(DisbursementTest, PendingIsTheLowerApprovalLessWhatWasPaid) {
  quota("P-1", "Q-1", 10'000);
  request("R-1", 1000);
  EXPECT_EQ(total("pending"), money(cny(1000)));
  approve("R-1", 1, 900);
  approve("R-1", 2, 800);
  EXPECT_EQ(total("pending"), money(cny(800)));
  pay("P-1", 300, "2025-03-01", std::nullopt, "R-1");
  EXPECT_EQ(total("pending"), money(cny(500)));
  EXPECT_EQ(member(project("P-1"), "paid_from_quotas"), money(cny(300)));  // By the request.
  pay("P-1", 900, "2025-03-02", std::nullopt, "R-1");
  EXPECT_EQ(total("pending"), money(cny(0)));
  request("R-2", 70);
  EXPECT_EQ(total("pending"), money(cny(70)));
  FundingCancelled cancelled;
  cancelled.request_id = "R-2";
  ledger.add(cancelled, "2025-04-01", "P-1");
  EXPECT_EQ(total("pending"), money(cny(0)));
  EXPECT_EQ(total("pending", "2025-03-31"), money(cny(70)));
}

TEST_F(DisbursementTest, ContractIsPaidAgainstCertifiedAndPrice) {
  ContractSigned contract;
  contract.project = "P-1";
  contract.contract_id = "C-1";
  contract.price = cny(1000);
  ledger.add(contract, "2025-02-01");
  ProgressCertified certified;
  certified.project = "P-1";
  certified.contract_id = "C-1";
  certified.certified_value = cny(400);
  ledger.add(certified, "2025-03-31");
  pay("P-1", 300, "2025-04-01", std::nullopt, std::nullopt, "C-1");
  const auto row = member(project("P-1"), "contracts").array()->at(0);
  EXPECT_EQ(member(member(row, "paid_of_certified"), "bp"), Json(7500));
  EXPECT_EQ(member(member(row, "paid_of_price"), "bp"), Json(3000));
}

TEST_F(DisbursementTest, OpeningBalanceCountsAndIsMarked) {
  OpeningRecorded opening;
  opening.project = "P-1";
  opening.paid_by_source = {{FundSource::general, cny(900)}};
  opening.quotas_left = {{"Q-0", cny(100), FundSource::general, std::int16_t{2024}}};
  ledger.add(opening, "2024-12-31");
  pay("P-1", 60, "2025-03-01", "Q-0");
  EXPECT_EQ(member(project("P-1"), "paid"), money(cny(960)));
  EXPECT_EQ(member(project("P-1"), "opening"), Json(true));
  EXPECT_EQ(member(member(project("P-1"), "rate"), "bp"), Json(6000));
  EXPECT_EQ(member(ledger.rows("portfolio", "2025-12-31")[0], "paid"), money(cny(960)));
}

TEST_F(DisbursementTest, YearAndProjectSelect) {
  quota("P-1", "Q-1", 300, 2024);
  quota("P-1", "Q-2", 500, 2025);
  quota("P-2", "Q-3", 700, 2025);
  auto query = ledger.query("2025-12-31");
  query.year = 2025;
  EXPECT_EQ(member(ledger.rows("disbursement", query)[0], "allocated"), money(cny(1200)));
  query.project = "P-1";
  EXPECT_EQ(member(ledger.rows("disbursement", query)[0], "allocated"), money(cny(500)));
  EXPECT_EQ(ledger.rows("disbursement", query).size(), 2u);
}

TEST_F(DisbursementTest, VoidedPaymentLeavesEveryFigure) {
  quota("P-1", "Q-1", 300);
  const auto paid = pay("P-1", 200, "2025-03-01", "Q-1");
  const auto at = ledger.void_event(paid);
  auto query = ledger.query("2025-12-31");
  query.cut.known = {at};
  EXPECT_EQ(member(ledger.rows("disbursement", query)[0], "paid"), money(cny(200)));
  query.cut.known = {at + 1};
  EXPECT_EQ(member(ledger.rows("disbursement", query)[0], "paid"), money(cny(0)));
}

}  // namespace
}  // namespace tally::test
