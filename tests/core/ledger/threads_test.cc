// Several threads at one ledger. Meant for the thread sanitizer as much as for its answers.
#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include "tests/core/ledger/ledger_fixture.h"

namespace tally::test {
namespace {

constexpr int kThreads = 4;
constexpr std::uint64_t kBatchesEach = 500;

using ThreadsTest = LedgerTest;

TEST_F(ThreadsTest, EveryBatchIsAnsweredOnceAndPositionsAreOneSequence) {
  std::atomic<std::uint64_t> answered{0};
  std::atomic<std::uint64_t> appended{0};
  std::mutex mutex;
  std::set<std::uint64_t> positions;
  const auto work = [&](std::uint64_t thread) {
    for (std::uint64_t i = 0; i < kBatchesEach; ++i) {
      const auto id = thread * kBatchesEach + i;
      // Every fifth batch is a retry of the one before it.
      const auto used = i % 5 == 4 ? id - 1 : id;
      auto batch = batch_of(note(used, "project-" + std::to_string(used % 10)));
      const auto queued = ledger->submit(std::move(batch), [&](const AppendResult& result) {
        ++answered;
        const auto* done = std::get_if<Appended>(&result);
        if (!done || done->events[0].duplicate) return;
        ++appended;
        const std::lock_guard lock(mutex);
        positions.insert(done->events[0].receipt.position.value);
      });
      EXPECT_TRUE(queued.ok());
      ledger->step();
      if (i % 16 == 0) {
        EXPECT_TRUE(ledger->lookup(event_id(used)).ok());
        EXPECT_GE(ledger->status().head.size.value, begin);
        const auto size = ledger->store().last_commit().size;
        EXPECT_TRUE(ledger->inclusion_proof(Position{begin - 1}, size).ok());
      }
    }
  };
  std::vector<std::thread> threads;
  for (std::uint64_t i = 0; i < kThreads; ++i) threads.emplace_back(work, i);
  TreeSize seen{begin};
  const auto expected = begin + kThreads * kBatchesEach * 4 / 5;
  while (seen.value < expected) seen = ledger->wait_beyond(seen, kSecond);
  for (auto& thread : threads) thread.join();
  // Whoever found the writer's role taken left its batch to the one who held it.
  EXPECT_EQ(ledger->waiting(), 0u);
  EXPECT_EQ(answered, kThreads * kBatchesEach);
  EXPECT_EQ(appended, expected - begin);
  EXPECT_EQ(positions.size(), expected - begin);
  EXPECT_EQ(*positions.rbegin(), expected - 1);
  const auto root = store.last_commit().root;
  open();
  EXPECT_EQ(ledger->root_at(TreeSize{expected}).value(), root);
}

TEST_F(ThreadsTest, StopWakesWhoWaitsForGrowth) {
  const auto started = std::chrono::steady_clock::now();
  TreeSize seen;
  std::thread waiter([&] { seen = ledger->wait_beyond(TreeSize{begin}, 60 * kSecond); });
  ledger->stop();
  waiter.join();
  EXPECT_EQ(seen.value, begin);
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(60));
}

}  // namespace
}  // namespace tally::test
