// The sample seen through the views: what the pages will say of it.
#include <gtest/gtest.h>

#include "core/codec/json.h"
#include "projections/projections.h"
#include "tests/tools/demo/sample_ledger.h"

namespace tally::test {
namespace {

const Date kQuarterEnd = Date::of(2025, 9, 30);

class SampleViews : public ::testing::Test {
 protected:
  // Loaded once; the views are folded over the whole log.
  static void SetUpTestSuite() {
    ledger_ = new SampleLedger;
    ledger_->load(demo::make_sample(demo::kSampleSeed), false);
    projections_ = new Projections;
    const auto folded = projections_->catch_up(ledger_->ledger().store(), head());
    ASSERT_TRUE(folded.ok()) << folded.error().to_string();
  }
  static void TearDownTestSuite() {
    delete projections_;
    delete ledger_;
  }

  static TreeSize head() { return ledger_->ledger().status().head.size; }
  static TreeSize known_on(Date day) { return ledger_->ledger().size_known_on(day).value(); }

  // The rows as JSON, at E and K.
  static std::vector<Json> rows(std::string_view view, Date effective, TreeSize known) {
    ViewQuery query;
    query.cut = {effective, known};
    auto result = projections_->view(view, query,
                                     [](TreeSize size) { return ledger_->ledger().root_at(size); });
    EXPECT_TRUE(result.ok()) << result.error().to_string();
    EXPECT_TRUE(result.value().sample);
    std::vector<Json> values;
    for (auto& row : result.value().rows) values.push_back(std::move(row.value));
    return values;
  }

