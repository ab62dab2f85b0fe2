// ST08, and which numbers are unique (ST06).
#include "tests/core/rules/rules_fixture.h"

namespace tally::test {
namespace {

using IdentifierTest = RulesTest;

OrgRegistered organisation(std::string id, std::string usci) {
  OrgRegistered org;
  org.org_id = std::move(id);
  org.name = "an organisation";
  org.identifier = Identifier{"CN-USCI", std::move(usci)};
  return org;
}

// Domain 2.7: real codes, and synthetic ones with valid arithmetic.
TEST_F(IdentifierTest, KnownCreditCodesPass) {
  for (const auto* usci :
       {"914403001922038216", "9144030071526726XG", "91110000802100433B", "11440105007499334H",
        "114401060000000190", "91440106MA0000015E", "91440106MA00000A94"}) {
    EXPECT_FLAGS(ledger.add(organisation("O", usci)), IsEmpty());
  }
}

TEST_F(IdentifierTest, EveryChangedCharacterOfACreditCodeIsSeen) {
  const std::string good = "9144030071526726XG";
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto bad = good;
    bad[i] = bad[i] == '1' ? '2' : '1';
    EXPECT_REFUSED(ledger.add(organisation("O", bad)), refused, "ST08", "identifier.id");
  }
}

TEST_F(IdentifierTest, TheInnerOrganisationCodeHasItsOwnCheck) {
  // The outer check holds for this one; characters 9 to 17 do not.
  const std::string letters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  int found = 0;
  for (const char last : letters) {
    auto code = std::string("9144030071526727X") + last;
    found += ledger.add(organisation("O", code)).ok() ? 1 : 0;
  }
  EXPECT_EQ(found, 0);
}

TEST_F(IdentifierTest, ShapeIsAskedEvenOfAWaivedCode) {
  auto org = organisation("O", "91350100M0001TGQX");
  org.check_waived = true;
  org.waiver_evidence = DocumentRef{};
  EXPECT_REFUSED(ledger.add(org), refused, "ST08", "identifier.id");
  org.identifier->id = "91350100M0001TGQXI";
  EXPECT_REFUSED(ledger.add(org), refused, "ST08", "identifier.id");
}

TEST_F(IdentifierTest, AWaivedOrganisationMayBeNamedEverywhere) {
  const std::string pilot = "91350100M0001TGQXM";
  auto paid = pay(1);
  paid.payee = Payee{};
  paid.payee.scheme = "CN-USCI";
  paid.payee.id = pilot;
  EXPECT_REFUSED(ledger.add(organisation("O", pilot)), refused, "ST08", "identifier.id");
  EXPECT_REFUSED(ledger.add(paid), refused, "ST08", "payee.id");
  auto org = organisation("O", pilot);
  org.check_waived = true;
  org.waiver_evidence = DocumentRef{};
  const auto registered = ledger.must(org);
  EXPECT_FLAGS(ledger.add(paid), IsEmpty());
  ledger.must(voided(registered));
  EXPECT_REFUSED(ledger.add(paid), refused, "ST08", "payee.id");
}

TEST_F(IdentifierTest, OtherSchemesAreNotChecked) {
  auto org = organisation("O", "anything");
  org.identifier->scheme = "US-EIN";
  EXPECT_FLAGS(ledger.add(org), IsEmpty());
  org.name = "renamed";
  EXPECT_FLAGS(ledger.add(org), IsEmpty());  // Registering again updates.
}

TEST_F(IdentifierTest, AnUnregisteredPayeeIsFlagged) {
  auto paid = pay(1);
  paid.payee = Payee{};
  paid.payee.scheme = "US-EIN";
  paid.payee.id = "12-3456789";
  EXPECT_FLAGS(ledger.add(paid), ElementsAre(flag("ST06", "payee.id")));
}

TEST_F(IdentifierTest, ProjectCodesHaveAShapeAndMayLookOdd) {
  ProjectCodeAssigned code;
  code.project = "P1";
  for (const auto* bad : {"2020-440106-48-01-01234", "2020-440106-48-01-0123456",
                          "2020_440106-48-01-012345", "2020-44010A-48-01-012345"}) {
    code.project_code = bad;
    EXPECT_REFUSED(ledger.add(code), refused, "ST08", "project_code");
  }
  code.project_code = "2026-440106-48-01-012345";
  EXPECT_FLAGS(ledger.add(code), ElementsAre(flag("ST08", "project_code")));
  code.project_code = "2025-440106-48-01-012345";
  EXPECT_FLAGS(ledger.add(code), IsEmpty());
  CodelistPublished districts;
  districts.list = "district";
  districts.items = {{"440106", {}, {}}};
  ledger.must(districts, {.effective = "2025-01-01"});
  EXPECT_FLAGS(ledger.add(code), IsEmpty());
  code.project_code = "2025-440105-48-01-012345";
  EXPECT_FLAGS(ledger.add(code), ElementsAre(flag("ST08", "project_code")));
  code.scheme = "NYC-FMSID";
  code.project_code = "anything";
  EXPECT_FLAGS(ledger.add(code), IsEmpty());
}

TEST_F(IdentifierTest, TheSameProjectCodeOnTwoProjectsIsFlagged) {
  register_project("P2");
  ProjectCodeAssigned code;
  code.project = "P1";
  code.project_code = "2025-440106-48-01-012345";
  EXPECT_FLAGS(ledger.add(code), IsEmpty());
  code.project = "P2";
  EXPECT_FLAGS(ledger.add(code), ElementsAre(flag("ST06", "project_code")));
  ledger.must(voided(ledger.events.back().event.proposal.id));
  code.project = "P1";
  EXPECT_FLAGS(ledger.add(code), IsEmpty());
}

TEST_F(IdentifierTest, AProjectIsRegisteredOnceUnlessVoided) {
  ProjectRegistered again;
  again.project_id = "P1";
  again.name = "again";
  EXPECT_REFUSED(ledger.add(again), refused, "ST06", "project_id");
  const auto other = register_project("P2");
  ledger.must(quota("Q1", 1, "P2"));
  ledger.must(voided(other));  // Nothing but the listed dependants blocks a void.
  EXPECT_REFUSED(ledger.add(quota("Q2", 1, "P2")), refused, "ST06", "project");
  register_project("P2");
  ledger.must(quota("Q2", 1, "P2"));
}

TEST_F(IdentifierTest, AnUnregisteredProjectIsRefusedOnEveryChannel) {
  for (const auto channel : {Channel::tcp, Channel::import}) {
    EXPECT_REFUSED(ledger.add(quota("Q1", 1, "P9"), {.channel = channel}), refused, "ST06",
                   "project");
  }
}

TEST_F(IdentifierTest, NumbersAreUniqueInTheWholeLedger) {
  register_project("P2");
  ledger.must(quota("N", 10));
  EXPECT_REFUSED(ledger.add(quota("N", 1, "P2")), refused, "ST06", "quota_id");
  ledger.must(request("N", 1));
  EXPECT_REFUSED(ledger.add(request("N", 1)), refused, "ST06", "request_id");
  ContractSigned contract;
  contract.project = "P1";
  contract.contract_id = "N";
  const auto signed_event = ledger.must(contract);
  contract.project = "P2";
  EXPECT_REFUSED(ledger.add(contract), refused, "ST06", "contract_id");
  BondNeedDeclared bond;
  bond.project = "P1";
  bond.declaration_id = "N";
  bond.amount = cny(1);
  bond.year = 2025;
  ledger.must(bond);
  EXPECT_REFUSED(ledger.add(bond), refused, "ST06", "declaration_id");
  open_phase("N", {});
  PhaseOpened phase;
  phase.project = "P2";
  phase.phase_id = "N";
  EXPECT_REFUSED(ledger.add(phase), refused, "ST06", "phase_id");
  // A voided event gives its number back: void and record anew.
  ledger.must(voided(signed_event));
  ledger.must(contract);
}

TEST_F(IdentifierTest, RelatedProjectsThatAreUnknownAreFlagged) {
  ProjectRegistered part;
  part.project_id = "P1a";
  part.name = "part";
  part.relates_to = {"P1", "P0"};
  EXPECT_FLAGS(ledger.add(part), ElementsAre(flag("ST06", "relates_to[1]")));
}

TEST_F(IdentifierTest, CertifiedWorkNeedsItsContract) {
  ProgressCertified certified;
  certified.project = "P1";
  certified.contract_id = "C1";
  EXPECT_REFUSED(ledger.add(certified), refused, "ST06", "contract_id");
  ContractSigned contract;
  contract.project = "P1";
  contract.contract_id = "C1";
  ledger.must(contract);
  certified.certified_value = cny(40);
  certified.cumulative = cny(40);
  EXPECT_FLAGS(ledger.add(certified, {.effective = "2025-01-31"}), IsEmpty());
  certified.certified_value = cny(10);
  EXPECT_FLAGS(ledger.add(certified, {.effective = "2025-03-31"}),
               ElementsAre(flag("R13", "cumulative")));
  certified.cumulative = cny(50);
  EXPECT_FLAGS(ledger.add(certified, {.effective = "2025-02-28"}), IsEmpty());
  register_project("P2");
  certified.project = "P2";
  certified.cumulative.reset();
  EXPECT_FLAGS(ledger.add(certified), ElementsAre(flag("ST06", "contract_id")));
}

}  // namespace
}  // namespace tally::test
