#include "core/log/log_store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/core/log/log_fixture.h"

namespace tally::test {
namespace {

TEST(LogStore, CreateNeedsADirectoryThatIsNotThere) {
  LogOnFakeDisk log(1);
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  log.close();
  const auto again = log.open(StoreAccess::create);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, ErrorCode::invalid);
  EXPECT_EQ(again.error().field, "directory");
}

TEST(LogStore, WithoutALogThereIsNothingToOpen) {
  LogOnFakeDisk log(1);
  EXPECT_EQ(log.open(StoreAccess::write).error().code, ErrorCode::not_found);
  EXPECT_EQ(log.open(StoreAccess::read_only).error().code, ErrorCode::not_found);
  ASSERT_TRUE(log.disk.make_directory(LogOnFakeDisk::kDirectory).ok());
  EXPECT_EQ(log.open(StoreAccess::write).error().code, ErrorCode::not_found);
  EXPECT_EQ(log.open(StoreAccess::read_only).error().code, ErrorCode::not_found);
}

TEST(LogStore, ASecondWriterIsRefused) {
  LogOnFakeDisk log(1);
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  const auto second =
      open_log_store(log.disk, LogOnFakeDisk::kDirectory, StoreAccess::write, log.options);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::overloaded);
  EXPECT_EQ(second.error().field, "lock");
  log.close();
  EXPECT_TRUE(log.open(StoreAccess::write).ok());
}

TEST(LogStore, AnUndamagedLogOpensWithoutNotes) {
  LogOnFakeDisk log(1, 4000);
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(log.commit(5).ok());
  ASSERT_TRUE(log.open(StoreAccess::write).ok());
  EXPECT_TRUE(log.opened.notes.empty());
  log.expect_records(50);
}

TEST(LogStore, SegmentsKeepToTheirSizeAndALargerCommitHasItsOwn) {
  LogOnFakeDisk log(1, 8000);
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(log.commit(3, 600).ok());
  for (const auto& path : log.segments()) EXPECT_LE(log.disk.contents(path).size(), 8000u) << path;
  const auto before = log.segments().size();
  EXPECT_GT(before, 3u);
  ASSERT_TRUE(log.commit(40, 2000).ok());
  ASSERT_TRUE(log.commit(1, 600).ok());
  EXPECT_EQ(log.segments().size(), before + 2);
  ASSERT_TRUE(log.open(StoreAccess::write).ok());
  log.expect_records(101);
}

TEST(LogStore, AReaderBesideTheWriterFollowsIt) {
  LogOnFakeDisk log(3, 5000);
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  auto reader =
      open_log_store(log.disk, LogOnFakeDisk::kDirectory, StoreAccess::read_only, log.options);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(reader->store->last_commit().size.value, 0u);
  for (int i = 1; i <= 12; ++i) {
    ASSERT_TRUE(log.commit(4).ok());
    EXPECT_EQ(reader->store->last_commit().size.value, 4u * (i - 1)) << "before refresh()";
    ASSERT_TRUE(reader->refresh().ok());
    EXPECT_EQ(reader->store->last_commit(), log.source.mark());
    const auto page = reader->store->read({4u * (i - 1)}, Direction::forward, {});
    ASSERT_EQ(page->records.size(), 4u);
    EXPECT_TRUE(equal(page->records[3].body, log.kept.back().body));
  }
  ASSERT_TRUE(log.store().erase({5}).ok());
  EXPECT_TRUE(reader->store->read({5}, Direction::forward, {1, 1})->records[0].erased);
  EXPECT_TRUE(reader->check({48})->problems.empty());
  const auto none = RecordSource(5).batch(1);
  EXPECT_EQ(reader->store->commit(views_of(none), mark_at(49)).error().code, ErrorCode::read_only);
  EXPECT_EQ(reader->store->erase({1}).error().code, ErrorCode::read_only);
}

TEST(LogStore, AReaderStopsAtThePublishedSize) {
  LogOnFakeDisk log(3);
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  ASSERT_TRUE(log.commit(4).ok());
  log.disk.fail_sync_after(0);
  ASSERT_EQ(log.commit(4).error().code, ErrorCode::in_doubt);
  // Its bytes can be read, and are nobody's to show.
  auto reader =
      open_log_store(log.disk, LogOnFakeDisk::kDirectory, StoreAccess::read_only, log.options);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(reader->store->last_commit().size.value, 4u);
}

