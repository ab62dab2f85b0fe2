#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "core/log/log_store.h"
#include "tests/core/store/store_contract.h"

namespace tally::test {
namespace {

// On the machine's disk; segments of a few commits, so that records lie in many files.
class LogFixture {
 public:
  LogFixture() : LogFixture(nullptr) {}
  explicit LogFixture(Background* background) {
    options_.background = background;
    options_.segment_bytes_max = 16 << 10;
    options_.reserve_bytes = 1 << 20;
    std::string pattern = testing::TempDir() + "tally-log-XXXXXX";
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    open(StoreAccess::create);
  }
  ~LogFixture() {
    opened_ = OpenedStore();
    std::filesystem::remove_all(directory_);
  }
  EventStore& store() { return *opened_.store; }
  bool reopen() {
    opened_ = OpenedStore();
    open(StoreAccess::write);
    const auto check = opened_.check(store().last_commit().size);
    EXPECT_TRUE(check.ok());
    for (const auto& problem : check->problems) ADD_FAILURE() << problem;
    return true;
  }

 private:
  void open(StoreAccess access) {
    auto opened = open_log_store(system_disk(), directory_ + "/log", access, options_);
    TALLY_CHECK(opened.ok());
    opened_ = std::move(opened).value();
  }

  LogOptions options_;
  std::string directory_;
  OpenedStore opened_;
};

// The same with segments filled ahead, by a thread or at any moment between two calls.
class LogBesideAThread {
 public:
  EventStore& store() { return log_.store(); }
  bool reopen() { return log_.reopen(); }

 private:
  BackgroundThread background_;
  LogFixture log_{&background_};
};

class LogBesideAQueue {
 public:
  EventStore& store() {
    if (std::this_thread::get_id() == owner_) run_some();
    return log_.store();
  }
  bool reopen() {
    run_some();
    return log_.reopen();
  }

 private:
  void run_some() {
    for (auto jobs = dice_.below(3); jobs > 0; --jobs) background_.run_one();
  }

  const std::thread::id owner_ = std::this_thread::get_id();
  SeededRandom dice_{11};
  BackgroundQueue background_;
  LogFixture log_{&background_};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Log, StoreContract, LogFixture);
INSTANTIATE_TYPED_TEST_SUITE_P(LogBesideAThread, StoreContract, LogBesideAThread);
INSTANTIATE_TYPED_TEST_SUITE_P(LogBesideAQueue, StoreContract, LogBesideAQueue);

}  // namespace
}  // namespace tally::test
