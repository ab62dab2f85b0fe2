// OC4IDS 0.9.5, member by member (domain §3).
#include "tests/tools/export/export_fixture.h"

namespace tally::test {
namespace {

const std::string kStream = "project-p1";
const std::string kPayee = R"("payee":{"scheme":"CN-USCI","id":"91440106MA0000015E"})";

std::string money_text(std::string_view name, std::string_view minor) {
  return "\"" + std::string(name) + R"(":{"minor":")" + std::string(minor) +
         R"(","currency":"CNY"})";
}

class Oc4idsTest : public ExportTest {
 protected:
  Oc4idsTest() {
    add("org-contractor", "org.registered",
        R"({"org_id":"contractor","name":"示例建设","identifier":{"scheme":"CN-USCI",
            "id":"91440106MA0000015E"}})",
        "2025-01-01");
    add("org-finance", "org.registered", R"({"org_id":"finance","name":"示例财政局"})",
        "2025-01-01");
    add(kStream, "project.registered",
        R"({"project_id":"p1","name":"示例园区","owner":{"scheme":"CN-USCI",
            "id":"91440106MA00000A94"},"district":"440106","industry_class":"C3612",)" +
            money_text("planned_total", "100000000") + "}",
        "2025-01-02", public_event());
  }
  std::string project_text() {
    return to_json_text(at(at(written_json("oc4ids"), "projects"), std::size_t{0}));
  }
  Json project() { return at(at(written_json("oc4ids"), "projects"), std::size_t{0}); }
  void stage(const std::string& to, const std::string& day) {
    add(kStream, "stage.changed", R"({"project":"p1","from":"reserve","to":")" + to + R"("})", day);
  }
  std::string status() {
    const auto shown = project();
    const auto* status = shown.find("status");
    return status ? *status->string() : "";
  }
};

TEST_F(Oc4idsTest, ThePackageSaysWhereItComesFrom) {
  const auto package = written_json("oc4ids");
  EXPECT_EQ(*at(package, "version").string(), "0.9");
  EXPECT_EQ(*at(package, "uri").string(),
            "https://example.org/exports?known=4&effective=2025-12-31");
  // The ledger's time, not that of the export: the last event of K.
  EXPECT_EQ(*at(package, "publishedDate").string(), "2025-06-15T23:06:43+08:00");
  EXPECT_EQ(to_json_text(at(package, "tallystick")),
            R"({"origin":"example.org/exports","effective":"2025-12-31","known_size":4,"root":")" +
                std::string("4b227777d4dd1fc61c6f884f48641d02b4d121d3fd328cb08b5531fcacdabf8a") +
                R"(","sample":false,"visibility":"all"})");
}

TEST_F(Oc4idsTest, ARegisteredProjectIsItsTitleAuthorityAndBudget) {
  EXPECT_EQ(
      project_text(),
      R"({"id":"p1","updated":"2025-06-15T23:06:43+08:00","title":"示例园区",)"
      R"("publicAuthority":{"id":"CN-USCI-91440106MA00000A94"},)"
      R"("additionalClassifications":[{"scheme":"industry_class","id":"C3612"}],)"
      R"("locations":[{"id":"site","address":{"region":"440106"}}],"status":"identification",)"
      R"("budget":{"amount":{"amount":1000000.00,"currency":"CNY"},)"
      R"("description":"计划总投资 total investment: registered"},)"
      R"("parties":[{"id":"CN-USCI-91440106MA00000A94","identifier":{"scheme":"CN-USCI",)"
      R"("id":"91440106MA00000A94"},"roles":["publicAuthority"]}]})");
}

