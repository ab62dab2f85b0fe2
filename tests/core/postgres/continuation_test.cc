// Going on with a database that holds less than was signed (core/ledger/continuation.h), as after a
// recovery to a point in time.
#include "core/ledger/continuation.h"

#include "core/base/hex.h"
#include "core/ledger/directory.h"
#include "tests/core/ledger/ledger_fixture.h"
#include "tests/core/postgres/postgres_fixture.h"
#include "tests/support/forwarding_store.h"

namespace tally::test {
namespace {

constexpr char kNewOrigin[] = "ledger.example/test/2";

class DatabaseContinuationTest : public testing::Test {
 protected:
  DatabaseContinuationTest() : path_(database_.directory("ledger")) {
    auto options = init_options();
    EXPECT_TRUE(
        LedgerDirectory::init(system_disk(), clock_, random_, opener(), path_, options).ok());
    const auto ledger = open(path_, DirectoryAccess::write).value();
    ActorEnrolled chen;
    chen.actor_id = "chen";
    must(append_to(ledger->ledger(), batch_of(catalogued(1, chen), note(2, "project-a"))));
    kept_ = ledger->ledger().status().head;
    must(append_to(ledger->ledger(), batch_of(note(3, "project-a"), note(4, "project-b"))));
    EXPECT_TRUE(ledger->sign_checkpoint(true).ok());
    // Acknowledged, and behind the last checkpoint.
    must(append_to(ledger->ledger(), batch_of(note(5, "project-b"))));
  }

  StoreOpener opener() const { return postgres_opener(database_.address()); }
  Result<std::unique_ptr<LedgerDirectory>> open(const std::string& path, DirectoryAccess access) {
    return LedgerDirectory::open(system_disk(), clock_, random_, opener(), path, access);
  }
  // What a recovery to the time of `mark` leaves.
  void set_back(const CommitMark& mark) {
    const auto size = std::to_string(mark.size.value);
    database_.tamper("DELETE FROM tally.records WHERE position >= " + size +
                     "; ALTER TABLE tally.checkpoints DISABLE TRIGGER ALL;"
                     "DELETE FROM tally.checkpoints WHERE size > " +
                     size + "; UPDATE tally.ledger SET size = " + size + ", root = '\\x" +
                     to_hex(mark.root.view()) +
                     "';"
                     "ALTER TABLE tally.records ENABLE ALWAYS TRIGGER refuse_change;"
                     "ALTER TABLE tally.ledger ENABLE ALWAYS TRIGGER refuse_change;"
                     "ALTER TABLE tally.checkpoints ENABLE ALWAYS TRIGGER refuse_change");
  }
  Result<ContinuationReport> go_on(const std::string& path, const StoreOpener& through) {
    ContinuationOptions options;
    options.origin = kNewOrigin;
    options.approver = "chen";
    options.reason = "recovered to Friday noon";
    return continue_ledger(system_disk(), clock_, random_, through, path, options);
  }
  // Another machine's directory: the key and nothing else.
  std::string second() const {
    const auto path = database_.directory("second");
    EXPECT_TRUE(system_disk().make_directory(path).ok());
    for (const char* name : {"key", "key.pub"}) {
      const auto bytes = read_file(system_disk(), path_ + "/" + name, 4096).value();
      EXPECT_TRUE(replace_file(system_disk(), path, name, bytes).ok());
    }
    return path;
  }

