// The runner: pages, threads and cuts change nothing in what a view says.
#include <atomic>
#include <thread>

#include "tests/projections/random_history.h"

namespace tally::test {
namespace {

Result<Hash> no_root(TreeSize) { return Hash{}; }

// The state hashes of all views at some cuts.
std::vector<Hash> hashes(const Projections& projections, const std::vector<ViewQuery>& queries) {
  std::vector<Hash> all;
  for (const auto& view : view_list()) {
    for (const auto& query : queries) {
      const auto result = projections.view(view.name, query, no_root);
      EXPECT_TRUE(result.ok()) << result.error().to_string();
      all.push_back(result.ok() ? result->state_hash : Hash{});
    }
  }
  return all;
}

std::vector<ViewQuery> some_queries(RandomHistory& history) {
  std::vector<ViewQuery> queries;
  for (int i = 0; i < 12; ++i) {
    queries.push_back(history.ledger.query(history.any_date()));
    queries.back().cut.known = {history.random().below(history.ledger.size().value) + 1};
  }
  return queries;
}

TEST(RebuildTest, InParallelEqualsCatchUpStepByStep) {
  for (std::uint64_t seed = 100; seed < 106; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomHistory history(seed, 25, 700);
    const auto queries = some_queries(history);
    Projections by_steps;
    for (std::uint64_t until = 0; until < history.ledger.size().value;) {
      until = std::min(until + 1 + history.random().below(90), history.ledger.size().value);
      ASSERT_TRUE(by_steps.catch_up(history.ledger.store(), {until}).ok());
      ASSERT_EQ(by_steps.folded(), TreeSize{until});
    }
    const auto expected = hashes(by_steps, queries);
    for (const unsigned threads : {1u, 2u, 3u, 8u}) {
      Projections rebuilt;
      ASSERT_TRUE(rebuilt.rebuild(history.ledger.store(), history.ledger.size(), threads).ok());
      EXPECT_EQ(hashes(rebuilt, queries), expected) << threads << " threads";
    }
    ASSERT_TRUE(by_steps.rebuild(history.ledger.store(), history.ledger.size(), 2).ok());
    EXPECT_EQ(hashes(by_steps, queries), expected);
  }
}

TEST(RebuildTest, AFigureAtAnOldKDoesNotChangeWhenTheLedgerGrows) {
  RandomHistory history(11, 10, 300);
  std::vector<ViewQuery> queries = some_queries(history);
  for (auto& query : queries)
    query.cut.known.value = std::min<std::uint64_t>(query.cut.known.value, 150);
  Projections projections;
  ASSERT_TRUE(projections.catch_up(history.ledger.store(), {150}).ok());
  const auto then = hashes(projections, queries);
  ASSERT_TRUE(projections.catch_up(history.ledger.store(), history.ledger.size()).ok());
  EXPECT_EQ(hashes(projections, queries), then);
}

TEST(RebuildTest, AnswersWhatItCannotAnswer) {
  RandomHistory history(3, 2, 10);
  Projections projections;
  ASSERT_TRUE(projections.catch_up(history.ledger.store(), {5}).ok());
  auto query = history.ledger.query("2025-06-30");
  auto refused = projections.view("pipeline", query, no_root);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::invalid);
  EXPECT_EQ(refused.error().field, "known");
  query.cut.known = {5};
  EXPECT_TRUE(projections.view("pipeline", query, no_root).ok());
  refused = projections.view("nonsense", query, no_root);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::not_found);
  EXPECT_EQ(refused.error().field, "view");
  refused = projections.view(
      "pipeline", query, [](TreeSize) { return Result<Hash>(Error(ErrorCode::io, "no root")); });
  EXPECT_EQ(refused.error().code, ErrorCode::io);
}

TEST(RebuildTest, TellsWhereItStandsAndWhatTheLedgerIs) {
  RandomHistory history(4, 2, 10);
  Projections projections;
  EXPECT_FALSE(projections.identity().has_value());
  EXPECT_EQ(projections.status().at(0).state, "catching_up");
  std::vector<std::uint64_t> reached_sizes;
  ASSERT_TRUE(projections
                  .catch_up(history.ledger.store(), history.ledger.size(),
                            [&](TreeSize size) { reached_sizes.push_back(size.value); })
                  .ok());
  EXPECT_EQ(reached_sizes.back(), history.ledger.size().value);
  ASSERT_EQ(projections.status().size(), view_list().size());
  EXPECT_EQ(projections.status().at(0).state, "live");
  EXPECT_EQ(projections.status().at(0).position, history.ledger.size());
  EXPECT_EQ(projections.identity()->origin, "example.org/test");
  EXPECT_GT(projections.memory_bytes(), 1000u);
}

