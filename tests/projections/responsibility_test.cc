#include "tests/projections/ledger_fixture.h"

namespace tally::test {
namespace {

class ResponsibilityTest : public ::testing::Test {
 protected:
  std::uint64_t industry(const std::string& code) {
    IndustryRegistered event;
    event.code = code, event.name = "产业 " + code;
    event.group = IndustryGroup::strategic;
    return ledger.add(event, "2025-01-01");
  }
  std::uint64_t assign(const std::string& id, const std::string& code,
                       std::optional<std::string> leader, std::optional<std::string> org,
                       std::string_view on = "2025-02-01",
                       std::optional<ResponsibilityRole> role = ResponsibilityRole::lead) {
    ResponsibilityAssigned event;
    event.responsibility_id = id, event.subject = {SubjectKind::industry, code};
    event.leader = std::move(leader), event.lead_org = std::move(org), event.role = role;
    return ledger.add(event, on);
  }
  void end(const std::string& id, const std::string& code, std::string_view on) {
    ResponsibilityEnded event;
    event.responsibility_id = id, event.subject = {SubjectKind::industry, code};
    ledger.add(event, on);
  }
  std::uint64_t establish(const std::string& id, BodyKind kind, std::vector<std::string> codes) {
    BodyEstablished event;
    event.body_id = id, event.name = "机构 " + id, event.kind = kind, event.industries = codes;
    return ledger.add(event, "2025-02-01");
  }
  ViewRow of(const Json& id, std::string_view effective = "2025-12-31") {
    return row_where(ledger.rows("responsibility", effective), "id", id);
  }

