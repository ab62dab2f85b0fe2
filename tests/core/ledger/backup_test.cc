// Backup and restore of a ledger's directory (core/ledger/backup.h).
#include "core/ledger/backup.h"

#include "core/log/log_store.h"
#include "tests/core/ledger/ledger_fixture.h"
#include "tests/support/fake_disk.h"

namespace tally::test {
namespace {

class BackupTest : public testing::Test {
 protected:
  void SetUp() override { make("ledger"); }

  void make(const std::string& path) {
    const auto made = LedgerDirectory::init(disk, clock, random, opener(), path, init_options());
    ASSERT_TRUE(made.ok()) << made.error().to_string();
  }
  static StoreOpener opener() {
    return [](Disk& on, const std::string& path, StoreAccess access) {
      LogOptions options;
      options.reserve_bytes = 0;
      return open_log_store(on, path, access, options);
    };
  }
  std::unique_ptr<LedgerDirectory> open(const std::string& path, DirectoryAccess access) {
    auto opened = LedgerDirectory::open(disk, clock, random, opener(), path, access);
    if (!opened.ok()) ADD_FAILURE() << opened.error().to_string();
    return opened.ok() ? std::move(opened).value() : nullptr;
  }
  std::unique_ptr<LedgerDirectory> writer() { return open("ledger", DirectoryAccess::write); }
  std::uint64_t append(LedgerDirectory& directory, int events) {
    for (int i = 0; i < events; ++i) {
      must(append_to(directory.ledger(), batch_of(note(next_++, "project-a"))));
    }
    return directory.ledger().status().head.size.value;
  }
  Result<BackupReport> back_up(const std::string& to = "backup") {
    const auto from = open("ledger", DirectoryAccess::read_only);
    return tally::back_up(disk, *from, opener(), to);
  }
  Result<BackupReport> restore(const RestoreOptions& options, const std::string& to = "again") {
    return tally::restore(disk, clock, random, "backup", opener(), to, opener(), options);
  }
  std::string text(const std::string& path) {
    std::string read(as_text(disk.contents(path)));
    while (!read.empty() && read.back() == '\n') read.pop_back();
    return read;
  }

