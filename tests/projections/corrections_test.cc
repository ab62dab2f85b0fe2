// Corrections and voids change exactly what they touch, from the right K on (contracts C9).
#include "tests/projections/ledger_fixture.h"

namespace tally::test {
namespace {

class CorrectionsTest : public ::testing::Test {
 protected:
  CorrectionsTest() {
    ledger.add(registered("P-1", yi(10)), "2025-01-01");
    start = ledger.add(reached("P-1", "start"), "2025-03-01");
  }

  // started_on of P-1 at that K.
  Json started(std::uint64_t known, std::string_view effective = "2025-12-31") {
    auto query = ledger.query(effective);
    query.cut.known = {known};
    const auto rows = ledger.rows("portfolio", query);
    return rows.empty() ? Json("no row") : member(rows[0], "started_on");
  }
  std::vector<std::uint64_t> positions(std::uint64_t known) {
    auto query = ledger.query("2025-12-31");
    query.cut.known = {known};
    query.with_positions = true;
    return ledger.rows("portfolio", query).at(0).positions;
  }

  TestLedger ledger;
  std::uint64_t start = 0;
};

TEST_F(CorrectionsTest, VoidedFactIsLiveAtTheVoidsPositionAndGoneOneLater) {
  const auto at = ledger.void_event(start);
  EXPECT_EQ(started(start), Json());
  EXPECT_EQ(started(start + 1), Json("2025-03-01"));
  EXPECT_EQ(started(at), Json("2025-03-01"));
  EXPECT_EQ(started(at + 1), Json());
}

TEST_F(CorrectionsTest, CorrectedDateHoldsFromTheCorrectionOn) {
  const auto at = ledger.correct(start, reached("P-1", "start"), "2025-04-05");
  EXPECT_EQ(started(at), Json("2025-03-01"));
  EXPECT_EQ(started(at + 1), Json("2025-04-05"));
  EXPECT_EQ(started(at + 1, "2025-03-15"), Json());
}

TEST_F(CorrectionsTest, CorrectionWithoutADateKeepsTheOriginals) {
  const auto at = ledger.correct(start, reached("P-1", "topping_out"));
  EXPECT_EQ(started(at), Json("2025-03-01"));
  EXPECT_EQ(started(at + 1), Json());
  const auto second = ledger.correct(start, reached("P-1", "start"));
  EXPECT_EQ(started(second + 1), Json("2025-03-01"));
}

TEST_F(CorrectionsTest, LastLiveCorrectionCountsAsAWhole) {
  const auto first = ledger.correct(start, reached("P-1", "start"), "2025-04-01");
  const auto second = ledger.correct(start, reached("P-1", "start"), "2025-05-01");
  const auto undo_second = ledger.void_event(second);
  const auto undo_first = ledger.void_event(first);
  const auto end = ledger.void_event(start);
  EXPECT_EQ(started(first + 1), Json("2025-04-01"));
  EXPECT_EQ(started(second + 1), Json("2025-05-01"));
  EXPECT_EQ(started(undo_second), Json("2025-05-01"));
  EXPECT_EQ(started(undo_second + 1), Json("2025-04-01"));
  EXPECT_EQ(started(undo_first + 1), Json("2025-03-01"));
  EXPECT_EQ(started(end + 1), Json());
}

TEST_F(CorrectionsTest, VoidingACorrectionThatNoLongerCountsChangesNothing) {
  const auto first = ledger.correct(start, reached("P-1", "start"), "2025-04-01");
  const auto second = ledger.correct(start, reached("P-1", "start"), "2025-05-01");
  const auto undo_first = ledger.void_event(first);
  const auto undo_second = ledger.void_event(second);
  EXPECT_EQ(started(undo_first + 1), Json("2025-05-01"));
  EXPECT_EQ(started(undo_second + 1), Json("2025-03-01"));
}

// A fact shown twice would not be seen in dates, but in sums.
TEST_F(CorrectionsTest, APaymentCountsOnceWhateverWasCorrectedAndVoided) {
  const auto original = payment("P-1", 700);
  auto other = original;
  other.bank_ref = "B-1";
  const auto paid = ledger.add(original, "2025-04-01");
  const auto first = ledger.correct(paid, other);
  const auto second = ledger.correct(paid, original, "2025-04-02");
  std::vector<std::uint64_t> sizes = {paid + 1, first + 1, second + 1};
  for (const auto correction : {first, second}) sizes.push_back(ledger.void_event(correction) + 1);
  for (const auto known : sizes) {
    auto query = ledger.query("2025-12-31");
    query.cut.known = {known};
    EXPECT_EQ(member(ledger.rows("portfolio", query)[0], "paid"), money(cny(700))) << known;
  }
}

TEST_F(CorrectionsTest, AVoidIsFinal) {
  ledger.void_event(start);
  const auto late = ledger.correct(start, reached("P-1", "start"), "2025-04-01");
  EXPECT_EQ(started(late + 1), Json());
}

TEST_F(CorrectionsTest, VoidingTheOriginalTakesItsCorrectionAway) {
  const auto at = ledger.correct(start, reached("P-1", "start"), "2025-04-01");
  const auto end = ledger.void_event(start);
  EXPECT_EQ(started(end), Json("2025-04-01"));
  EXPECT_EQ(started(end + 1), Json());
  const auto undo = ledger.void_event(at);
  EXPECT_EQ(started(undo + 1), Json());
}

TEST_F(CorrectionsTest, CorrectedFactKeepsItsPlaceAmongFactsOfTheSameDay) {
  const auto first = ledger.add(stage("P-1", "reserve", "design"), "2025-02-01");
  ledger.add(stage("P-1", "design", "permitting"), "2025-02-01");
  ledger.correct(first, stage("P-1", "reserve", "feasibility"));
  EXPECT_EQ(member(ledger.rows("portfolio", "2025-12-31")[0], "stage"), Json("permitting"));
}

TEST_F(CorrectionsTest, ContributingPositionsNameTheCorrection) {
  const auto at = ledger.correct(start, reached("P-1", "start"), "2025-04-01");
  EXPECT_EQ(positions(at), (std::vector<std::uint64_t>{1, start}));
  EXPECT_EQ(positions(at + 1), (std::vector<std::uint64_t>{1, start, at}));
}

TEST_F(CorrectionsTest, AnEventOfSeveralFactsIsVoidedWithAllOfThem) {
  OpeningRecorded opening;
  opening.project = "P-1";
  opening.started_on = day("2024-05-01");
  opening.paid_by_source = {{FundSource::general, cny(500)}, {FundSource::bond, cny(700)}};
  const auto at = ledger.add(opening, "2024-12-31");
  const auto end = ledger.void_event(at);
  auto query = ledger.query("2025-12-31");
  query.cut.known = {end};
  auto row = ledger.rows("portfolio", query)[0];
  EXPECT_EQ(member(row, "paid"), money(cny(1200)));
  EXPECT_EQ(member(row, "opening"), Json(true));
  EXPECT_EQ(member(row, "started_on"), Json("2024-05-01"));
  query.cut.known = {end + 1};
  row = ledger.rows("portfolio", query)[0];
  EXPECT_EQ(member(row, "paid"), Json());
  EXPECT_EQ(member(row, "opening"), Json(false));
  EXPECT_EQ(member(row, "started_on"), Json("2025-03-01"));
}

}  // namespace
}  // namespace tally::test