  TestLedger ledger;
};

// 一产业、一领导、一部门
TEST_F(ResponsibilityTest, MatrixShowsWhoAnswersAndWhatIsMissing) {
  industry("SC02");
  industry("SC06");
  assign("R-1", "SC02", "leader-1", "tech-bureau");
  establish("O-1", BodyKind::industry_office, {"SC02", "SC06"});
  establish("F-1", BodyKind::task_force, {"SC02"});
  PolicyIssued policy;
  policy.policy_id = "P-1", policy.title = "人工智能政策", policy.industries = {{"SC02"}};
  policy.valid_to = day("2025-06-30");
  ledger.add(policy, "2025-01-05");
  TargetSet target;
  target.target_id = "T-1", target.period = period("2035"), target.quote = "500亿";
  TargetCondition condition;
  condition.metric = "value_added", condition.scope = "SC02";
  condition.value.emplace().money = yi(500);
  target.conditions = {condition};
  ledger.add(target, "2025-02-07");

  const auto row = of("SC02", "2025-06-30");
  EXPECT_EQ(member(row, "leader"), Json("leader-1"));
  EXPECT_EQ(member(row, "department"), Json("tech-bureau"));
  EXPECT_EQ(member(row, "targets"), Json(Json::Array{Json("T-1")}));
  EXPECT_EQ(member(row, "policies"), Json(Json::Array{Json("P-1")}));
  EXPECT_EQ(member(row, "task_forces"), Json(Json::Array{Json("机构 F-1")}));
  EXPECT_EQ(member(row, "gap_count"), Json(0));
  // The policy has ended.
  EXPECT_EQ(member(of("SC02"), "gaps"), Json(Json::Array{Json("policy")}));
  // 低空经济 has an office and no target: a gap, not a target of 0.
  EXPECT_EQ(member(of("SC06"), "gaps"),
            Json(Json::Array{Json("leader"), Json("department"), Json("task_force"), Json("target"),
                             Json("policy")}));
}

TEST_F(ResponsibilityTest, EndedAndVoidedDutiesLeaveAGap) {
  industry("SC02");
  assign("R-1", "SC02", "leader-1", "tech-bureau");
  end("R-1", "SC02", "2025-05-01");
  EXPECT_EQ(member(of("SC02", "2025-04-30"), "leader"), Json("leader-1"));
  EXPECT_TRUE(member(of("SC02", "2025-05-01"), "leader").is_null());
  const auto again = assign("R-2", "SC02", "leader-2", {}, "2025-05-02");
  EXPECT_EQ(member(of("SC02"), "leader"), Json("leader-2"));
  auto query = ledger.query("2025-12-31");
  ledger.void_event(again);
  EXPECT_TRUE(member(of("SC02"), "leader").is_null());
  EXPECT_EQ(member(row_where(ledger.rows("responsibility", query), "id", "SC02"), "leader"),
            Json("leader-2"));
}

TEST_F(ResponsibilityTest, TwoLeadersAreShownAndNoneIsChosen) {
  industry("SC02");
  assign("R-1", "SC02", "leader-1", "a");
  assign("R-2", "SC02", "leader-2", {});
  assign("R-3", "SC02", "helper", "b", "2025-02-01", ResponsibilityRole::support);
  const auto row = of("SC02");
  EXPECT_TRUE(member(row, "leader").is_null());
  EXPECT_EQ(member(row, "leaders"), Json(Json::Array{Json("leader-1"), Json("leader-2")}));
  EXPECT_EQ(member(row, "department"), Json("a"));
}

TEST_F(ResponsibilityTest, DissolvedBodiesAreGone) {
  industry("SC02");
  establish("F-1", BodyKind::task_force, {"SC02"});
  BodyDissolved gone;
  gone.body_id = "F-1";
  ledger.add(gone, "2025-07-01");
  EXPECT_EQ(member(of("F-1", "2025-06-30"), "kind"), Json("body"));
  EXPECT_TRUE(member(of("SC02"), "task_forces").array()->empty());
}

TEST_F(ResponsibilityTest, DirectivesAreATree) {
  const auto direct = [&](const std::string& id, std::optional<std::string> parent) {
    DirectiveRegistered event;
    event.directive_id = id, event.title = "大会 " + id, event.parent = std::move(parent);
    ledger.add(event, "2025-02-07");
  };
  direct("c-city", "z-province");
  direct("a-district", "c-city");
  direct("z-province", {});
  direct("x", "y");
  direct("y", "x");  // A circle is shown all the same, once.
  PledgeMade pledge;
  pledge.pledge_id = "PL-1", pledge.text = "亮目标", pledge.directive = "a-district";
  ledger.add(pledge, "2025-02-07");
  std::string shown;
  for (const auto& row : ledger.rows("responsibility", "2025-12-31")) {
    if (member(row, "kind") != Json("directive")) continue;
    shown += *member(row, "id").string() + to_json_text(member(row, "depth")) + " ";
  }
  EXPECT_EQ(shown, "z-province0 c-city1 a-district2 x0 y1 ");
  EXPECT_EQ(member(of("a-district"), "pledges"), Json(1));
}

TEST_F(ResponsibilityTest, MeasuresAreCountedByEnvironment) {
  const auto measure = [&](const std::string& id, std::optional<MeasureCategory> category,
                           std::optional<std::string_view> due) {
    MeasureIssued event;
    event.measure_id = id, event.title = "举措", event.category = category;
    if (due) event.due = day(*due);
    ledger.add(event, "2025-03-01");
  };
  measure("M-1", MeasureCategory::law, "2025-06-30");
  measure("M-2", MeasureCategory::law, "2025-06-30");
  measure("M-3", {}, {});
  MeasureCompleted done;
  done.measure_id = "M-1";
  const auto at = ledger.add(done, "2025-06-01");
  EXPECT_EQ(member(of("law", "2025-06-30"), "completed"), Json(1));
  EXPECT_EQ(member(of("law", "2025-06-30"), "overdue"), Json(0));  // Due that day.
  EXPECT_EQ(member(of("law", "2025-07-01"), "overdue"), Json(1));
  EXPECT_EQ(member(of("market"), "issued"), Json(0));
  EXPECT_EQ(member(of(Json()), "issued"), Json(1));
  ledger.void_event(at);
  EXPECT_EQ(member(of("law", "2025-07-01"), "overdue"), Json(2));
}

TEST_F(ResponsibilityTest, PledgesCarryTheirLastStatus) {
  PledgeMade pledge;
  pledge.pledge_id = "PL-1", pledge.text = "亮目标", pledge.due = day("2025-06-30");
  ledger.add(pledge, "2025-02-07");
  EXPECT_TRUE(member(of("PL-1"), "status").is_null());
  EXPECT_EQ(member(of("PL-1"), "overdue"), Json(1));
  PledgeStatusReported status;
  status.pledge_id = "PL-1", status.status = PledgeStatus::kept;
  ledger.add(status, "2025-06-20");
  EXPECT_EQ(member(of("PL-1"), "status"), Json("kept"));
  EXPECT_EQ(member(of("PL-1"), "overdue"), Json(0));
}

TEST_F(ResponsibilityTest, EnterprisesAreServed) {
  ServiceVisitRecorded visit;
  visit.enterprise = "firm";
  ledger.add(visit, "2025-03-01");
  ledger.add(visit, "2025-04-01");
  for (const auto* id : {"I-1", "I-2"}) {
    IssueRaised issue;
    issue.issue_id = id, issue.enterprise = "firm", issue.due = day("2025-05-01");
    ledger.add(issue, "2025-04-01");
  }
  IssueResolved resolved;
  resolved.issue_id = "I-1", resolved.enterprise = "firm";
  ledger.add(resolved, "2025-04-20");
  const auto row = of("firm");
  EXPECT_EQ(member(row, "visits"), Json(2));
  EXPECT_EQ(member(row, "last_visit"), Json("2025-04-01"));
  EXPECT_EQ(member(row, "issues"), Json(2));
  EXPECT_EQ(member(row, "resolved"), Json(1));
  EXPECT_EQ(member(row, "overdue"), Json(1));
}

}  // namespace
}  // namespace tally::test
