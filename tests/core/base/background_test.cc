#include "core/base/background.h"

#include <gtest/gtest.h>

#include <future>
#include <vector>

namespace tally {
namespace {

TEST(Background, ThreadRunsJobsInOrder) {
  std::vector<int> seen;
  std::promise<void> done;
  BackgroundThread background;
  for (int i = 0; i < 100; ++i) {
    background.run([&seen, i] { seen.push_back(i); });
  }
  background.run([&] { done.set_value(); });
  done.get_future().wait();
  ASSERT_EQ(seen.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(seen[static_cast<std::size_t>(i)], i);
}

TEST(Background, DestructorWaitsForTheRunningJobAndDropsTheRest) {
  std::promise<void> begun;
  std::promise<void> go;
  bool first = false;
  bool second = false;
  {
    auto background = std::make_unique<BackgroundThread>();
    background->run([&] {
      begun.set_value();
      go.get_future().wait();
      first = true;
    });
    background->run([&] { second = true; });
    begun.get_future().wait();
    std::thread opener([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      go.set_value();
    });
    background.reset();
    opener.join();
  }
  EXPECT_TRUE(first);
  EXPECT_FALSE(second);
}

TEST(Background, QueueRunsOnlyWhenTold) {
  BackgroundQueue background;
  int runs = 0;
  background.run([&] {
    ++runs;
    background.run([&] { ++runs; });
  });
  EXPECT_EQ(runs, 0);
  EXPECT_TRUE(background.run_one());
  EXPECT_EQ(runs, 1);
  background.drop();
  EXPECT_FALSE(background.run_one());
  EXPECT_EQ(runs, 1);
}

}  // namespace
}  // namespace tally