  Database database_;
  std::string path_;
  FakeClock clock_{kNoon_us};
  SeededRandom random_{7};
  CommitMark kept_;
};

TEST_F(DatabaseContinuationTest, AShorterDatabaseIsRefusedReadableAndContinued) {
  set_back(kept_);
  for (const auto access : {DirectoryAccess::write, DirectoryAccess::read_only}) {
    EXPECT_ERROR(open(path_, access).error(), corrupt, "postgres");
  }
  // Whoever has not been told of more reads what is there.
  const auto other = second();
  EXPECT_EQ(open(other, DirectoryAccess::read_only).value()->ledger().status().head, kept_);
  EXPECT_ERROR(open(path_, DirectoryAccess::write).error(), corrupt, "postgres");

  const auto done = go_on(path_, opener());
  ASSERT_TRUE(done.ok()) << done.error().to_string();
  EXPECT_EQ(done->continued.size, static_cast<std::int64_t>(kept_.size.value));
  EXPECT_EQ(done->continued.checkpoint_size, done->continued.size + 2);
  EXPECT_EQ(done->continued.acknowledged, done->continued.size + 3);
  {
    const auto again = open(path_, DirectoryAccess::write);
    ASSERT_TRUE(again.ok()) << again.error().to_string();
    EXPECT_FALSE(
        must(append_to((*again)->ledger(), batch_of(note(3, "project-a")))).events[0].duplicate);
    EXPECT_TRUE((*again)->sign_checkpoint(true).ok());
  }
  ASSERT_TRUE(open(path_, DirectoryAccess::write).ok());
  EXPECT_ERROR(go_on(path_, opener()).error(), invalid, "origin");
  // The other machine's directory has the former key: nothing is written or signed with it.
  EXPECT_ERROR(open(other, DirectoryAccess::write).error(), corrupt, "key");
  EXPECT_EQ(go_on(other, opener()).error().code, ErrorCode::invalid);
}

TEST_F(DatabaseContinuationTest, WhatWasAcknowledgedAndNotYetSignedIsApprovedAsWell) {
  CommitMark signed_head;
  {
    const auto ledger = open(path_, DirectoryAccess::write).value();
    EXPECT_ERROR(go_on(second(), opener()).error(), invalid, "checkpoint");
    ASSERT_TRUE(ledger->sign_checkpoint(true).ok());
    signed_head = ledger->ledger().status().head;
    must(append_to(ledger->ledger(), batch_of(note(6, "project-b"))));
  }
  EXPECT_ERROR(go_on(path_, opener()).error(), invalid, "checkpoint");
  set_back(signed_head);
  const auto done = go_on(path_, opener());
  ASSERT_TRUE(done.ok()) << done.error().to_string();
  EXPECT_EQ(done->continued.checkpoint_size, done->continued.size);
  EXPECT_EQ(done->continued.acknowledged, done->continued.size + 1);
  EXPECT_TRUE(open(path_, DirectoryAccess::write).ok());
}

TEST_F(DatabaseContinuationTest, AServerThatStandsThereStopsWritingAndSigning) {
  // It knows of no more than there is, so nothing has been refused so far.
  set_back(kept_);
  const auto other = open(second(), DirectoryAccess::write).value();
  must(append_to(other->ledger(), batch_of(note(70, "project-x"))));
  ASSERT_TRUE(go_on(path_, opener()).ok());
  const auto failed = must_fail(append_to(other->ledger(), batch_of(note(71, "project-x"))));
  EXPECT_EQ(failed.error.code, ErrorCode::read_only) << failed.error.to_string();
  EXPECT_THAT(failed.error.message, testing::HasSubstr(kNewOrigin));
  EXPECT_EQ(other->sign_checkpoint(true).error().code, ErrorCode::read_only);
  EXPECT_EQ(other->ledger().identity().origin, "ledger.example/test");
  const auto lookup = other->ledger().lookup(event_id(70)).value();
  EXPECT_EQ(lookup.event->receipt.origin, "ledger.example/test");
}

// Fails once, before or behind the commit, as a process that is killed there.
class DyingStore final : public ForwardingStore {
 public:
  DyingStore(std::unique_ptr<EventStore> behind, bool recorded)
      : ForwardingStore(*behind), owned_(std::move(behind)), recorded_(recorded) {}
  Result<void> commit(std::span<const NewRecord> records, const CommitMark& mark) override {
    if (recorded_) TALLY_TRY(behind_.commit(records, mark));
    return Error(ErrorCode::in_doubt, "killed");
  }

 private:
  std::unique_ptr<EventStore> owned_;
  bool recorded_;
};

TEST_F(DatabaseContinuationTest, OneThatDiedAtItsCommitIsGoneOnWith) {
  set_back(kept_);
  for (const bool recorded : {false, true}) {
    const auto dying = [&](Disk& disk, const std::string& log, StoreAccess access) {
      auto opened = opener()(disk, log, access);
      if (opened.ok()) {
        opened->store = std::make_unique<DyingStore>(std::move(opened->store), recorded);
      }
      return opened;
    };
    EXPECT_EQ(go_on(path_, dying).error().code, ErrorCode::in_doubt);
    EXPECT_ERROR(open(path_, DirectoryAccess::write).error(), invalid, "directory");
  }
  ASSERT_TRUE(go_on(path_, opener()).ok());
  const auto again = open(path_, DirectoryAccess::write);
  ASSERT_TRUE(again.ok()) << again.error().to_string();
  EXPECT_EQ((*again)->ledger().status().head.size.value, kept_.size.value + 1);
}

}  // namespace
}  // namespace tally::test
