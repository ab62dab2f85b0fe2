// ST07, ST14, ST15 and amendment A7.
#include "tests/core/rules/rules_fixture.h"

namespace tally::test {
namespace {

using MoneyTest = RulesTest;

TEST_F(MoneyTest, ARequestMayNotPassWhatIsLeftOfItsQuota) {
  ledger.must(quota("Q", 100));
  ledger.must(request("A", 60, "Q"));
  EXPECT_REFUSED(ledger.add(request("B", 41, "Q")), refused, "ST15", "amount");
  EXPECT_FLAGS(ledger.add(request("B", 40, "Q")), IsEmpty());
  EXPECT_REFUSED(ledger.add(request("C", 1, "Q")), refused, "ST15", "amount");
  EXPECT_FLAGS(ledger.add(request("C", 1, "Q"), {.channel = Channel::import}),
               ElementsAre(flag("ST15", "amount")));
  EXPECT_FLAGS(ledger.add(request("D", 1000)), IsEmpty());  // Without a quota nothing to check.
}

TEST_F(MoneyTest, UnknownReferencesOfARequestAreRefused) {
  EXPECT_REFUSED(ledger.add(request("A", 1, "Q")), refused, "ST06", "quota_id");
  EXPECT_REFUSED(ledger.add(request("A", 1, "Q"), {.channel = Channel::import}), refused, "ST06",
                 "quota_id");
  auto with_contract = request("A", 1);
  with_contract.contract_id = "C";
  EXPECT_REFUSED(ledger.add(with_contract), refused, "ST06", "contract_id");
  register_project("P2");
  ledger.must(quota("Q2", 10, "P2"));
  EXPECT_FLAGS(ledger.add(request("A", 1, "Q2")), ElementsAre(flag("ST06", "quota_id")));
}

TEST_F(MoneyTest, RefusalAndCancellationFreeTheQuota) {
  ledger.must(quota("Q", 100));
  ledger.must(request("A", 100, "Q"));
  FundingRefused refused;
  refused.request_id = "A";
  const auto event = ledger.must(refused);
  ledger.must(request("B", 100, "Q"));
  FundingCancelled cancelled;
  cancelled.request_id = "B";
  ledger.must(cancelled);
  ledger.must(request("C", 1, "Q"));
  // The refusal of A was an error: A is pending again.
  ledger.must(voided(event));
  EXPECT_REFUSED(ledger.add(request("D", 1, "Q")), refused, "ST15", "amount");
}

TEST_F(MoneyTest, TheLowerOfTwoApprovalsIsPending) {
  ledger.must(quota("Q", 100));
  ledger.must(request("A", 100, "Q"), {.actor = "carol"});
  ledger.must(approve("A", 1, 80), {.actor = "alice"});
  EXPECT_REFUSED(ledger.add(request("B", 1, "Q")), refused, "ST15", "amount");
  ledger.must(approve("A", 2, 70), {.actor = "bob"});
  EXPECT_REFUSED(ledger.add(request("B", 31, "Q")), refused, "ST15", "amount");
  ledger.must(request("B", 30, "Q"));
}

TEST_F(MoneyTest, APaymentIsTakenFromPendingAndAReturnFreesTheQuota) {
  ledger.must(quota("Q", 100));
  ledger.must(request("A", 60, "Q"));
  const auto paid = ledger.must(pay(50, "A", "Q"));  // Pending 10, paid 50.
  EXPECT_REFUSED(ledger.add(request("B", 41, "Q")), refused, "ST15", "amount");
  ledger.must(give_back(paid, 20));  // Pending 10, paid 30.
  EXPECT_REFUSED(ledger.add(request("B", 61, "Q")), refused, "ST15", "amount");
  ledger.must(request("B", 60, "Q"));
}

TEST_F(MoneyTest, APaymentThatNamesOnlyItsRequestDrawsOnTheRequestsQuota) {
  ledger.must(quota("Q", 100));
  ledger.must(request("A", 60, "Q"));
  const auto paid = ledger.must(pay(90, "A"));
  EXPECT_REFUSED(ledger.add(request("B", 11, "Q")), refused, "ST15", "amount");
  const auto returned = ledger.must(give_back(paid, 90));
  EXPECT_FLAGS(ledger.judge(request("B", 100, "Q")), IsEmpty());
  ledger.must(voided(returned));
  ledger.must(voided(paid));
  EXPECT_REFUSED(ledger.add(request("B", 41, "Q")), refused, "ST15", "amount");
  ledger.must(request("B", 40, "Q"));
}

TEST_F(MoneyTest, APaymentRecordedBeforeItsRequestCountsAllTheSame) {
  EXPECT_FLAGS(ledger.add(pay(50, "A")), ElementsAre(flag("ST06", "request_id")));
  ledger.must(quota("Q", 100));
  ledger.must(request("A", 60, "Q"));  // 50 paid, 10 pending.
  EXPECT_REFUSED(ledger.add(request("B", 41, "Q")), refused, "ST15", "amount");
  ledger.must(request("B", 40, "Q"));
}

TEST_F(MoneyTest, AVoidedPaymentFreesTheQuota) {
  ledger.must(quota("Q", 100));
  const auto paid = ledger.must(pay(100, {}, "Q"));
  EXPECT_REFUSED(ledger.add(request("A", 1, "Q")), refused, "ST15", "amount");
  ledger.must(voided(paid));
  ledger.must(request("A", 100, "Q"));
}

TEST_F(MoneyTest, APaymentIsNeverRefusedForTheBudget) {
  ledger.must(quota("Q", 1));
  EXPECT_FLAGS(ledger.add(pay(1000, {}, "Q")), IsEmpty());
  auto loose = pay(1000, "R", "X");
  loose.contract_id = "C";
  EXPECT_FLAGS(ledger.add(loose), ElementsAre(flag("ST06", "request_id"), flag("ST06", "quota_id"),
                                              flag("ST06", "contract_id")));
}

TEST_F(MoneyTest, APaymentFromAnotherProjectsQuotaIsFlagged) {
  register_project("P2");
  ledger.must(quota("Q2", 10, "P2"));
  EXPECT_FLAGS(ledger.add(pay(1, {}, "Q2")), ElementsAre(flag("ST06", "quota_id")));
}

TEST_F(MoneyTest, TwoPersonsApproveAndNeitherAsked) {
  ledger.must(request("A", 100), {.actor = "carol"});
  EXPECT_REFUSED(ledger.add(approve("A", 1, 100), {.actor = "carol"}), refused, "ST14", "actor");
  ledger.must(approve("A", 1, 100), {.actor = "alice"});
  EXPECT_REFUSED(ledger.add(approve("A", 2, 100), {.actor = "alice"}), refused, "ST14", "actor");
  EXPECT_REFUSED(ledger.add(approve("A", 1, 100), {.actor = "bob"}), refused, "ST14", "level");
  EXPECT_REFUSED(ledger.add(approve("A", 2, 101), {.actor = "bob"}), refused, "ST14", "amount");
  EXPECT_FLAGS(ledger.add(approve("A", 2, 101), {.actor = "alice", .channel = Channel::import}),
               ElementsAre(flag("ST14", "actor"), flag("ST14", "amount")));
}

TEST_F(MoneyTest, ARefusedRequestIsNotApproved) {
  ledger.must(request("A", 100), {.actor = "carol"});
  FundingRefused refused;
  refused.request_id = "A";
  ledger.must(refused);
  EXPECT_REFUSED(ledger.add(approve("A", 1, 100), {.actor = "alice"}), refused, "ST14",
                 "request_id");
}

TEST_F(MoneyTest, NoMoreIsReturnedThanWasPaid) {
  const auto paid = ledger.must(pay(100));
  const auto first = ledger.must(give_back(paid, 60));
  EXPECT_REFUSED(ledger.add(give_back(paid, 41)), refused, "ST07", "amount");
  ledger.must(give_back(paid, 40));
  EXPECT_REFUSED(ledger.add(give_back(paid, 1)), refused, "ST07", "amount");
  ledger.must(voided(first));
  ledger.must(give_back(paid, 60));
  EXPECT_REFUSED(ledger.add(give_back(first, 1)), refused, "ST06", "disbursed");
}

TEST_F(MoneyTest, DependantsBlockAVoid) {
  ledger.must(quota("Q", 100));
  const auto asked = ledger.must(request("A", 100, "Q"), {.actor = "carol"});
  const auto approved = ledger.must(approve("A", 1, 100), {.actor = "bob"});
  EXPECT_REFUSED(ledger.add(voided(asked)), refused, "ST18", "target");
  const auto paid = ledger.must(pay(100, "A", "Q"));
  EXPECT_REFUSED(ledger.add(voided(approved)), refused, "ST18", "target");
  const auto returned = ledger.must(give_back(paid, 1));
  EXPECT_REFUSED(ledger.add(voided(paid)), refused, "ST18", "target");
  for (const auto& event : {returned, paid, approved, asked}) ledger.must(voided(event));
  ledger.must(request("A", 100, "Q"));
}

TEST_F(MoneyTest, SumsAreInTheLedgersCurrency) {
  const auto usd = Currency::parse("USD").value();
  auto allocated = quota("Q", 1);
  allocated.amount.currency = usd;
  EXPECT_REFUSED(ledger.add(allocated), refused, "ST07", "amount");
  auto paid = pay(1);
  paid.amount.currency = usd;
  EXPECT_REFUSED(ledger.add(paid), refused, "ST07", "amount");
  auto asked = request("A", 1);
  asked.amount.currency = usd;
  EXPECT_REFUSED(ledger.add(asked), refused, "ST07", "amount");
  FundingSpent spent;
  spent.project = "P1";
  spent.amount = {1, usd};
  EXPECT_REFUSED(ledger.add(spent), refused, "ST07", "amount");
  OpeningRecorded opening;
  opening.project = "P1";
  opening.quotas_left = {{"Q", {1, usd}, {}, {}}};
  EXPECT_REFUSED(ledger.add(opening), refused, "ST07", "quotas_left[0].amount");
  // Elsewhere any currency stands.
  ContractSigned contract;
  contract.project = "P1";
  contract.contract_id = "C";
  contract.price = Money{1, usd};
  ledger.must(contract);
}

TEST_F(MoneyTest, TotalsStayWithinSixtyFourBits) {
  auto big = quota("Q", 1);
  big.amount.minor = INT64_MAX;
  const auto event = ledger.must(big);
  EXPECT_REFUSED(ledger.add(quota("Q2", 1)), refused, "ST07", "amount");
  ledger.must(voided(event));
  ledger.must(quota("Q2", 1));
  auto huge = pay(1);
  huge.amount.minor = INT64_MAX;
  ledger.must(huge);
  EXPECT_REFUSED(ledger.add(pay(1)), refused, "ST07", "amount");
}

TEST_F(MoneyTest, AnOpeningBringsQuotasAndContracts) {
  OpeningRecorded opening;
  opening.project = "P1";
  opening.quotas_left = {{"Q", cny(50), {}, {}}, {"Q", cny(50), {}, {}}};
  EXPECT_REFUSED(ledger.add(opening), refused, "ST06", "quotas_left[1].quota_id");
  opening.quotas_left->pop_back();
  opening.certified_by_contract = {{"C", cny(30)}};
  const auto recorded = ledger.must(opening, {.effective = "2024-12-31"});
  EXPECT_REFUSED(ledger.add(quota("Q", 5)), refused, "ST06", "quota_id");
  EXPECT_REFUSED(ledger.add(request("A", 51, "Q")), refused, "ST15", "amount");
  ProgressCertified certified;
  certified.project = "P1";
  certified.contract_id = "C";
  certified.certified_value = cny(5);
  certified.cumulative = cny(35);
  EXPECT_FLAGS(ledger.add(certified), IsEmpty());
  ledger.must(voided(recorded));
  ledger.must(quota("Q", 5));
}

}  // namespace
}  // namespace tally::test
