// C9: corrections and voids (ST17, ST18).
#include "tests/core/rules/rules_fixture.h"

namespace tally::test {
namespace {

class CorrectionsTest : public RulesTest {
 protected:
  static ContractSigned contract(std::string name, std::int64_t yuan = 100) {
    ContractSigned event;
    event.project = "P1";
    event.contract_id = "C1";
    event.price = cny(yuan);
    event.name = std::move(name);
    return event;
  }
};

TEST_F(CorrectionsTest, TheStatedDifferenceMustBeTheRealOne) {
  const auto original = ledger.must(contract("rode"), {.effective = "2025-03-01"});
  EXPECT_REFUSED(ledger.add(corrected(original, contract("road"), {"package_id"})), refused, "ST17",
                 "changed");
  EXPECT_REFUSED(ledger.add(corrected(original, contract("road"), {"name", "package_id"})), refused,
                 "ST17", "changed");
  EXPECT_REFUSED(ledger.add(corrected(original, contract("road"), {"name"}, "2025-03-02")), refused,
                 "ST17", "changed");
  EXPECT_REFUSED(ledger.add(corrected(original, contract("road"), {"name", "name"})), refused,
                 "ST17", "changed");
  EXPECT_FLAGS(
      ledger.add(corrected(original, contract("road"), {"name", "effective"}, "2025-03-02")),
      IsEmpty());
}

TEST_F(CorrectionsTest, TheDifferenceIsTakenFromWhatIsInForce) {
  const auto original = ledger.must(contract("a"));
  const auto first = ledger.must(corrected(original, contract("b"), {"name"}));
  EXPECT_REFUSED(ledger.add(corrected(original, contract("b"), {"name"})), refused, "ST17",
                 "changed");
  ledger.must(corrected(original, contract("a"), {"name"}));
  ledger.must(voided(ledger.events.back().event.proposal.id));  // "b" returns.
  EXPECT_REFUSED(ledger.add(corrected(original, contract("b"), {"name"})), refused, "ST17",
                 "changed");
  ledger.must(voided(first));  // "a" returns.
  ledger.must(corrected(original, contract("b"), {"name"}));
}

TEST_F(CorrectionsTest, MoneyAndNumbersCannotBeCorrected) {
  const auto original = ledger.must(contract("road"));
  EXPECT_REFUSED(ledger.add(corrected(original, contract("road", 99), {"price"})), refused, "ST17",
                 "replacement.price");
  auto renumbered = contract("road");
  renumbered.contract_id = "C2";
  EXPECT_REFUSED(ledger.add(corrected(original, renumbered, {"contract_id"})), refused, "ST17",
                 "replacement.contract_id");
}

TEST_F(CorrectionsTest, AnotherEnrolledPersonApproves) {
  const auto original = ledger.must(contract("rode"));
  auto event = corrected(original, contract("road"), {"name"});
  event.approver = "operator";
  EXPECT_REFUSED(ledger.add(event), refused, "ST17", "approver");
  event.approver = "stranger";
  EXPECT_REFUSED(ledger.add(event), refused, "ST17", "approver");
  auto gone = voided(original);
  gone.approver = "operator";
  EXPECT_REFUSED(ledger.add(gone), refused, "ST17", "approver");
}

TEST_F(CorrectionsTest, TargetsAreOriginalsOfTheSameTypeThatAreNotVoid) {
  const auto original = ledger.must(contract("rode"));
  const auto correction = ledger.must(corrected(original, contract("road"), {"name"}));
  auto again = corrected(original, contract("street"), {"name"});
  again.target = correction;
  EXPECT_REFUSED(ledger.add(again), refused, "ST17", "target");
  auto other_type = corrected(original, quota("Q", 1), {"name"});
  other_type.target_type = "budget.allocated";
  EXPECT_REFUSED(ledger.add(other_type), invalid, "ST17", "target_type");
  const auto gone = ledger.must(voided(original));
  EXPECT_REFUSED(ledger.add(corrected(original, contract("x"), {"name"})), refused, "ST17",
                 "target");
  EXPECT_REFUSED(ledger.add(voided(original)), refused, "ST17", "target");
  EXPECT_REFUSED(ledger.add(voided(gone)), refused, "ST17", "target");
  ledger.must(voided(correction));  // Harmless: the original is void anyway.
}

TEST_F(CorrectionsTest, TheOpeningOfTheLedgerStands) {
  EXPECT_REFUSED(ledger.add(voided(ledger.events[0].event.proposal.id)), refused, "ST17", "target");
}

TEST_F(CorrectionsTest, OpenEventsAreVoidedAndCorrected) {
  const auto note =
      ledger.must(OpenPayload{"{\"a\":1}"}, {.stream = "project-P1", .type = "x.note"});
  EXPECT_FLAGS(ledger.add(corrected(note, OpenPayload{"{\"a\":2}"}, {"payload"})), IsEmpty());
  ledger.must(voided(note));
}

TEST_F(CorrectionsTest, TheReplacementKeepsTheRulesOfItsType) {
  const auto original = ledger.must(contract("road"), {.effective = "2025-03-01"});
  EXPECT_REFUSED(ledger.add(corrected(original, contract("road"), {"effective"}, "2025-07-02")),
                 refused, "ST05", "replacement.effective");
  OrgRegistered org;
  org.org_id = "O1";
  org.name = "one";
  org.identifier = Identifier{"CN-USCI", "914403001922038216"};
  const auto registered = ledger.must(org);
  org.identifier->id = "914403001922038217";
  EXPECT_REFUSED(ledger.add(corrected(registered, org, {"identifier"})), refused, "ST08",
                 "replacement.identifier.id");
  const auto changed = ledger.must(stage("reserve", "initiation"));
  EXPECT_FLAGS(ledger.add(corrected(changed, stage("reserve", "operation"), {"to"})),
               ElementsAre(flag("ST09", "replacement.to")));
}

TEST_F(CorrectionsTest, ATrialLeavesNoTrace) {
  const auto changed = ledger.must(stage("reserve", "initiation"));
  const auto before = ledger.state.fingerprint();
  ASSERT_TRUE(ledger.judge(corrected(changed, stage("reserve", "operation"), {"to"})).ok());
  EXPECT_EQ(ledger.state.fingerprint(), before);
}

TEST_F(CorrectionsTest, VoidingACorrectionBringsBackTheEarlierValue) {
  const auto changed = ledger.must(stage("reserve", "initiation"));
  const auto before = ledger.must(corrected(changed, stage("reserve", "cancelled"), {"to"}));
  ledger.must(voided(before));
  EXPECT_FLAGS(ledger.add(stage("initiation", "feasibility")), IsEmpty());
}

TEST_F(CorrectionsTest, AnUnreadableTargetMakesTheLedgerReadOnly) {
  const auto original = ledger.must(contract("rode"));
  ledger.must(corrected(original, contract("road"), {"name"}));
  ledger.unreadable = true;
  EXPECT_TRUE(ledger.replayed().holds_unknown_types());
  EXPECT_FALSE(ledger.add(voided(original), {.stream = "project-P1"}).ok());
}

}  // namespace
}  // namespace tally::test
