// Enough seeds for two thousand crash points, and every seed that once failed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/sim/simulation.h"

namespace tally::test {
namespace {

constexpr std::uint64_t kSeeds = TALLY_SIM_SEEDS;
constexpr std::uint64_t kCrashPointsPerSeedMin = 18;

TEST(SimulationTest, NothingAcknowledgedIsLostAndOnlyDamageIsRefused) {
  const char* given = std::getenv("TALLY_SEED");
  const std::uint64_t first = given ? std::strtoull(given, nullptr, 10) : 1;
  std::printf("seeds %llu to %llu (TALLY_SEED sets the first)\n",
              static_cast<unsigned long long>(first),
              static_cast<unsigned long long>(first + kSeeds - 1));
  Counts counts;
  for (std::uint64_t seed = first; seed < first + kSeeds; ++seed) {
    const auto report = simulate(seed);
    ASSERT_FALSE(report.failure) << "seed " << seed << ": " << *report.failure;
    counts.add(report.counts);
  }
  EXPECT_GE(counts.crash_points(), kSeeds * kCrashPointsPerSeedMin);
  std::printf("%s", counts.table().c_str());
}

// Each line: a seed, and what it found.
TEST(SimulationTest, SeedsThatOnceFailedHold) {
  std::ifstream file(TALLY_REGRESSIONS);
  ASSERT_TRUE(file.is_open()) << TALLY_REGRESSIONS;
  std::size_t seeds = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    std::uint64_t seed = 0;
    ASSERT_TRUE(words >> seed) << line;
    const auto report = simulate(seed);
    EXPECT_FALSE(report.failure) << line << "\n" << *report.failure;
    ++seeds;
  }
  EXPECT_GT(seeds, 0u);
}

TEST(SimulationTest, EqualSeedsGiveEqualReports) {
  const auto once = simulate(7);
  const auto again = simulate(7);
  EXPECT_EQ(once.root, again.root);
  EXPECT_EQ(once.counts, again.counts);
  EXPECT_NE(once.root, simulate(8).root);
}

}  // namespace
}  // namespace tally::test
