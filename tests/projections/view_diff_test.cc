#include "projections/view_diff.h"

#include "projections/row_figures.h"
#include "tests/projections/ledger_fixture.h"

namespace tally::test {
namespace {

Json json(std::string_view text) { return parse_json(text).value(); }
Json::Array array(std::string_view text) { return *json(text).array(); }

TEST(RowFigures, PartsAreReachedByTheirIds) {
  const auto row = json(R"({"phase_id":"F","steps":[{"step":"a","used":3},{"step":"b","used":4}],
    "planned_total":{"minor":"5","currency":"CNY"},"coverage":{"ratio":null,"scope":"x"}})");
  EXPECT_EQ(find_figure(row, "steps[b].used")->integer()[0], 4);
  EXPECT_EQ(figure_text(*find_figure(row, "planned_total")), "0.05 CNY");
  EXPECT_EQ(find_figure(row, "coverage.scope")->string()[0], "x");
  EXPECT_EQ(find_figure(row, "steps[c].used"), nullptr);
}

TEST(RowFigures, KeysNameTheSubjectAndElseTheGroup) {
  EXPECT_EQ(row_key(json(R"({"kind":"class","class":"completed","count":1})")),
            "kind=class,class=completed");
  // The class of a project is a figure, not its name.
  EXPECT_EQ(row_key(json(R"({"project":"P-1","class":"completed"})")), "project=P-1");
  EXPECT_EQ(row_key(json(R"({"project":"P-1","phase_id":"F"})")), "project=P-1,phase_id=F");
}

TEST(RowFigures, AFigureIsFoundByConditionsEvenWithDotsInIds) {
  const auto one = json(R"({"project":"P.1","count":1})");
  const auto two =
      json(R"({"project":"P.2","count":2,"ratio":{"part":"1","whole":"2","bp":5000}})");
  const std::vector<const Json*> rows = {&one, &two};
  const auto found = find_figure(rows, "project=P.2.count");
  ASSERT_TRUE(found.ok()) << found.error().to_string();
  EXPECT_EQ(found->row, 1u);
  EXPECT_EQ(figure_text(*find_figure(two, "ratio")), "50.00%");
  const auto wrong = find_figure(rows, "project=P.2.sum");
  ASSERT_FALSE(wrong.ok());
  EXPECT_NE(wrong.error().message.find("count"), std::string::npos) << wrong.error().message;
  const auto nobody = find_figure(rows, "project=P.9.count");
  ASSERT_FALSE(nobody.ok());
  EXPECT_NE(nobody.error().message.find("project=P.1"), std::string::npos);
}

TEST(ViewDiff, RowsAreChangedAppearedOrGone) {
  const auto older = array(R"([{"project":"A","n":1,"same":7},{"project":"B","n":2}])");
  const auto newer = array(R"([{"project":"A","n":3,"same":7},{"project":"C","n":null}])");
  const auto changes = diff_rows(older, newer);
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(changes[0].kind, RowChange::Kind::changed);
  ASSERT_EQ(changes[0].figures.size(), 1u);
  EXPECT_EQ(changes[0].figures[0].path, "n");
  EXPECT_EQ(changes[0].figures[0].before, Json(1));
  EXPECT_EQ(changes[0].figures[0].after, Json(3));
  EXPECT_EQ(changes[1].kind, RowChange::Kind::appeared);
  EXPECT_EQ(changes[1].key, "project=C");
  EXPECT_EQ(changes[2].kind, RowChange::Kind::gone);
  EXPECT_EQ(changes[2].key, "project=B");
}

class CausesTest : public ::testing::Test {
 protected:
  AskView ask(std::string_view view, std::string_view effective) {
    return [this, view, effective](TreeSize size) -> Result<ViewAtSize> {
      ++asked;
      ViewQuery query;
      query.cut = {day(effective), size};
      TALLY_ASSIGN(const auto result, ledger.try_view(view, query));
      ViewAtSize at{result.state_hash, {}};
      for (const auto& row : result.rows) at.rows.push_back(row.value);
      return at;
    };
  }

  TestLedger ledger;
  int asked = 0;
};

TEST_F(CausesTest, AVoidIsFoundAmongThousandsOfOthers) {
  for (int i = 0; i < 11; ++i) {
    const auto id = "P-" + std::to_string(i);
    ledger.add(registered(id, yi(1)), "2025-01-01");
    ledger.add(reached(id, "start"), "2025-01-02");
    ledger.add(reached(id, "completion_accepted"), "2025-03-02");
  }
  const auto published = ledger.size();
  const auto noise = [&](int n) {
    for (int i = 0; i < n; ++i) ledger.add(payment("P-0", 1), "2025-04-01");
  };
  noise(700);
  const auto voided = ledger.void_event(published.value - 1);
  noise(900);
  const auto found =
      find_causes(published, ledger.size(), 10, ask("pipeline", "2025-06-30")).value();
  ASSERT_EQ(found.causes.size(), 1u);
  EXPECT_EQ(found.causes[0].position, voided);
  EXPECT_FALSE(found.unsearched_from);
  EXPECT_LT(asked, 20);

  const auto at = ask("pipeline", "2025-06-30");
  auto changes = diff_rows(at(published).value().rows, at(ledger.size()).value().rows);
  note_causes(changes, found.causes);
  bool seen = false;
  for (const auto& row : changes) {
    if (row.key != "kind=class,class=completed") continue;
    for (const auto& figure : row.figures) {
      if (figure.path != "count") continue;
      seen = true;
      EXPECT_EQ(figure.before, Json(11));
      EXPECT_EQ(figure.after, Json(10));
      EXPECT_EQ(figure.causes, std::vector<std::uint64_t>{voided});
    }
  }
  EXPECT_TRUE(seen);
}

TEST_F(CausesTest, EveryOneOfSeveralEventsIsFoundAndALimitSaysWhereItStopped) {
  ledger.add(registered("P-0"), "2025-01-01");
  const auto from = ledger.size();
  std::vector<std::uint64_t> payments;
  for (int i = 0; i < 5; ++i) {
    payments.push_back(ledger.add(payment("P-0", 100), "2025-02-01"));
    ledger.add(stage("P-0", "reserve", "reserve"), "2024-01-01");
  }
  const auto all = find_causes(from, ledger.size(), 100, ask("disbursement", "2025-12-31")).value();
  std::vector<std::uint64_t> found;
  for (const auto& cause : all.causes) found.push_back(cause.position);
  EXPECT_EQ(found, payments);
  const auto some = find_causes(from, ledger.size(), 2, ask("disbursement", "2025-12-31")).value();
  EXPECT_EQ(some.causes.size(), 2u);
  EXPECT_EQ(some.unsearched_from, payments[2]);
}

TEST_F(CausesTest, NothingChangedHasNoCauses) {
  ledger.add(registered("P-0"), "2025-01-01");
  const auto found = find_causes({1}, {1}, 10, ask("portfolio", "2025-12-31")).value();
  EXPECT_TRUE(found.causes.empty());
  EXPECT_FALSE(find_causes({2}, {1}, 10, ask("portfolio", "2025-12-31")).ok());
}

}  // namespace
}  // namespace tally::test
