// Who may write what, where and when: ST01, ST04, ST05, ST06 of streams.
#include "core/catalogue/shipped.h"
#include "tests/core/rules/rules_fixture.h"

namespace tally::test {
namespace {

using AuthorityTest = RulesTest;

RulebookPublished matrix(std::uint32_t version, std::vector<RoleGrant> grants) {
  RulebookPublished rulebook;
  rulebook.version = version;
  rulebook.roles = std::move(grants);
  return rulebook;
}

TEST_F(AuthorityTest, InitIsAcceptedWithoutFlagsAndLeavesNothingMissing) {
  for (const auto& event : ledger.events) EXPECT_THAT(event.flags, IsEmpty());
  EXPECT_EQ(ledger.state.identity()->origin, "ledger.example/rules");
  EXPECT_EQ(ledger.state.identity()->operator_id, "operator");
  EXPECT_THAT(ledger.state.missing_reference_data(), IsEmpty());
  EXPECT_FALSE(ledger.state.holds_unknown_types());
}

TEST(Authority, AnEmptyLogLacksAllReferenceData) {
  RuleState state;
  EXPECT_EQ(state.missing_reference_data().size(), 1 + shipped_codelists().size());
  EXPECT_FALSE(state.identity());
}

TEST(Authority, NothingComesBeforeTheOpening) {
  RulesLedger ledger;
  ActorEnrolled enrolled;
  enrolled.actor_id = "operator";
  EXPECT_REFUSED(ledger.add(enrolled), refused, "ST06", "type");
  EXPECT_REFUSED(ledger.add(OpenPayload{"{}"}), refused, "ST06", "type");
}

TEST_F(AuthorityTest, TheLedgerIsOpenedOnce) {
  LedgerOpened again;
  again.origin = "ledger.example/again";
  again.currency = kCny;
  again.zone = "UTC";
  again.operator_id = "operator";
  EXPECT_REFUSED(ledger.add(again), refused, "ST06", "type");
}

TEST_F(AuthorityTest, AnUnknownTypeOrSchemaIsRefusedWhenNewAndCarriedWhenReplayed) {
  EXPECT_REFUSED(ledger.add(Payload{}, {.stream = "project-P1", .type = "project.moved"}), invalid,
                 "ST01", "type");
  EXPECT_REFUSED(
      ledger.add(Payload{}, {.stream = "project-P1", .type = "project.listed", .schema = 2}),
      invalid, "ST01", "schema");
  const auto event =
      ledger.propose(Payload{}, {.stream = "project-P1", .type = "project.listed", .schema = 2});
  ledger.state.replay(RulesLedger::view(event, Channel::tcp), ledger);
  EXPECT_TRUE(ledger.state.holds_unknown_types());
}

TEST_F(AuthorityTest, AnErasedEventOfAKnownTypeIsNotUnknown) {
  const auto event = ledger.propose(Payload{}, {.stream = "project-P1", .type = "project.listed"});
  ledger.state.replay(RulesLedger::view(event, Channel::tcp), ledger);
  EXPECT_FALSE(ledger.state.holds_unknown_types());
}

TEST_F(AuthorityTest, OnlyEnrolledActorsWrite) {
  EXPECT_REFUSED(ledger.add(quota("Q1", 5), {.actor = "stranger"}), not_authorized, "ST04",
                 "actor");
  for (const auto channel : {Channel::import, Channel::interface, Channel::local}) {
    EXPECT_REFUSED(ledger.add(quota("Q1", 5), {.actor = "stranger", .channel = channel}),
                   not_authorized, "ST04", "actor");
  }
  enrol("stranger");
  ledger.must(quota("Q1", 5), {.actor = "stranger"});
}

TEST_F(AuthorityTest, ARevokedActorWritesAgainAfterANewEnrolment) {
  ActorRevoked revoked;
  revoked.actor_id = "bob";
  ledger.must(revoked);
  EXPECT_FALSE(ledger.state.is_enrolled("bob"));
  EXPECT_REFUSED(ledger.add(quota("Q1", 5), {.actor = "bob"}), not_authorized, "ST04", "actor");
  EXPECT_REFUSED(ledger.add(revoked), refused, "ST06", "actor_id");
  enrol("bob");
  ledger.must(quota("Q1", 5), {.actor = "bob"});
}

TEST_F(AuthorityTest, TheKeyIsThatOfTheLastEnrolment) {
  EXPECT_FALSE(ledger.state.actor_key("bob"));
  ActorEnrolled keyed;
  keyed.actor_id = "bob";
  keyed.public_key = Bytes(32, 7);
  const auto first = ledger.must(keyed);
  keyed.public_key = Bytes(32, 9);
  const auto second = ledger.must(keyed);
  EXPECT_EQ(ledger.state.actor_key("bob"), Bytes(32, 9));
  ledger.must(voided(second));
  EXPECT_EQ(ledger.state.actor_key("bob"), Bytes(32, 7));
  ActorRevoked revoked;
  revoked.actor_id = "bob";
  ledger.must(revoked);
  EXPECT_FALSE(ledger.state.actor_key("bob"));
  (void)first;
}

TEST_F(AuthorityTest, TheLatestRoleMatrixDecides) {
  enrol("clerk", {"finance"});
  ledger.must(matrix(2, {{"finance", {"budget.*"}}, {"all", {"*"}}}));
  ledger.must(quota("Q1", 5), {.actor = "clerk"});
  EXPECT_REFUSED(ledger.add(pay(1), {.actor = "clerk"}), not_authorized, "ST04", "actor");
  EXPECT_REFUSED(ledger.add(quota("Q2", 5), {.actor = "clerk", .role = "all"}), not_authorized,
                 "ST04", "actor");
  ledger.must(quota("Q2", 5), {.actor = "clerk", .role = "finance"});
  // A matrix for next year is not yet in force.
  ledger.must(matrix(3, {{"finance", {"funding.*"}}}), {.effective = "2026-01-01"});
  ledger.must(quota("Q3", 5), {.actor = "clerk"});
}

TEST_F(AuthorityTest, TheOperatorCanAlwaysReplaceTheRulebook) {
  ledger.must(matrix(2, {}));
  EXPECT_REFUSED(ledger.add(quota("Q1", 5)), not_authorized, "ST04", "actor");
  ledger.must(matrix(3, {{"any", {"*"}}}));
}

TEST_F(AuthorityTest, TheStreamMustFitTypeAndKey) {
  EXPECT_REFUSED(ledger.add(quota("Q1", 5), {.stream = "project-P2"}), invalid, "ST06", "stream");
  EXPECT_REFUSED(ledger.add(quota("Q1", 5), {.stream = "org-P1"}), invalid, "ST06", "stream");
  EXPECT_REFUSED(ledger.add(quota("Q1", 5), {.stream = "project-P11"}), invalid, "ST06", "stream");
  EXPECT_REFUSED(ledger.add(shipped_rulebook(), {.stream = "rulebook-other"}), invalid, "ST06",
                 "stream");
}

TEST_F(AuthorityTest, StreamNamesAreCompareEncoded) {
  register_project("示例/1");
  auto foreign = quota("Q1", 5, "示例/1");
  ledger.must(foreign, {.stream = "project-%E7%A4%BA%E4%BE%8B%2F1"});
  foreign.quota_id = "Q2";
  EXPECT_REFUSED(ledger.add(foreign, {.stream = "project-%E7%A4%BA%E4%BE%8B%2f1"}), invalid, "ST06",
                 "stream");
}

TEST_F(AuthorityTest, EventsWithoutProjectStandWhereTheirSubjectWasOpened) {
  register_project("P2");
  open_phase("A", {plan("s")});
  EXPECT_EQ(ledger.state.stream_of_phase("A"), "project-P1");
  EXPECT_REFUSED(ledger.add(act<StepSubmitted>("A", "s"), {.stream = "project-P2"}), invalid,
                 "ST06", "stream");
  EXPECT_REFUSED(ledger.add(act<StepSubmitted>("B", "s"), {.stream = "project-P1"}), refused,
                 "ST06", "phase_id");
  EXPECT_REFUSED(ledger.add(approve("R1", 1, 1), {.stream = "project-P1"}), refused, "ST06",
                 "request_id");
  BondDeclarationWithdrawn withdrawn;
  withdrawn.declaration_id = "D1";
  EXPECT_REFUSED(ledger.add(withdrawn, {.stream = "project-P1"}), refused, "ST06",
                 "declaration_id");
  EXPECT_REFUSED(ledger.add(give_back(EventId{}, 1), {.stream = "project-P1"}), refused, "ST06",
                 "disbursed");
  EXPECT_REFUSED(ledger.add(voided(EventId{}), {.stream = "project-P1"}), refused, "ST06",
                 "target");
}

TEST_F(AuthorityTest, OpenTypesGoAnywhereButNotForEverybody) {
  EXPECT_FLAGS(ledger.add(OpenPayload{"{}"}, {.stream = "project-unheard-of"}), IsEmpty());
  EXPECT_FLAGS(ledger.add(OpenPayload{"{}"}, {.stream = "whatever-1"}), IsEmpty());
  EXPECT_REFUSED(ledger.add(OpenPayload{"{}"}, {.actor = "stranger"}), not_authorized, "ST04",
                 "actor");
}

TEST_F(AuthorityTest, FactsMayLieOneDayAheadAndNoMore) {
  ledger.must(stage("reserve", "initiation"), {.effective = "2025-07-01"});
  EXPECT_REFUSED(ledger.add(stage("initiation", "feasibility"), {.effective = "2025-07-02"}),
                 refused, "ST05", "effective");
  // A plan may lie ahead.
  ProjectListed listed;
  listed.project = "P1";
  listed.list = "district_key";
  listed.year = 2026;
  ledger.must(listed, {.effective = "2026-01-01"});
}

TEST_F(AuthorityTest, APeriodIsDatedByItsLastDay) {
  InvestmentReported report;
  report.project = "P1";
  report.period = Period::parse("2025-05").value();
  report.month = cny(1);
  EXPECT_REFUSED(ledger.add(report), invalid, "ST05", "effective");
  EXPECT_REFUSED(ledger.add(report, {.effective = "2025-05-30"}), invalid, "ST05", "effective");
  ledger.must(report, {.effective = "2025-05-31"});
  // Certified work without a period has a date of its own.
  ContractSigned contract;
  contract.project = "P1";
  contract.contract_id = "C1";
  ledger.must(contract);
  ProgressCertified certified;
  certified.project = "P1";
  certified.contract_id = "C1";
  ledger.must(certified);
  certified.period = Period::parse("2025-Q1").value();
  EXPECT_REFUSED(ledger.add(certified), invalid, "ST05", "effective");
  ledger.must(certified, {.effective = "2025-03-31"});
}

TEST(Authority, EveryCodeHasItsTextInBothLanguages) {
  for (int i = 1; i <= 22; ++i) {
    const std::string code = (i < 10 ? "ST0" : "ST") + std::to_string(i);
    EXPECT_NE(rule_text(code).en, code);
    EXPECT_NE(rule_text(code).zh, code);
  }
  for (const auto* code : {"R13", "R26", "codelist"}) EXPECT_NE(rule_text(code).en, code);
  EXPECT_EQ(rule_text("ST99").en, "ST99");
}

}  // namespace
}  // namespace tally::test
