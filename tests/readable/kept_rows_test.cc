#include "projections/kept_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace tally::test {
namespace {

WantedRow row(int content) {
  const auto text = std::to_string(content);
  return {sha256(as_bytes(text)), text};
}

// What the table holds after the changes, in the order of its ordinals.
class Table {
 public:
  std::size_t become(const std::vector<int>& contents) {
    std::vector<WantedRow> wanted;
    for (const int content : contents) wanted.push_back(row(content));
    const auto changes = row_changes(kept_, wanted);
    for (const auto ordinal : changes.deleted) EXPECT_EQ(rows_.erase(ordinal), 1u);
    for (const auto& inserted : changes.inserted) {
      EXPECT_TRUE(rows_.emplace(inserted.ordinal, inserted.json).second) << inserted.ordinal;
    }
    kept_ = changes.kept;
    std::vector<std::string> there, expected;
    for (const auto& [ordinal, json] : rows_) there.push_back(json);
    for (const auto& one : wanted) expected.push_back(one.json);
    EXPECT_EQ(there, expected);
    EXPECT_EQ(kept_.size(), rows_.size());
    return changes.deleted.size() + changes.inserted.size();
  }

 private:
  std::map<std::int64_t, std::string> rows_;
  std::vector<KeptRow> kept_;
};

TEST(KeptRowsTest, OnlyWhatDiffersIsWritten) {
  Table table;
  EXPECT_EQ(table.become({1, 2, 3, 4}), 4u);
  EXPECT_EQ(table.become({1, 2, 3, 4}), 0u);
  EXPECT_EQ(table.become({0, 1, 2, 3, 4}), 1u);
  EXPECT_EQ(table.become({0, 1, 9, 3, 4}), 2u);
  EXPECT_EQ(table.become({0, 1, 3, 4}), 1u);
  EXPECT_EQ(table.become({4, 0, 1, 3}), 2u);  // One row moved.
  EXPECT_EQ(table.become({}), 4u);
}

TEST(KeptRowsTest, EqualRowsAreEachThere) {
  Table table;
  for (const auto& contents : {std::vector<int>{7, 7, 8, 7}, {7, 8, 7}, {7, 7, 7, 8}, {7}}) {
    table.become(contents);
  }
}

TEST(KeptRowsTest, WhereThereIsNoRoomLeftEverythingIsNumberedAnew) {
  Table table;
  std::vector<int> contents = {0};
  std::size_t most = 0;
  for (int i = 1; i < 60; ++i) {
    contents.insert(contents.begin(), i);
    most = std::max(most, table.become(contents));
  }
  EXPECT_GT(most, 20u);
}

TEST(KeptRowsTest, AnySeriesOfTablesComesOutRight) {
  const auto seed = std::random_device()();
  RecordProperty("seed", std::to_string(seed));
  std::mt19937 random(seed);
  Table table;
  for (int i = 0; i < 300; ++i) {
    std::vector<int> contents(random() % 12);
    for (int& content : contents) content = static_cast<int>(random() % 8);
    table.become(contents);
    ASSERT_FALSE(HasFailure()) << "seed " << seed << ", step " << i;
  }
}

}  // namespace
}  // namespace tally::test
