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
  LogFixture() {
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

INSTANTIATE_TYPED_TEST_SUITE_P(Log, StoreContract, LogFixture);

}  // namespace
}  // namespace tally::test