TEST_F(Oc4idsTest, StagesAreTheStatusesOfTheStandard) {
  stage("feasibility", "2025-02-01");
  EXPECT_EQ(status(), "preparation");
  stage("permitting", "2025-03-01");
  EXPECT_EQ(status(), "preparation");
  add(kStream, "contract.signed", R"({"project":"p1","contract_id":"c1"})", "2025-03-02");
  EXPECT_EQ(status(), "implementation") << "permitting with a contract";
  stage("suspended", "2025-04-01");
  EXPECT_EQ(status(), "implementation") << "suspended keeps the status before";
  stage("final_accounts", "2025-05-01");
  EXPECT_EQ(status(), "completion");
  stage("operation", "2025-06-01");
  EXPECT_EQ(status(), "maintenance");
  stage("cancelled", "2025-07-01");
  EXPECT_EQ(status(), "cancelled");
}

TEST_F(Oc4idsTest, TheBudgetIsTheHighestLevelThatWasStated) {
  const auto estimate = [&](const char* kind, const char* minor) {
    add(kStream, "estimate.approved",
        std::string(R"({"project":"p1","kind":")") + kind + "\"," + money_text("total", minor) +
            "}",
        "2025-02-01");
  };
  estimate("design", "200000000");
  estimate("feasibility", "300000000");
  estimate("budget", "400000000");
  EXPECT_EQ(to_json_text(at(at(project(), "budget"), "amount")),
            R"({"amount":2000000.00,"currency":"CNY"})");
  EXPECT_EQ(*at(at(project(), "budget"), "approvalDate").string(), "2025-02-01T00:00:00+08:00");
}

TEST_F(Oc4idsTest, MilestonesArePlannedMetOrMissed) {
  const auto milestone = [&](const char* type, const char* rest, const char* day) {
    add(kStream, type, std::string(R"({"project":"p1",)") + rest + "}", day);
  };
  milestone("milestone.planned", R"("code":"start","date":"2025-03-01")", "2025-01-03");
  milestone("milestone.planned", R"("code":"handover","date":"2026-03-01")", "2025-01-03");
  milestone("milestone.planned", R"("code":"topping_out","date":"2025-04-01")", "2025-01-03");
  milestone("milestone.planned", R"("code":"completion_accepted","date":"2025-05-01")",
            "2025-01-03");
  milestone("milestone.planned", R"("code":"completion_accepted")", "2025-01-04");
  milestone("milestone.reached", R"("code":"start")", "2025-03-05");
  EXPECT_EQ(to_json_text(at(project(), "milestones")),
            R"([{"id":"milestone/handover","title":"handover","type":"delivery",)"
            R"("code":"commissioning","dueDate":"2026-03-01T00:00:00+08:00",)"
            R"("status":"scheduled"},)"
            R"({"id":"milestone/start","title":"start","type":"delivery","code":"commencement",)"
            R"("dueDate":"2025-03-01T00:00:00+08:00","dateMet":"2025-03-05T00:00:00+08:00",)"
            R"("status":"met"},)"
            R"({"id":"milestone/topping_out","title":"topping_out","type":"delivery",)"
            R"("dueDate":"2025-04-01T00:00:00+08:00","status":"notMet"}])");
  EXPECT_EQ(to_json_text(at(project(), "period")), R"({"startDate":"2025-03-05T00:00:00+08:00"})");
}

TEST_F(Oc4idsTest, AnOpeningBalanceTellsTheStart) {
  add(kStream, "opening.recorded",
      R"({"project":"p1","started_on":"2023-04-11","stage":"construction"})", "2024-12-31");
  EXPECT_EQ(*at(at(project(), "period"), "startDate").string(), "2023-04-11T00:00:00+08:00");
  EXPECT_EQ(status(), "implementation");
}

