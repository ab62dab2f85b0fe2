// A log on the fake disk, with what it should hold.
#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "core/base/background.h"
#include "core/log/format.h"
#include "core/log/log_store.h"
#include "tests/support/fake_disk.h"
#include "tests/support/record_source.h"

namespace tally::test {

class LogOnFakeDisk {
 public:
  explicit LogOnFakeDisk(std::uint64_t seed, std::uint64_t segment_bytes_max = 64u << 20)
      : disk(seed), source(seed), seeds_(seed + 1) {
    options.segment_bytes_max = segment_bytes_max;
    options.reserve_bytes = 0;
    options.random = &seeds_;
    TALLY_CHECK(disk.make_directory("dir").ok() && disk.sync_directory(".").ok());
  }

  Result<void> open(StoreAccess access) {
    opened = OpenedStore();
    TALLY_ASSIGN(opened, open_log_store(disk, kDirectory, access, options));
    return {};
  }
  void close() { opened = OpenedStore(); }
  EventStore& store() { return *opened.store; }

  // From the next opening on segments are filled ahead, whenever run_background() is called.
  void fill_ahead() { options.background = &background; }
  void run_background() {
    while (background.run_one()) {
    }
  }

  // Commits the next records; on failure they stand in `pending` and the source is where it was.
  Result<void> commit(std::size_t count, std::size_t payload_bytes_max = 200) {
    const auto before = source;
    pending = source.batch(count, 4, payload_bytes_max);
    pending_source_ = source;
    const auto done = store().commit(views_of(pending), source.mark());
    if (done.ok()) {
      settle(true);
    } else {
      source = before;
      source.random().next();  // The next records are others.
    }
    return done;
  }
  // What has become of the pending records.
  void settle(bool recorded) {
    if (recorded && !pending.empty()) {
      kept.insert(kept.end(), pending.begin(), pending.end());
      source = *pending_source_;
    }
    pending.clear();
  }

  // All kept records, byte for byte, and nothing else up to `size`.
  void expect_records(std::uint64_t size) {
    ASSERT_LE(size, kept.size());
    std::uint64_t at = 0;
    for (bool end = size == 0; !end;) {
      const auto page = store().read({at}, Direction::forward, {50, 1 << 20});
      ASSERT_TRUE(page.ok()) << page.error().to_string();
      for (const auto& record : page->records) {
        ASSERT_EQ(record.position.value, at);
        ASSERT_TRUE(equal(record.header, kept[at].header)) << "position " << at;
        ASSERT_EQ(record.erased, erased.count(at) != 0) << "position " << at;
        if (!record.erased) {
          ASSERT_TRUE(equal(record.body, kept[at].body)) << "position " << at;
        }
        ASSERT_EQ(store().find(kept[at].id).value(), Position{at});
        ++at;
      }
      end = page->end;
    }
    EXPECT_EQ(at, size);
    EXPECT_EQ(store().last_commit(), mark_at(size));
    const auto check = opened.check({size});
    ASSERT_TRUE(check.ok());
    for (const auto& problem : check->problems) ADD_FAILURE() << problem;
    EXPECT_EQ(check->records, size);
  }

  std::vector<std::string> segments() {
    std::vector<std::string> paths;
    const auto names = disk.list(kDirectory).value();
    for (const auto& name : names) {
      if (log::segment_position(name)) paths.push_back(kDirectory + ("/" + name));
    }
    return paths;
  }
  std::string path(const std::string& name) const { return kDirectory + ("/" + name); }

  static constexpr const char* kDirectory = "dir/log";
  FakeDisk disk;
  LogOptions options;
  BackgroundQueue background;
  OpenedStore opened;
  RecordSource source;
  std::vector<OwnedRecord> kept;
  std::vector<OwnedRecord> pending;
  std::set<std::uint64_t> erased;

 private:
  SeededRandom seeds_;
  std::optional<RecordSource> pending_source_;
};

}  // namespace tally::test
