#include "projections/two_threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "core/base/sha256.h"
#include "projections/view.h"

namespace tally::test {
namespace {

TEST(TwoThreadsTest, EachPieceIsWorkedOnOnceAndTakenInOrderByTheCaller) {
  for (const std::size_t pieces : {0u, 1u, 2u, 3u, 17u, 500u}) {
    std::vector<std::atomic<int>> worked(pieces);
    std::vector<std::size_t> taken;
    const auto caller = std::this_thread::get_id();
    on_two_threads(
        pieces, [&](std::size_t piece) { ++worked[piece]; },
        [&](std::size_t piece) {
          EXPECT_EQ(std::this_thread::get_id(), caller);
          EXPECT_EQ(worked[piece], 1);
          taken.push_back(piece);
        });
    ASSERT_EQ(taken.size(), pieces);
    for (std::size_t i = 0; i < pieces; ++i) EXPECT_EQ(taken[i], i);
  }
}

TEST(TwoThreadsTest, AllIsDoneWhenTheCallReturns) {
  std::atomic<int> worked{0};
  on_two_threads(300, [&](std::size_t) { ++worked; });
  EXPECT_EQ(worked, 300);
}

// Rows are made text in pieces: the hash must not show where one ends.
TEST(TwoThreadsTest, StateHashIsThatOfTheWholeTextForAnyNumberOfRows) {
  std::vector<ViewRow> rows;
  std::string inside;
  for (int count = 0; count < 200; ++count) {
    const std::string text = "tallystick/view/v1\nportfolio\n7\n[" + inside + "]";
    ASSERT_EQ(view_state_hash("portfolio", 7, rows), sha256(as_bytes(text))) << count;
    Json value;
    value.set("n", count).set("a", "x");
    rows.push_back({value, {}});
    inside +=
        (count > 0 ? ",{\"a\":\"x\",\"n\":" : "{\"a\":\"x\",\"n\":") + std::to_string(count) + "}";
  }
}

}  // namespace
}  // namespace tally::test