TEST_F(Oc4idsTest, StepsOfApprovalAreMilestonesOfTheirItem) {
  add(kStream, "approval.phase_opened",
      R"({"project":"p1","phase_id":"p1/P1","steps":[{"step":"a","item":"feasibility"},
          {"step":"b","item":"eia"},{"step":"c"}]})",
      "2025-02-01");
  add(kStream, "approval.step_approved",
      R"({"phase_id":"p1/P1","step":"a","certificate_no":"发改〔2025〕1号"})", "2025-02-03");
  add(kStream, "approval.step_denied", R"({"phase_id":"p1/P1","step":"b"})", "2025-02-04");
  EXPECT_EQ(to_json_text(at(project(), "milestones")),
            R"([{"id":"step/p1/P1/a","title":"feasibility","type":"approval",)"
            R"("code":"projectApproval","description":"发改〔2025〕1号",)"
            R"("dateMet":"2025-02-03T00:00:00+08:00","status":"met"},)"
            R"({"id":"step/p1/P1/b","title":"eia","type":"approval",)"
            R"("dateModified":"2025-02-04T00:00:00+08:00","status":"notMet"},)"
            R"({"id":"step/p1/P1/c","title":"c","type":"approval","status":"scheduled"}])");
}

TEST_F(Oc4idsTest, PaymentsStandUnderTheirContractWithPayerAndPayee) {
  add(kStream, "contract.signed",
      R"({"project":"p1","contract_id":"c1","name":"主体工程","contractor":{"scheme":"CN-USCI",
          "id":"91440106MA0000015E"},)" +
          money_text("price", "50000000") + "}",
      "2025-02-01");
  const auto paid = add(
      kStream, "funding.disbursed",
      R"({"project":"p1","contract_id":"c1",)" + kPayee + "," + money_text("amount", "1234") + "}",
      "2025-03-01", event_of("finance"));
  add(kStream, "funding.returned",
      R"({"disbursed":")" + id(paid) + "\"," + money_text("amount", "34") + "}", "2025-03-02");
  add(kStream, "funding.disbursed",
      R"({"project":"p1","payee":{"kind":"persons","count":3},)" + money_text("amount", "7") + "}",
      "2025-03-03");
  const auto out = project();
  const auto& process = at(at(out, "contractingProcesses"), std::size_t{0});
  EXPECT_EQ(*at(process, "id").string(), "c1");
  const auto& transactions = at(at(process, "summary"), "transactions");
  EXPECT_EQ(to_json_text(at(transactions, std::size_t{0})),
            R"({"id":")" + id(paid) +
                R"(","date":"2025-03-01T00:00:00+08:00","value":{"amount":12.34,"currency":"CNY"},)"
                R"("payer":{"id":"finance","name":"示例财政局"},)"
                R"("payee":{"id":"CN-USCI-91440106MA0000015E","name":"示例建设"}})");
  EXPECT_EQ(to_json_text(at(at(transactions, std::size_t{1}), "value")),
            R"({"amount":-0.34,"currency":"CNY"})");
  EXPECT_EQ(to_json_text(at(at(at(out, "transactions"), std::size_t{0}), "payee")),
            R"({"id":"persons-3","name":"个人 persons: 3"})");
}

TEST_F(Oc4idsTest, PublicPackagesHoldPublicEventsOnly) {
  stage("construction", "2025-03-01");
  ExportOptions options;
  options.public_only = true;
  const auto package = written_json("oc4ids", options);
  const auto& project = at(at(package, "projects"), std::size_t{0});
  EXPECT_EQ(*at(project, "status").string(), "identification");
  EXPECT_EQ(*at(at(package, "tallystick"), "visibility").string(), "public");
}

TEST_F(Oc4idsTest, APackageWithoutProjectsIsRefused) {
  ExportOptions options;
  options.to = path("none.json");
  options.effective = Date::parse("2024-12-31").value();
  const auto done = run("oc4ids", options);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::not_found);
  EXPECT_FALSE(std::filesystem::exists(options.to));
  EXPECT_FALSE(std::filesystem::exists(options.to + ".unfinished"));
}

TEST_F(Oc4idsTest, TheSameCutGivesTheSameBytes) {
  const auto first = written("oc4ids");
  ExportOptions options;
  options.known.kind = protocol::Known::Kind::size;
  options.known.size = size();
  stage("construction", "2025-03-01");  // Beyond K.
  EXPECT_EQ(first, written("oc4ids", options));
}

}  // namespace
}  // namespace tally::test