  FakeDisk disk{7};
  FakeClock clock{kNoon_us};
  SeededRandom random{7};
  std::uint64_t next_ = 1;
};

TEST_F(BackupTest, ABackupIsALedgerWithoutItsKeyAndIsBroughtUpToDate) {
  auto ledger = writer();
  const auto size = append(*ledger, 5);
  ASSERT_TRUE(ledger->sign_checkpoint(true).ok());
  const auto first = back_up();  // Beside the writer.
  ASSERT_TRUE(first.ok()) << first.error().to_string();
  EXPECT_EQ(first->held, ledger->ledger().status().head);
  EXPECT_EQ(first->added.value, size);
  append(*ledger, 3);
  const auto second = back_up();
  ASSERT_TRUE(second.ok()) << second.error().to_string();
  EXPECT_EQ(second->added.value, 3u);
  EXPECT_FALSE(disk.exists("backup/key").value());
  const auto readable = open("backup", DirectoryAccess::read_only);
  EXPECT_EQ(readable->ledger().status().head, ledger->ledger().status().head);
  EXPECT_FALSE(
      LedgerDirectory::open(disk, clock, random, opener(), "backup", DirectoryAccess::write).ok());
}

TEST_F(BackupTest, ARestoredLedgerGoesOnAndKnowsItsEvents) {
  auto ledger = writer();
  append(*ledger, 5);
  const auto head = ledger->ledger().status().head;
  ASSERT_TRUE(back_up().ok());
  ledger.reset();
  RestoreOptions options;
  options.key = text("ledger/key");
  const auto restored = restore(options);
  ASSERT_TRUE(restored.ok()) << restored.error().to_string();
  EXPECT_EQ(restored->held, head);
  const auto again = open("again", DirectoryAccess::write);
  EXPECT_EQ(again->ledger().status().head, head);
  EXPECT_TRUE(must(append_to(again->ledger(), batch_of(note(1, "project-a")))).events[0].duplicate);
  append(*again, 1);
}

TEST_F(BackupTest, OneThatLacksWhatWasSignedIsNotRestored) {
  auto ledger = writer();
  append(*ledger, 2);
  ASSERT_TRUE(back_up().ok());
  append(*ledger, 1);
  RestoreOptions options;
  options.key = text("ledger/key");
  options.checkpoints.push_back(ledger->sign_checkpoint(true).value());
  const auto refused = restore(options);
  EXPECT_ERROR(refused.error(), corrupt, "checkpoint");
  EXPECT_EQ(refused.error().rule, "behind_checkpoint");
  EXPECT_FALSE(disk.exists("again").value());
  EXPECT_FALSE(disk.exists("again.new").value());
  ASSERT_TRUE(back_up().ok());
  ASSERT_TRUE(restore(options).ok());
  // It stands behind the newest checkpoint from then on.
  EXPECT_EQ(text("again/checkpoint") + "\n", options.checkpoints[0]);
}

TEST_F(BackupTest, OneOfAnotherHistoryIsForked) {
  auto ledger = writer();
  append(*ledger, 2);
  ASSERT_TRUE(back_up().ok());
  RestoreOptions options;
  options.key = text("ledger/key");
  // The same ledger went on elsewhere: two histories of one key.
  ASSERT_TRUE(restore(options, "elsewhere").ok());
  append(*ledger, 1);
  ASSERT_TRUE(back_up().ok());
  const auto other = open("elsewhere", DirectoryAccess::write);
  must(append_to(other->ledger(), batch_of(note(900, "project-b"))));
  options.checkpoints.push_back(other->sign_checkpoint(true).value());
  const auto refused = restore(options);
  EXPECT_ERROR(refused.error(), corrupt, "checkpoint");
  EXPECT_EQ(refused.error().rule, "forked");
  // Nor does the backup of one take in the other.
  const auto mixed = tally::back_up(disk, *other, opener(), "backup");
  EXPECT_EQ(mixed.error().rule, "forked");
}

TEST_F(BackupTest, WhatStandsThereIsLeftAlone) {
  make("other");
  EXPECT_ERROR(back_up("other").error(), invalid, "directory");
  ASSERT_TRUE(disk.make_directory("things").ok());
  ASSERT_TRUE(replace_file(disk, "things", "a", as_bytes("b")).ok());
  EXPECT_ERROR(back_up("things").error(), invalid, "directory");
  ASSERT_TRUE(back_up().ok());
  const auto other = open("other", DirectoryAccess::read_only);
  EXPECT_ERROR(tally::back_up(disk, *other, opener(), "backup").error(), invalid, "directory");
  EXPECT_ERROR(restore({}, "other").error(), invalid, "directory");
  RestoreOptions options;
  options.key = text("other/key");
  EXPECT_ERROR(restore(options).error(), invalid, "key");
}

TEST_F(BackupTest, WithoutTheKeyItCanBeReadAndNotWritten) {
  ASSERT_TRUE(back_up().ok());
  ASSERT_TRUE(restore({}).ok());
  EXPECT_NE(open("again", DirectoryAccess::read_only), nullptr);
  EXPECT_FALSE(
      LedgerDirectory::open(disk, clock, random, opener(), "again", DirectoryAccess::write).ok());
}

TEST_F(BackupTest, ErasureReachesTheBackup) {
  auto ledger = writer();
  const auto size = append(*ledger, 3);
  ASSERT_TRUE(back_up().ok());
  ledger.reset();
  {
    const auto store = opener()(disk, "ledger/log", StoreAccess::write);
    ASSERT_TRUE(store->store->erase({size - 2}).ok());
  }
  ASSERT_TRUE(back_up().ok());
  const auto store = opener()(disk, "backup/log", StoreAccess::read_only);
  const auto page = store->store->read({size - 2}, Direction::forward, {2, 1 << 20}).value();
  EXPECT_TRUE(page.records[0].erased);
  EXPECT_FALSE(page.records[1].erased);
}

TEST_F(BackupTest, OneThatWasCutShortIsGoneOnWith) {
  auto ledger = writer();
  append(*ledger, 20);
  const auto head = ledger->ledger().status().head;
  ledger.reset();
  int done_at_last = 0;
  for (std::uint64_t operations = 0; operations < 40; ++operations) {
    SCOPED_TRACE("operations " + std::to_string(operations));
    const auto to = "backup-" + std::to_string(operations);
    disk.crash_after(operations);
    static_cast<void>(back_up(to));
    disk.restart();
    writer().reset();  // Readers trust the size that a writer has published.
    const auto done = back_up(to);
    if (!done.ok()) {
      // The power went while the empty backup was made.
      EXPECT_ERROR(done.error(), invalid, "directory");
      EXPECT_TRUE(disk.exists(to + ".new").value());
      continue;
    }
    ++done_at_last;
    EXPECT_EQ(done->held, head);
    EXPECT_EQ(open(to, DirectoryAccess::read_only)->ledger().status().head, head);
  }
  EXPECT_GT(done_at_last, 20);
}

}  // namespace
}  // namespace tally::test