TEST(RebuildTest, ReadersAnswerBesideFoldingAndRebuilding) {
  RandomHistory history(5, 20, 600);
  Projections projections;
  ASSERT_TRUE(projections.catch_up(history.ledger.store(), {100}).ok());
  auto query = history.ledger.query("2025-06-30");
  query.cut.known = {100};
  const auto expected = projections.view("portfolio", query, no_root)->state_hash;
  std::atomic<bool> stop = false;
  std::atomic<int> wrong = 0;
  std::thread reader([&] {
    while (!stop) {
      const auto result = projections.view("portfolio", query, no_root);
      if (!result.ok() || result->state_hash != expected) ++wrong;
    }
  });
  for (std::uint64_t until = 100; until <= history.ledger.size().value; until += 7) {
    ASSERT_TRUE(projections.catch_up(history.ledger.store(), {until}).ok());
  }
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(projections.rebuild(history.ledger.store(), history.ledger.size(), 3).ok());
  }
  stop = true;
  reader.join();
  EXPECT_EQ(wrong, 0);
}

TEST(RebuildTest, StopsAtBytesThatDoNotDecodeAndStandsBeforeThem) {
  TestLedger ledger;
  ledger.add(registered("P-1"), "2025-01-01");
  ledger.add_bytes("project.registered", Bytes{1, 2, 3}, "P-2");
  ledger.add(registered("P-3"), "2025-01-01");
  for (const unsigned threads : {0u, 1u, 3u}) {
    Projections projections;
    const auto stopped = threads == 0 ? projections.catch_up(ledger.store(), ledger.size())
                                      : projections.rebuild(ledger.store(), ledger.size(), threads);
    ASSERT_FALSE(stopped.ok());
    EXPECT_EQ(stopped.error().code, ErrorCode::corrupt);
    EXPECT_EQ(projections.status().at(0).state.rfind("failed: ", 0), 0u);
    // A rebuild that failed leaves the old facts: here none.
    EXPECT_EQ(projections.folded(), TreeSize{threads == 0 ? 2u : 0u});
  }
}

TEST(RebuildTest, UnknownTypesAndErasedBodiesMakeNoFacts) {
  TestLedger ledger;
  ledger.add(registered("P-1"), "2025-01-01");
  ledger.add_bytes("project.dreamt_of", Bytes{1, 2, 3}, "P-1");
  ledger.add_bytes("x.note", to_owned(as_bytes("{}")), "P-1");
  const auto erased = ledger.add(reached("P-1", "start"), "2025-02-01");
  ASSERT_TRUE(ledger.store().erase({erased}).ok());
  const auto rows = ledger.rows("portfolio", "2025-06-30");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(member(rows[0], "started_on"), Json());
  // A correction of what was erased stands on the day of the header.
  ledger.correct(erased, reached("P-1", "start"));
  EXPECT_EQ(member(ledger.rows("portfolio", "2025-06-30")[0], "started_on"), Json("2025-02-01"));
}

TEST(RebuildTest, ReadsOnOverPages) {
  TestLedger ledger;
  ledger.add(registered("P-1"), "2025-01-01");
  for (int i = 0; i < 17'000; ++i) ledger.add(payment("P-1", 1), "2025-02-01");
  Projections rebuilt;
  ASSERT_TRUE(rebuilt.rebuild(ledger.store(), ledger.size(), 2).ok());
  const auto row = rebuilt.view("portfolio", ledger.query("2025-06-30"), no_root)->rows.at(0);
  EXPECT_EQ(member(row, "paid"), money(cny(17'000)));
}

TEST(RebuildTest, StateHashIsOfViewVersionAndRowsAlone) {
  Json value;
  value.set("b", 1);
  value.set("a", "x");
  const std::vector<ViewRow> rows = {{value, {1, 2, 3}}};
  const std::string text = "tallystick/view/v1\nportfolio\n7\n[{\"a\":\"x\",\"b\":1}]";
  EXPECT_EQ(view_state_hash("portfolio", 7, rows), sha256(as_bytes(text)));
}

TEST(RebuildTest, ViewJsonNamesItsCutAndTheSample) {
  TestLedger ledger;
  ledger.add(registered("P-1"), "2025-01-01");
  auto query = ledger.query("2025-06-30");
  query.with_positions = true;
  auto result = ledger.try_view("portfolio", query).value();
  Json json = view_json(result, true);
  EXPECT_EQ(member(json, "view"), Json("portfolio"));
  EXPECT_EQ(member(json, "effective"), Json("2025-06-30"));
  EXPECT_EQ(member(json, "known_size"), Json(2));
  EXPECT_EQ(json.find("sample"), nullptr);
  EXPECT_EQ(member((*member(json, "rows").array())[0], "positions"), Json(Json::Array{Json(1)}));
  result.sample = true;
  json = view_json(result, false);
  EXPECT_EQ(member(json, "sample"), Json(true));
  EXPECT_EQ((*member(json, "rows").array())[0].find("positions"), nullptr);
}

// Every member of a row that is a column is described; tables show nothing else.
TEST(RebuildTest, ColumnsHaveTheNamesOfMembers) {
  RandomHistory history(9, 4, 40);
  for (const auto& view : view_list()) {
    EXPECT_FALSE(view.columns.empty()) << view.name;
    for (const auto& row : history.ledger.rows(view.name, "2026-06-30")) {
      if (row.value.find("kind")) continue;  // Kinds of rows have different members.
      for (const auto& column : view.columns) {
        EXPECT_NE(row.value.find(column.name), nullptr) << view.name << "." << column.name;
      }
    }
  }
}

}  // namespace
}  // namespace tally::test
