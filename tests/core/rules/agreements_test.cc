// Contracts after their signing, credit, audits, parts of projects, and what every type says of
// what it names (ST06, ST07).
#include "core/catalogue/contents.h"
#include "tests/core/rules/rules_fixture.h"

namespace tally::test {
namespace {

class AgreementsTest : public RulesTest {
 protected:
  const How import_{.channel = Channel::import};

  void sign(std::string id, Money price, std::string project = "P1") {
    ContractSigned contract;
    contract.project = std::move(project);
    contract.contract_id = std::move(id);
    contract.price = price;
    ledger.must(contract);
  }
  static ContractAmended amend(Money delta) {
    ContractAmended amended;
    amended.project = "P1";
    amended.contract_id = "C1";
    amended.delta = delta;
    return amended;
  }
  template <class T>
  static T on_case(std::string id = "F1") {
    T event;
    event.case_id = std::move(id);
    event.enterprise = "acme";
    return event;
  }
  void register_org(std::string id) {
    OrgRegistered org;
    org.org_id = std::move(id);
    org.name = "an organisation";
    ledger.must(org);
  }
};

TEST_F(AgreementsTest, AContractsPriceDoesNotFallBelowZero) {
  EXPECT_REFUSED(ledger.judge(amend(cny(1))), refused, "ST06", "contract_id");
  sign("C1", cny(100));
  EXPECT_REFUSED(ledger.judge(amend(cny(-101))), refused, "ST07", "delta");
  EXPECT_REFUSED(ledger.judge(amend(cny(-101)), import_), refused, "ST07", "delta");
  const auto first = ledger.must(amend(cny(-100)));
  EXPECT_REFUSED(ledger.judge(amend(cny(-1))), refused, "ST07", "delta");
  ledger.must(voided(first));
  EXPECT_FLAGS(ledger.judge(amend(cny(-1))), IsEmpty());
}

TEST_F(AgreementsTest, AContractIsChangedAndSettledInItsOwnCurrency) {
  const Currency usd = Currency::parse("USD").value();
  sign("C1", {5, usd});
  EXPECT_FLAGS(ledger.judge(amend({1, usd})), IsEmpty());
  EXPECT_REFUSED(ledger.judge(amend(cny(1))), refused, "ST07", "delta");
  ContractSettled settled;
  settled.project = "P1";
  settled.contract_id = "C1";
  settled.amount = cny(1);
  EXPECT_REFUSED(ledger.judge(settled), refused, "ST07", "amount");
  register_project("P2");
  sign("C2", cny(5), "P2");
  settled.contract_id = "C2";
  EXPECT_FLAGS(ledger.judge(settled), ElementsAre(flag("ST06", "contract_id")));
}

TEST_F(AgreementsTest, ALoanBeyondTheLimitIsAFactAndFlagged) {
  register_org("acme");
  auto drawn = on_case<LoanDrawn>();
  drawn.amount = cny(60);
  EXPECT_REFUSED(ledger.judge(drawn), refused, "ST06", "case_id");
  auto applied = on_case<FinancingApplied>();
  applied.need = cny(100);
  ledger.must(applied);
  EXPECT_REFUSED(ledger.judge(applied), refused, "ST06", "case_id");
  auto granted = on_case<FinancingGranted>();
  granted.limit = cny(100);
  ledger.must(granted);
  const auto first = ledger.must(drawn);
  EXPECT_FLAGS(ledger.judge(drawn), ElementsAre(flag("ST07", "amount")));
  drawn.amount = cny(40);
  EXPECT_FLAGS(ledger.judge(drawn), IsEmpty());
  drawn.amount = cny(100);
  ledger.must(voided(first));
  EXPECT_FLAGS(ledger.judge(drawn), IsEmpty());
}

TEST_F(AgreementsTest, AnUnregisteredEnterpriseIsFlagged) {
  auto applied = on_case<FinancingApplied>();
  applied.need = cny(1);
  EXPECT_FLAGS(ledger.judge(applied), ElementsAre(flag("ST06", "enterprise")));
  register_org("acme");
  EXPECT_FLAGS(ledger.judge(applied), IsEmpty());
}

TEST_F(AgreementsTest, FindingsAreRaisedByAuditorsAndAnsweredWithinTenDays) {
  enrol("auditor", {"auditor"});
  AuditOpened opened;
  opened.audit_id = "A1";
  ledger.must(opened);
  FindingRaised raised;
  raised.audit_id = "A1";
  raised.finding_id = "F1";
  raised.project = "P9";
  const How auditor{.effective = "2025-06-01", .actor = "auditor"};
  EXPECT_REFUSED(ledger.judge(raised), not_authorized, "ST04", "actor");
  EXPECT_FLAGS(ledger.judge(raised, auditor), ElementsAre(flag("ST06", "project")));
  raised.project = "P1";
  EXPECT_FLAGS(ledger.add(raised, auditor), IsEmpty());
  EXPECT_REFUSED(ledger.judge(raised, auditor), refused, "ST06", "finding_id");
  ResponseFiled filed;
  filed.audit_id = "A1";
  filed.finding_id = "F1";
  EXPECT_FLAGS(ledger.judge(filed, {.effective = "2025-06-11"}), IsEmpty());
  EXPECT_FLAGS(ledger.judge(filed, {.effective = "2025-06-12"}),
               ElementsAre(flag("response", "effective")));
}

TEST_F(AgreementsTest, PartsOfAProjectAreProjects) {
  ProjectSplit split;
  split.project = "P1";
  split.parts = {{"P1a", {}}, {"P1b", {}}};
  register_project("P1a");
  EXPECT_REFUSED(ledger.judge(split), refused, "ST06", "parts[1].project");
  register_project("P1b");
  EXPECT_FLAGS(ledger.judge(split), IsEmpty());
}

// Whatever a type says that it must find is refused when it is not there, on every channel.
TEST_F(AgreementsTest, NoTypeIsAcceptedForWhatIsNotRecorded) {
  int asked = 0;
  for (const auto* type : catalogue()) {
    const bool refers = std::any_of(type->refers.begin(), type->refers.end(), [](const auto& r) {
      return r.subject != Subject::none && r.unresolved == Unresolved::refused;
    });
    if (!refers) continue;
    ++asked;
    const auto bytes = payload_from_json(type->name, 1, example_payload(*type));
    const auto payload = decode_payload(type->name, 1, bytes.value()).value();
    How how = import_;
    if (!stream_of(payload)) how.stream = "project-P1";
    const auto result = ledger.judge(payload, how);
    ASSERT_FALSE(result.ok()) << type->name;
  }
  EXPECT_GT(asked, 20);
}

}  // namespace
}  // namespace tally::test