TEST(LogStore, AReaderInAnotherThreadFollowsWhileTheWriterCommitsAndErases) {
  LogOnFakeDisk log(4, 20'000);
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  std::atomic<bool> done = false;
  std::atomic<int> problems = 0;
  std::thread follower([&] {
    SeededRandom random(5);
    auto options = log.options;
    options.random = &random;  // One thread each.
    auto reader =
        open_log_store(log.disk, LogOnFakeDisk::kDirectory, StoreAccess::read_only, options);
    if (!reader.ok()) {
      ++problems;
      return;
    }
    std::uint64_t at = 0;
    for (bool last = false; !last;) {
      last = done.load();
      if (!reader->refresh().ok()) ++problems;
      const auto size = reader->store->last_commit().size.value;
      if (size % 3 != 0) ++problems;
      while (at < size) {
        const auto page = reader->store->read({at}, Direction::forward, {20, 1 << 20});
        if (!page.ok() || page->records.empty()) {
          ++problems;
          return;
        }
        at += page->records.size();
      }
    }
    if (at != 300) ++problems;
  });
  for (std::uint64_t i = 0; i < 100; ++i) {
    ASSERT_TRUE(log.commit(3).ok());
    if (i % 5 == 0) {
      ASSERT_TRUE(log.store().erase({i}).ok());
    }
  }
  done = true;
  follower.join();
  EXPECT_EQ(problems.load(), 0);
}

TEST(LogStore, AFailedSyncIsInDoubtAndEndsWriting) {
  for (const bool recorded_in_cache : {true, false}) {
    LogOnFakeDisk log(9);
    ASSERT_TRUE(log.open(StoreAccess::create).ok());
    ASSERT_TRUE(log.commit(2).ok());
    log.disk.fail_sync_after(0);
    EXPECT_EQ(log.commit(2).error().code, ErrorCode::in_doubt);
    EXPECT_EQ(log.store().last_commit().size.value, 2u);
    const auto after = log.commit(2);
    ASSERT_EQ(after.error().code, ErrorCode::read_only);
    EXPECT_NE(after.error().message.find("sync"), std::string::npos);
    EXPECT_EQ(log.store().erase({0}).error().code, ErrorCode::read_only);
    EXPECT_TRUE(log.store().read({0}, Direction::forward, {}).ok());
    log.close();
    if (!recorded_in_cache) log.disk.restart();
    ASSERT_TRUE(log.open(StoreAccess::write).ok());
    const auto size = log.store().last_commit().size.value;
    if (recorded_in_cache) {
      EXPECT_EQ(size, 4u);
    }
    // What has been answered once stays, whatever the disk had of it.
    log.close();
    log.disk.restart();
    ASSERT_TRUE(log.open(StoreAccess::write).ok());
    EXPECT_EQ(log.store().last_commit().size.value, size);
  }
}

TEST(LogStore, AFailedWriteIsInDoubtAndNothingOfItStays) {
  LogOnFakeDisk log(9);
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  ASSERT_TRUE(log.commit(2).ok());
  log.disk.set_capacity(log.disk.used_bytes() + 3000);
  EXPECT_EQ(log.commit(20, 1000).error().code, ErrorCode::read_only) << "it is seen to be too much";
  log.disk.fail_write_after(0);
  EXPECT_EQ(log.commit(3).error().code, ErrorCode::in_doubt);
  log.settle(false);
  ASSERT_TRUE(log.open(StoreAccess::write).ok());
  log.expect_records(2);
}

TEST(LogStore, BelowTheReserveCommitsAreReadOnlyUntilThereIsRoom) {
  LogOnFakeDisk log(9);
  log.options.reserve_bytes = 10'000;
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  ASSERT_TRUE(log.commit(2).ok());
  log.disk.set_capacity(log.disk.used_bytes() + 9'000);
  const auto full = log.commit(2);
  ASSERT_EQ(full.error().code, ErrorCode::read_only);
  EXPECT_NE(full.error().message.find(LogOnFakeDisk::kDirectory), std::string::npos);
  EXPECT_EQ(log.store().read_only_reason(), full.error().message);
  log.expect_records(2);
  log.disk.set_capacity(1 << 30);
  EXPECT_EQ(log.store().read_only_reason(), "");
  EXPECT_TRUE(log.commit(2).ok());
  log.expect_records(4);
}

TEST(LogStore, AFullDiskThatComesAsASurpriseIsInDoubtAndLosesNothing) {
  for (std::uint64_t room = 0; room < 4000; room += 97) {
    LogOnFakeDisk log(room, 4000);
    ASSERT_TRUE(log.open(StoreAccess::create).ok());
    ASSERT_TRUE(log.commit(3).ok());
    // The file system promised more than it has.
    class Boaster final : public Disk {
     public:
      explicit Boaster(FakeDisk& disk) : disk_(disk) {}
      Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override {
        return disk_.open(path, mode);
      }
      Result<bool> exists(const std::string& path) override { return disk_.exists(path); }
      Result<std::vector<std::string>> list(const std::string& path) override {
        return disk_.list(path);
      }
      Result<void> make_directory(const std::string& path) override {
        return disk_.make_directory(path);
      }
      Result<void> rename(const std::string& from, const std::string& to) override {
        return disk_.rename(from, to);
      }
      Result<void> remove(const std::string& path) override { return disk_.remove(path); }
      Result<void> sync_directory(const std::string& path) override {
        return disk_.sync_directory(path);
      }
      Result<std::unique_ptr<FileLock>> lock(const std::string& path) override {
        return disk_.lock(path);
      }
      Result<std::uint64_t> free_bytes(const std::string&) override { return 1u << 30; }

     private:
      FakeDisk& disk_;
    } boaster(log.disk);
    log.close();
    log.opened =
        open_log_store(boaster, LogOnFakeDisk::kDirectory, StoreAccess::write, log.options).value();
    log.disk.set_capacity(log.disk.used_bytes() + room);
    Result<void> last;
    for (int i = 0; i < 20 && last.ok(); ++i) last = log.commit(3, 500);
    ASSERT_FALSE(last.ok());
    EXPECT_EQ(last.error().code, ErrorCode::in_doubt);
    EXPECT_NE(last.error().message.find("ENOSPC"), std::string::npos);
    log.settle(false);
    log.close();
    log.disk.set_capacity(1 << 30);
    const auto opened = log.open(StoreAccess::write);
    ASSERT_TRUE(opened.ok()) << opened.error().to_string();
    log.expect_records(log.kept.size());
  }
}

// Cut short at each step of the disk: afterwards the body is whole or gone, and the log is sound.
TEST(LogStore, AnErasureThatIsCutShortIsFinishedOrNotBegun) {
  int erased = 0;
  for (std::uint64_t step = 0; step < 12; ++step) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      LogOnFakeDisk log(seed);
      ASSERT_TRUE(log.open(StoreAccess::create).ok());
      ASSERT_TRUE(log.commit(6, 3000).ok());
      log.disk.crash_after(step);
      const bool acknowledged = log.store().erase({3}).ok();
      log.close();
      log.disk.restart();
      // A reader sees a body or none, also before a writer has finished it.
      ASSERT_TRUE(log.open(StoreAccess::read_only).ok());
      ASSERT_TRUE(log.open(StoreAccess::write).ok());
      const auto page = log.store().read({3}, Direction::forward, {1, 1});
      ASSERT_TRUE(page.ok());
      if (page->records[0].erased) {
        log.erased.insert(3);
        ++erased;
      }
      EXPECT_TRUE(page->records[0].erased || !acknowledged);
      log.expect_records(6);
    }
  }
  EXPECT_GT(erased, 0);
}

