#include "core/base/split_map.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/support/fixed_sources.h"

namespace tally::test {
namespace {

TEST(SplitMapTest, HoldsWhatAMapHoldsThroughInsertionsAndErasures) {
  constexpr std::uint64_t kSeed = 11;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  SeededRandom random(kSeed);
  SplitMap<std::string, int> map;
  std::map<std::string, int> model;
  for (int i = 0; i < 50'000; ++i) {
    const auto key = "key-" + std::to_string(random.below(5'000));
    if (random.below(3) == 0) {
      const auto at = map.find(key);
      ASSERT_EQ(at != map.end(), model.erase(key) == 1);
      if (at != map.end()) map.erase(at);
    } else {
      const auto [at, fresh] = map.try_emplace(key, i);
      const auto expected = model.try_emplace(key, i);
      ASSERT_EQ(fresh, expected.second);
      ASSERT_EQ(at->second, expected.first->second);
    }
    ASSERT_EQ(map.size(), model.size());
  }
  const std::map<std::string, int> held(map.begin(), map.end());
  EXPECT_EQ(held, model);
  const auto& readable = map;
  std::size_t count = 0;
  for (const auto& [key, value] : readable) {
    ++count;
    EXPECT_EQ(readable.find(key)->second, value);
  }
  EXPECT_EQ(count, model.size());
}

TEST(SplitMapTest, ReferencesStayGoodWhileItGrows) {
  SplitMap<int, int> map;
  const auto* entry = &*map.try_emplace(-1, 7).first;
  for (int i = 0; i < 100'000; ++i) {
    const auto [at, fresh] = map.try_emplace(i, i);
    ASSERT_TRUE(fresh);
    ASSERT_EQ(&*at, &*map.find(i));
  }
  EXPECT_EQ(entry, &*map.find(-1));
  EXPECT_EQ(entry->second, 7);
}

TEST(SplitMapTest, AnEmptyOneHasNoEntries) {
  SplitMap<int, int> map;
  EXPECT_TRUE(map.empty());
  EXPECT_TRUE(map.begin() == map.end());
  EXPECT_FALSE(map.contains(3));
}

}  // namespace
}  // namespace tally::test
