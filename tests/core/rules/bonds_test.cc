// Special bonds: declared, reviewed, issued, received, moved (ST06, ST16).
#include "tests/core/rules/rules_fixture.h"

namespace tally::test {
namespace {

class BondsTest : public RulesTest {
 protected:
  const How import_{.channel = Channel::import};

  void SetUp() override {
    RulesTest::SetUp();
    register_project("P2");
  }
  static BondNeedDeclared declare(std::int64_t yuan) {
    BondNeedDeclared declared;
    declared.project = "P1";
    declared.declaration_id = "D1";
    declared.amount = cny(yuan);
    declared.year = 2025;
    return declared;
  }
  static BondReviewed review(std::int64_t yuan) {
    BondReviewed reviewed;
    reviewed.declaration_id = "D1";
    reviewed.amount = cny(yuan);
    return reviewed;
  }
  static BondIssued issue(std::vector<BondAllocation> parts = {{"P1", cny(60), {}},
                                                               {"P2", cny(40), {}}}) {
    BondIssued issued;
    issued.bond_code = "B1";
    issued.amount = cny(100);
    if (!parts.empty()) issued.allocations = std::move(parts);
    return issued;
  }
  static BondProceedsReceived receive(std::int64_t yuan, std::string project = "P1") {
    BondProceedsReceived received;
    received.project = std::move(project);
    received.bond_code = "B1";
    received.amount = cny(yuan);
    return received;
  }
  static BondUseAdjusted move(std::int64_t yuan) {
    BondUseAdjusted moved;
    moved.bond_code = "B1";
    moved.from = "P1";
    moved.to = "P2";
    moved.amount = cny(yuan);
    return moved;
  }
  static FundingSpent spend(std::int64_t yuan) {
    FundingSpent spent;
    spent.project = "P1";
    spent.amount = cny(yuan);
    spent.source = FundSource::bond;
    return spent;
  }
};

TEST_F(BondsTest, AReviewLeavesAtMostWhatWasDeclared) {
  EXPECT_REFUSED(ledger.judge(review(1), {.stream = "project-P1"}), refused, "ST06",
                 "declaration_id");
  const auto declared = ledger.must(declare(100));
  EXPECT_REFUSED(ledger.judge(review(101)), refused, "ST16", "amount");
  EXPECT_FLAGS(ledger.judge(review(101), import_), ElementsAre(flag("ST16", "amount")));
  const auto reviewed = ledger.must(review(100));
  EXPECT_REFUSED(ledger.judge(voided(declared)), refused, "ST18", "target");
  ledger.must(voided(reviewed));
  EXPECT_FLAGS(ledger.judge(voided(declared)), IsEmpty());
}

TEST_F(BondsTest, ADeclarationIsWithdrawnUntilItIsIssued) {
  ledger.must(declare(100));
  BondDeclarationWithdrawn withdrawn;
  withdrawn.declaration_id = "D1";
  EXPECT_FLAGS(ledger.judge(withdrawn), IsEmpty());
  const auto issued = ledger.must(issue());
  EXPECT_FLAGS(ledger.judge(withdrawn), IsEmpty());  // Of another declaration, for all we know.
  BondQuotaAllotted allotted;
  allotted.year = 2025;
  allotted.amount = cny(100);
  allotted.declaration_ids = {"D1"};
  ledger.must(allotted);
  EXPECT_REFUSED(ledger.judge(withdrawn), refused, "ST16", "declaration_id");
  EXPECT_FLAGS(ledger.judge(withdrawn, import_), ElementsAre(flag("ST16", "declaration_id")));
  ledger.must(voided(issued));
  EXPECT_FLAGS(ledger.judge(withdrawn), IsEmpty());
}

TEST_F(BondsTest, AllocationsNameProjectsOfTheLedgerAndABondIsIssuedOnce) {
  EXPECT_REFUSED(ledger.judge(issue({{"P9", cny(100), {}}})), refused, "ST06",
                 "allocations[0].project");
  ledger.must(issue());
  EXPECT_REFUSED(ledger.judge(issue()), refused, "ST06", "bond_code");
}

TEST_F(BondsTest, ProceedsStayWithinTheAllocation) {
  EXPECT_REFUSED(ledger.judge(receive(1)), refused, "ST06", "bond_code");
  ledger.must(issue());
  const auto first = ledger.must(receive(50));
  EXPECT_REFUSED(ledger.judge(receive(11)), refused, "ST16", "amount");
  EXPECT_FLAGS(ledger.judge(receive(11), import_), ElementsAre(flag("ST16", "amount")));
  EXPECT_FLAGS(ledger.judge(receive(10)), IsEmpty());
  ledger.must(voided(first));
  EXPECT_FLAGS(ledger.judge(receive(60)), IsEmpty());
  register_project("P3");
  EXPECT_REFUSED(ledger.judge(receive(1, "P3")), refused, "ST16", "amount");
}

TEST_F(BondsTest, WithoutStatedAllocationsNothingIsCompared) {
  ledger.must(issue({}));
  EXPECT_FLAGS(ledger.judge(receive(1000)), IsEmpty());
  EXPECT_FLAGS(ledger.judge(move(1000)), IsEmpty());
}

TEST_F(BondsTest, OnlyWhatIsUnspentMovesToAnotherProject) {
  ledger.must(issue());
  EXPECT_REFUSED(ledger.judge(move(61)), refused, "ST16", "amount");
  const auto spent = ledger.must(spend(50));
  EXPECT_REFUSED(ledger.judge(move(11)), refused, "ST16", "amount");
  EXPECT_FLAGS(ledger.judge(move(11), import_), ElementsAre(flag("ST16", "amount")));
  ledger.must(move(10));
  EXPECT_FLAGS(ledger.judge(receive(50, "P2")), IsEmpty());
  EXPECT_REFUSED(ledger.judge(receive(51, "P2")), refused, "ST16", "amount");
  EXPECT_REFUSED(ledger.judge(move(1)), refused, "ST16", "amount");
  ledger.must(voided(spent));
  EXPECT_FLAGS(ledger.judge(move(50)), IsEmpty());
}

}  // namespace
}  // namespace tally::test