TEST(LogStore, AnErasedBodyIsNowhereInTheLog) {
  LogOnFakeDisk log(5);
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  ASSERT_TRUE(log.commit(5, 300).ok());
  const auto body = log.kept[2].body;
  ASSERT_TRUE(log.store().erase({2}).ok());
  log.close();
  log.disk.restart();
  const auto names = log.disk.list(LogOnFakeDisk::kDirectory).value();
  for (const auto& name : names) {
    const auto bytes = log.disk.contents(log.path(name));
    EXPECT_EQ(std::search(bytes.begin(), bytes.end(), body.begin(), body.begin() + 16), bytes.end())
        << name;
  }
}

TEST(LogStore, CheckStopsAtItsSize) {
  LogOnFakeDisk log(5, 4000);
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(log.commit(5).ok());
  for (const std::uint64_t size : {0, 5, 12, 50}) {
    const auto check = log.opened.check({size});
    ASSERT_TRUE(check.ok());
    EXPECT_EQ(check->records, size);
    EXPECT_EQ(check->commits, size / 5);
    EXPECT_TRUE(check->problems.empty() && check->ids_checked && check->streams_checked);
  }
  const auto beyond = log.opened.check({51});
  ASSERT_FALSE(beyond.ok());
  EXPECT_EQ(beyond.error().code, ErrorCode::invalid);
}

TEST(LogStore, UnfinishedFilesAreRemovedOnOpening) {
  LogOnFakeDisk log(5);
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  ASSERT_TRUE(log.commit(1).ok());
  log.close();
  ASSERT_TRUE(log.disk.open(log.path("00000000000000000001.seg.tmp"), OpenMode::create).ok());
  ASSERT_TRUE(log.open(StoreAccess::write).ok());
  EXPECT_EQ(log.disk.list(LogOnFakeDisk::kDirectory).value(),
            (std::vector<std::string>{"00000000000000000000.seg", "head"}));
}

}  // namespace
}  // namespace tally::test
