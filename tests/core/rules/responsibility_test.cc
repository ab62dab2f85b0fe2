// One industry, one leader, one department; bodies that overlap (ST13).
#include "tests/core/rules/rules_fixture.h"

namespace tally::test {
namespace {

class ResponsibilityTest : public RulesTest {
 protected:
  const How import_{.channel = Channel::import};

  void SetUp() override {
    RulesTest::SetUp();
    IndustryRegistered industry;
    industry.code = "SC01";
    industry.name = "software";
    ledger.must(industry);
    OrgRegistered org;
    for (const char* id : {"drc", "finance"}) {
      org.org_id = id;
      org.name = id;
      ledger.must(org);
    }
  }
  static ResponsibilityAssigned assign(std::string id, std::optional<std::string> leader,
                                       std::optional<std::string> org = {}) {
    ResponsibilityAssigned assigned;
    assigned.responsibility_id = std::move(id);
    assigned.subject = {SubjectKind::industry, "SC01"};
    assigned.leader = std::move(leader);
    assigned.lead_org = std::move(org);
    return assigned;
  }
  static ResponsibilityEnded end(std::string id) {
    ResponsibilityEnded ended;
    ended.responsibility_id = std::move(id);
    ended.subject = {SubjectKind::industry, "SC01"};
    return ended;
  }
  static BodyEstablished office(std::string id) {
    BodyEstablished body;
    body.body_id = std::move(id);
    body.name = "office";
    body.kind = BodyKind::industry_office;
    body.industries = {"SC01"};
    return body;
  }
  static How at(std::string date) { return {.effective = std::move(date)}; }
};

TEST_F(ResponsibilityTest, ASecondLeaderIsRefusedWithBothPositions) {
  ledger.must(assign("Z1", "leader-1"), at("2025-01-01"));
  const auto first = ledger.events.size() - 1;
  const auto refused = ledger.judge(assign("Z2", "leader-2"), at("2025-02-01"));
  EXPECT_REFUSED(refused, refused, "ST13", "leader");
  for (const auto position : {first, first + 1}) {
    EXPECT_THAT(refused.error().message, testing::HasSubstr(std::to_string(position)));
    EXPECT_THAT(refused.error().message_zh, testing::HasSubstr(std::to_string(position)));
  }
  EXPECT_FLAGS(ledger.judge(assign("Z2", "leader-2"), import_),
               ElementsAre(flag("ST13", "leader")));
  EXPECT_FLAGS(ledger.judge(assign("Z2", "leader-1", "drc"), at("2025-02-01")), IsEmpty());
}

TEST_F(ResponsibilityTest, ASecondDepartmentIsRefusedAndOthersMayHelp) {
  ledger.must(assign("Z1", {}, "drc"), at("2025-01-01"));
  EXPECT_REFUSED(ledger.judge(assign("Z2", {}, "finance")), refused, "ST13", "lead_org");
  auto help = assign("Z2", "leader-2", "finance");
  help.role = ResponsibilityRole::support;
  EXPECT_FLAGS(ledger.judge(help), IsEmpty());
  help.role = ResponsibilityRole::lead;
  EXPECT_REFUSED(ledger.judge(help), refused, "ST13", "lead_org");
}

TEST_F(ResponsibilityTest, OneEndsOnTheDayThatTheNextBegins) {
  ledger.must(assign("Z1", "leader-1"), at("2025-01-01"));
  const auto ended = ledger.must(end("Z1"), at("2025-03-01"));
  EXPECT_REFUSED(ledger.judge(assign("Z2", "leader-2"), at("2025-02-28")), refused, "ST13",
                 "leader");
  EXPECT_FLAGS(ledger.judge(assign("Z2", "leader-2"), at("2025-03-01")), IsEmpty());
  ledger.must(voided(ended));
  EXPECT_REFUSED(ledger.judge(assign("Z2", "leader-2"), at("2025-03-01")), refused, "ST13",
                 "leader");
}

TEST_F(ResponsibilityTest, ALateEntryThatReachesIntoAnothersTimeIsFlagged) {
  const auto first = ledger.must(assign("Z1", "leader-1"), at("2025-01-01"));
  EXPECT_FLAGS(ledger.judge(assign("Z2", "leader-2"), at("2024-06-01")),
               ElementsAre(flag("ST13", "leader")));
  ledger.must(voided(first));
  EXPECT_FLAGS(ledger.judge(assign("Z2", "leader-2"), at("2025-01-01")), IsEmpty());
}

TEST_F(ResponsibilityTest, StandsInTheStreamOfWhatItIsFor) {
  EXPECT_REFUSED(ledger.judge(assign("Z1", "l"), {.stream = "industry-SC02"}), invalid, "ST06",
                 "stream");
  auto project = assign("Z1", "l");
  project.subject = {SubjectKind::project, "P9"};
  EXPECT_REFUSED(ledger.judge(project), refused, "ST06", "subject.id");
  project.subject.id = "P1";
  EXPECT_FLAGS(ledger.judge(project), IsEmpty());
  EXPECT_EQ(ledger.propose(project, {}).proposal.stream, "project-P1");
  auto unknown = assign("Z1", "l", "nobody");
  unknown.subject.id = "SC99";
  EXPECT_FLAGS(ledger.judge(unknown),
               ElementsAre(flag("ST06", "lead_org"), flag("ST06", "subject.id")));
}

TEST_F(ResponsibilityTest, OverlappingBodiesOfOneKindAreFlagged) {
  ledger.must(office("Y1"), at("2025-01-01"));
  EXPECT_FLAGS(ledger.judge(office("Y2"), at("2025-02-01")),
               ElementsAre(flag("ST13", "industries[0]")));
  auto mechanism = office("Y2");
  mechanism.kind = BodyKind::mechanism;
  EXPECT_FLAGS(ledger.judge(mechanism, at("2025-02-01")), IsEmpty());
  BodyDissolved dissolved;
  dissolved.body_id = "Y1";
  ledger.must(dissolved, at("2025-02-01"));
  EXPECT_FLAGS(ledger.judge(office("Y2"), at("2025-02-01")), IsEmpty());
  EXPECT_FLAGS(ledger.judge(office("Y2"), at("2025-01-31")),
               ElementsAre(flag("ST13", "industries[0]")));
  EXPECT_REFUSED(ledger.judge(office("Y1")), refused, "ST06", "body_id");
}

}  // namespace
}  // namespace tally::test
