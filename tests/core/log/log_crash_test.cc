// Random histories on a disk that crashes at any moment. After each crash the log must open, hold
// every acknowledged commit byte for byte, and at most the one commit that was under way.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/core/log/log_fixture.h"

namespace tally::test {
namespace {

class CrashStory {
 public:
  explicit CrashStory(std::uint64_t seed)
      : log_(seed, 3000 + seed % 5 * 2500), dice_(seed * 7 + 3) {
    if (seed % 4 != 0) log_.fill_ahead();
  }

  void run() {
    ASSERT_TRUE(log_.open(StoreAccess::create).ok());
    for (int life = 0; life < 6 && !testing::Test::HasFatalFailure(); ++life) {
      arrange_fault();
      work();
      end_life();
      look_as_reader();
      reopen();
      if (testing::Test::HasFatalFailure()) return;
      verify();
    }
  }

 private:
  void arrange_fault() {
    const auto fault = dice_.below(5);
    if (fault <= 2) log_.disk.crash_after(dice_.below(40));
    if (fault == 3) log_.disk.fail_sync_after(dice_.below(12));
    if (fault == 4) log_.disk.fail_write_after(dice_.below(24));
  }

  // Commits and erases until something fails.
  void work() {
    for (int i = 0; i < 30; ++i) {
      // The segment ahead is filled at once, late, or not before it is needed.
      if (dice_.below(3) == 0) log_.background.run_one();
      if (dice_.below(6) == 0 && !log_.kept.empty()) {
        const auto target = dice_.below(log_.kept.size());
        const auto done = log_.store().erase({target});
        if (done.ok()) {
          log_.erased.insert(target);
        } else {
          doubtful_erasure_ = target;
        }
        if (!done.ok()) return;
        continue;
      }
      const auto done = log_.commit(1 + dice_.below(6), dice_.below(3) == 0 ? 4000 : 300);
      if (done.ok()) continue;
      EXPECT_TRUE(done.error().code == ErrorCode::in_doubt || done.error().code == ErrorCode::io ||
                  done.error().code == ErrorCode::read_only)
          << done.error().to_string();
      // Nothing of it was written if the store did not take it at all.
      if (done.error().code != ErrorCode::in_doubt) log_.settle(false);
      if (done.error().code == ErrorCode::in_doubt && !log_.disk.crashed()) {
        const auto record = RecordSource(99).next("project-0", 1);
        const NewRecord view{record.header, record.body, record.id, record.stream};
        const auto after =
            log_.store().commit(std::span(&view, 1), mark_at(log_.source.size() + 1));
        EXPECT_EQ(after.error().code, ErrorCode::read_only);
      }
      return;
    }
  }

  // The machine stops, or only the process ends.
  void end_life() {
    const bool crash = log_.disk.crashed() || dice_.below(2) == 0;
    if (crash) log_.background.drop();
    log_.close();
    if (crash) log_.disk.restart();
    // A job of the store that is gone finds nothing to do.
    if (dice_.below(2) == 0) log_.run_background();
    log_.background.drop();
  }

  // A reader before any recovery sees whole acknowledged commits, or one in doubt.
  void look_as_reader() {
    const auto opened = log_.open(StoreAccess::read_only);
    ASSERT_TRUE(opened.ok()) << opened.error().to_string();
    EXPECT_LE(log_.store().last_commit().size.value, log_.kept.size() + log_.pending.size());
    log_.close();
  }

  void reopen() {
    for (int tries = 0;; ++tries) {
      if (tries < 3 && dice_.below(2) == 0) log_.disk.crash_after(dice_.below(14));
      if (tries < 3 && dice_.below(4) == 0) log_.disk.fail_sync_after(dice_.below(4));
      const auto opened = log_.open(StoreAccess::write);
      if (opened.ok() && !log_.disk.crashed()) break;
      ASSERT_TRUE(log_.disk.crashed() || opened.error().code == ErrorCode::io)
          << opened.error().to_string();
      end_life();
    }
  }

  void verify() {
    const auto size = log_.store().last_commit().size.value;
    ASSERT_GE(size, log_.kept.size()) << "an acknowledged commit is gone";
    if (size != log_.kept.size()) {
      ASSERT_EQ(size, log_.kept.size() + log_.pending.size()) << "a part of a commit is there";
    }
    log_.settle(size != log_.kept.size());
    // An erasure that failed may have happened or not.
    if (doubtful_erasure_) {
      const auto page = log_.store().read({*doubtful_erasure_}, Direction::forward, {1, 1});
      ASSERT_TRUE(page.ok()) << page.error().to_string();
      if (page->records.at(0).erased) log_.erased.insert(*doubtful_erasure_);
      doubtful_erasure_.reset();
    }
    // Whatever countdown is left would fail the checking.
    log_.expect_records(size);
  }

  LogOnFakeDisk log_;
  SeededRandom dice_;
  std::optional<std::uint64_t> doubtful_erasure_;
};

// TALLY_CRASH_SEEDS="first count" replays; the default takes a few seconds.
TEST(LogCrash, EveryAcknowledgedCommitSurvivesAndAtMostOneOther) {
  std::uint64_t first = 1;
  std::uint64_t count = 1500;
  if (const char* chosen = std::getenv("TALLY_CRASH_SEEDS")) {
    char* rest = nullptr;
    first = std::strtoull(chosen, &rest, 10);
    count = std::max<std::uint64_t>(std::strtoull(rest, nullptr, 10), 1);
  }
  for (auto seed = first; seed < first + count; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    CrashStory(seed).run();
    if (testing::Test::HasFailure()) {
      std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
      return;
    }
  }
}

// Create is cut short at each of its steps: either there is a log, or there is none.
TEST(LogCrash, ACreationThatIsCutShortLeavesAnEmptyLogOrNone) {
  for (std::uint64_t step = 0; step < 20; ++step) {
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      LogOnFakeDisk log(seed);
      log.disk.crash_after(step);
      const bool created = log.open(StoreAccess::create).ok();
      log.close();
      log.disk.restart();
      const auto opened = log.open(StoreAccess::write);
      if (created) {
        ASSERT_TRUE(opened.ok());
      }
      if (opened.ok()) {
        log.expect_records(0);
        EXPECT_TRUE(log.commit(3).ok());
        log.expect_records(3);
      } else {
        EXPECT_EQ(opened.error().code, ErrorCode::not_found) << opened.error().to_string();
      }
    }
  }
}

}  // namespace
}  // namespace tally::test