  static SampleLedger* ledger_;
  static Projections* projections_;
};

SampleLedger* SampleViews::ledger_ = nullptr;
Projections* SampleViews::projections_ = nullptr;

const std::string& text(const Json& row, std::string_view member) {
  static const std::string kNone;
  const auto* value = row.find(member);
  return value && value->string() ? *value->string() : kNone;
}
std::int64_t number(const Json& row, std::string_view member) {
  const auto* value = row.find(member);
  return value && value->integer() ? *value->integer() : -1;
}
bool is_true(const Json& row, std::string_view member) {
  const auto* value = row.find(member);
  return value && value->boolean() && *value->boolean();
}
std::string yi(const Json& row, std::string_view member) {
  const auto* value = row.find(member);
  if (!value || !value->object()) return "none";
  return format_in_unit(Money{std::stoll(text(*value, "minor")), Currency::parse("CNY").value()},
                        "亿元");
}

std::map<std::string, std::int64_t> classes_of(const std::vector<Json>& rows) {
  std::map<std::string, std::int64_t> counts;
  for (const auto& row : rows) {
    if (text(row, "kind") == "class") counts[text(row, "class")] = number(row, "count");
  }
  return counts;
}

TEST_F(SampleViews, PipelineAsPublishedAndRestated) {
  auto published = classes_of(rows("pipeline", kQuarterEnd, known_on(kQuarterEnd)));
  EXPECT_EQ(published["completed"], 26);
  EXPECT_EQ(published["continuing"], 97);
  EXPECT_EQ(published["new_start"], 51);
  EXPECT_EQ(published["reserve"], 34);
  EXPECT_EQ(published["total"], 208);
  auto restated = classes_of(rows("pipeline", kQuarterEnd, head()));
  EXPECT_EQ(restated["completed"], 25);
  EXPECT_EQ(restated["continuing"], 98);
  EXPECT_EQ(restated["total"], 208);
}

TEST_F(SampleViews, ListTotalIsWhatItIsSaidToBe) {
  for (const auto& row : rows("pipeline", kQuarterEnd, head())) {
    if (text(row, "class") == "listed") {
      EXPECT_EQ(yi(row, "planned_total"), "6708.36");
    }
  }
}

// The late start: in June nobody knew of it.
TEST_F(SampleViews, LateEntryMovesOneProjectBetweenThenAndNow) {
  const auto day = Date::of(2025, 6, 30);
  auto then = classes_of(rows("pipeline", day, known_on(day)));
  auto now = classes_of(rows("pipeline", day, head()));
  EXPECT_EQ(now["new_start"], then["new_start"] + 1);
  EXPECT_EQ(now["reserve"], then["reserve"] - 1);
  EXPECT_EQ(now["completed"], then["completed"]);
}

TEST_F(SampleViews, StagesAgreeWithTheDates) {
  std::vector<std::string> disagreements;
  for (const auto& row : rows("pipeline", kQuarterEnd, head())) {
    if (text(row, "kind") != "disagreement") continue;
    disagreements.push_back(text(row, "project") + " " + text(row, "disagreement"));
  }
  EXPECT_EQ(disagreements, std::vector<std::string>{});
}

TEST_F(SampleViews, OneOpenStepIsOverdueAndNoDecidedOneWas) {
  std::vector<std::string> overdue;
  std::size_t phases = 0;
  for (const auto& row : rows("approvals", kQuarterEnd, head())) {
    ++phases;
    EXPECT_FALSE(is_true(row, "undetermined")) << text(row, "phase_id");
    for (const auto& step : *row.find("steps")->array()) {
      if (!is_true(step, "overdue_pledged") && !is_true(step, "overdue_statutory")) continue;
      overdue.push_back(text(row, "phase_id") + " " + text(step, "step") + " " +
                        text(step, "state"));
      EXPECT_TRUE(is_true(step, "overdue_statutory"));
    }
  }
  EXPECT_GT(phases, 300u);
  std::string expected;
  for (const auto& story : demo::planted_stories(demo::kSampleSeed)) {
    if (story.name == "overdue") expected = story.project + "/P2-9 planning_permit accepted";
  }
  EXPECT_EQ(overdue, std::vector<std::string>{expected});
}

TEST_F(SampleViews, LedgerCoversTwoThirdsOfTheOfficialInvestment) {
  for (const auto known : {known_on(kQuarterEnd), head()}) {
    const auto total = rows("investment", kQuarterEnd, known)[0];
    const auto* coverage = total.find("coverage");
    ASSERT_TRUE(coverage && coverage->object());
    EXPECT_NEAR(static_cast<double>(number(*coverage->find("ratio"), "bp")), 6667, 100);
  }
}

// In the view of the quarter's end as then known, August is the last month there is.
TEST_F(SampleViews, SeptemberReportsAreMissingAsPublished) {
  const auto published = rows("investment", kQuarterEnd, known_on(kQuarterEnd))[0];
  const auto restated = rows("investment", kQuarterEnd, head())[0];
  EXPECT_GT(number(published, "stale"), 150);
  EXPECT_EQ(number(restated, "stale"), 1);
}

std::map<std::string, std::string> states_of(const std::vector<Json>& rows) {
  std::map<std::string, std::string> states;
  for (const auto& row : rows) states[text(row, "target")] = text(row, "state");
  return states;
}

TEST_F(SampleViews, TargetsStandAsTold) {
  auto states = states_of(rows("targets", kQuarterEnd, head()));
  EXPECT_EQ(states["T-2025-BOND"], "met");
  EXPECT_EQ(states["T-2025-FAI"], "open") << "growth is judged at the year's end";
  EXPECT_EQ(states.size(), 3u);
}

// The 800.00 that the bank did not pay, and nothing else is left to pay on old requests.
TEST_F(SampleViews, NothingButTheShortPaymentStaysPending) {
  const auto total = rows("disbursement", demo::kLastDay, known_on(Date::of(2025, 9, 30)))[0];
  EXPECT_EQ(text(*total.find("pending"), "minor"), "80000");
}

TEST_F(SampleViews, NoQuotaIsOverdrawn) {
  for (const auto& row : rows("disbursement", demo::kLastDay, head())) {
    const auto* quotas = row.find("quotas");
    if (!quotas || !quotas->array()) continue;
    for (const auto& quota : *quotas->array()) {
      EXPECT_FALSE(is_true(quota, "over")) << text(quota, "quota_id");
    }
  }
}

TEST_F(SampleViews, NoContractIsPaidBeyondWhatWasMeasured) {
  for (const auto& row : rows("disbursement", demo::kLastDay, head())) {
    const auto* contracts = row.find("contracts");
    if (!contracts || !contracts->array()) continue;
    for (const auto& contract : *contracts->array()) {
      const auto* rate = contract.find("paid_of_certified");
      if (rate && rate->object()) {
        EXPECT_LE(number(*rate, "bp"), 9700) << text(contract, "contract_id");
      }
    }
  }
}

}  // namespace
}  // namespace tally::test
