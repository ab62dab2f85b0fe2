// What clients hear when the disk fails, and that the truth is told after reopening (contracts C4).
#include "tests/core/ledger/disk_fixture.h"

namespace tally::test {
namespace {

using State = LookupAnswer::State;

class FailingDiskTest : public testing::Test {
 protected:
  LedgerOnFakeDisk on{11};
  std::uint64_t begin = 0;

  void SetUp() override {
    const auto made = on.create();
    ASSERT_TRUE(made.ok()) << made.error().to_string();
    begin = on.size();
  }
  void reopen() {
    const auto opened = on.open();
    ASSERT_TRUE(opened.ok()) << opened.error().to_string();
  }
  AppendResult append(AppendBatch batch) { return append_to(on.ledger(), std::move(batch)); }
};

TEST_F(FailingDiskTest, BelowTheReserveTheStatusSaysWhyAndAppendsGoOnByThemselves) {
  on.options.reserve_bytes = 10'000;
  reopen();
  must(append(batch_of(note(1, "project-a"))));
  EXPECT_EQ(on.ledger().status().read_only_reason, "");
  on.disk.set_capacity(on.disk.used_bytes() + 9'000);
  const auto refused = must_fail(append(batch_of(note(2, "project-a"))));
  EXPECT_EQ(refused.error.code, ErrorCode::read_only);
  EXPECT_NE(refused.error.message.find("reserve"), std::string::npos) << refused.error.message;
  EXPECT_NE(on.ledger().status().read_only_reason.find("reserve"), std::string::npos);
  EXPECT_EQ(on.ledger().lookup(note(1, "project-a").proposal.id)->state, State::recorded);
  on.disk.set_capacity(1u << 30);
  EXPECT_EQ(on.ledger().status().read_only_reason, "");
  must(append(batch_of(note(2, "project-a"))));
  EXPECT_EQ(on.size(), begin + 2);
}

TEST_F(FailingDiskTest, AFailedSyncLeavesItsWaitersInDoubtAndOthersReadOnly) {
  Queue queue(on.ledger());
  must(append(batch_of(note(1, "project-a"))));
  ASSERT_TRUE(queue.add(batch_of(note(2, "project-a"))).ok());
  ASSERT_TRUE(queue.add(batch_of(note(2, "project-a"))).ok());  // Shares the outcome.
  ASSERT_TRUE(queue.add(batch_of(note(3, "project-a", "{}", "nobody"))).ok());
  ASSERT_TRUE(queue.add(batch_of(note(1, "project-a"))).ok());  // Recorded long ago.
  ASSERT_TRUE(queue.add(batch_of(note(2, "project-a"), note(4, "project-a"))).ok());
  on.disk.fail_sync_after(0);
  auto results = queue.step();
  EXPECT_EQ(must_fail(std::move(results[0])).error.code, ErrorCode::in_doubt);
  EXPECT_EQ(must_fail(std::move(results[1])).error.code, ErrorCode::in_doubt);
  EXPECT_EQ(must_fail(std::move(results[2])).error.code, ErrorCode::read_only);
  EXPECT_TRUE(must(std::move(results[3])).events[0].duplicate);
  // Part of this batch is in doubt, so it cannot be told that nothing of it is recorded.
  EXPECT_EQ(must_fail(std::move(results[4])).error.code, ErrorCode::in_doubt);

  EXPECT_EQ(must_fail(append(batch_of(note(5, "project-a")))).error.code, ErrorCode::read_only);
  EXPECT_FALSE(on.ledger().status().read_only_reason.empty());
  EXPECT_EQ(on.size(), begin + 1);
}

TEST_F(FailingDiskTest, AnEventInDoubtIsPendingUntilReopened) {
  on.disk.fail_sync_after(0);
  EXPECT_EQ(must_fail(append(batch_of(note(1, "project-a")))).error.code, ErrorCode::in_doubt);
  EXPECT_EQ(on.ledger().lookup(event_id(1))->state, State::pending);
  EXPECT_EQ(on.ledger().lookup(event_id(9))->state, State::not_recorded);
  on.disk.restart();
  reopen();
  EXPECT_NE(on.ledger().lookup(event_id(1))->state, State::pending);
}

TEST_F(FailingDiskTest, BatchesBehindTheFailedCommitRecordNothing) {
  Queue queue(on.ledger());
  AppendBatch large;
  for (std::uint64_t i = 0; i < 4096; ++i) large.events.push_back(note(i, "project-a"));
  for (std::uint64_t i = 0; i < 5; ++i) {
    for (auto& event : large.events) event.proposal.id.bytes[14] = static_cast<std::uint8_t>(i);
    ASSERT_TRUE(queue.add(large).ok());
  }
  on.disk.fail_sync_after(0);
  auto results = queue.step();
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(must_fail(std::move(results[i])).error.code, ErrorCode::in_doubt);
  }
  EXPECT_EQ(must_fail(std::move(results[4])).error.code, ErrorCode::read_only);
}

TEST_F(FailingDiskTest, AfterReopeningRetriesAreAnsweredByTheTruth) {
  int recorded = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    LedgerOnFakeDisk other(seed);
    ASSERT_TRUE(other.create().ok());
    const auto first = must(append_to(other.ledger(), batch_of(note(1, "project-a"))));
    if (seed % 2 == 0) {
      other.disk.fail_sync_after(0);
    } else {
      other.disk.fail_write_after(0);
    }
    const auto two = batch_of(note(2, "project-a", R"({"n":2})"), note(3, "project-b"));
    EXPECT_EQ(must_fail(append_to(other.ledger(), two)).error.code, ErrorCode::in_doubt);
    other.close();
    other.disk.restart();
    const auto opened = other.open();
    ASSERT_TRUE(opened.ok()) << "seed " << seed << ": " << opened.error().to_string();
    const bool there = other.ledger().lookup(event_id(2))->state == State::recorded;
    recorded += there;
    EXPECT_EQ(other.ledger().lookup(event_id(3))->state == State::recorded, there);
    const auto again = must(append_to(other.ledger(), two));
    EXPECT_EQ(again.events[0].duplicate, there);
    EXPECT_EQ(again.events[0].receipt.revision.value, 1u);
    EXPECT_EQ(again.events[0].receipt.position.value, begin + 1);
    const auto old = must(append_to(other.ledger(), batch_of(note(1, "project-a"))));
    EXPECT_EQ(old.events[0].receipt, first.events[0].receipt);
  }
  EXPECT_GT(recorded, 0);
  EXPECT_LT(recorded, 40);
}

TEST_F(FailingDiskTest, AFailedCommitLeavesNothingBehindInMemory) {
  ProjectRegistered project;
  project.project_id = "P1";
  project.name = "one";
  on.disk.fail_sync_after(0);
  EXPECT_EQ(must_fail(append(batch_of(catalogued(1, project), note(2, "project-P1")))).error.code,
            ErrorCode::in_doubt);
  EXPECT_EQ(on.ledger().status().head.size.value, begin);
  EXPECT_TRUE(on.ledger().root_at(TreeSize{begin}).ok());
  EXPECT_FALSE(on.ledger().root_at(TreeSize{begin + 1}).ok());
  EXPECT_TRUE(on.ledger().flags(Position{begin}).empty());
}

TEST_F(FailingDiskTest, AFullDiskIsReadOnlyRecordsNothingAndTheLedgerGoesOnWhenSpaceReturns) {
  on.options.reserve_bytes = 1 << 20;
  reopen();
  must(append(batch_of(note(1, "project-a"))));
  on.disk.set_capacity(on.disk.used_bytes() + (1 << 20) - 1);
  ProjectRegistered project;
  project.project_id = "P1";
  project.name = "one";
  Queue queue(on.ledger());
  ASSERT_TRUE(queue.add(batch_of(note(2, "project-a"))).ok());
  ASSERT_TRUE(queue.add(batch_of(catalogued(3, project))).ok());
  for (auto& result : queue.step()) {
    EXPECT_EQ(must_fail(std::move(result)).error.code, ErrorCode::read_only);
  }
  EXPECT_EQ(on.size(), begin + 1);
  EXPECT_EQ(on.ledger().lookup(event_id(2))->state, State::not_recorded);
  // What is recorded can still be asked for.
  EXPECT_TRUE(must(append(batch_of(note(1, "project-a")))).events[0].duplicate);

  on.disk.set_capacity(std::uint64_t{1} << 40);
  EXPECT_TRUE(on.ledger().status().read_only_reason.empty());
  // Heads and rules were undone: the same events are judged as though never seen.
  const auto later = must(append(batch_of(note(2, "project-a"), catalogued(3, project))));
  EXPECT_EQ(later.events[0].receipt.revision.value, 1u);
  EXPECT_EQ(later.events[1].receipt.revision.value, 0u);
  EXPECT_FALSE(later.events[0].duplicate);
  const auto root = later.root;
  reopen();
  EXPECT_EQ(on.ledger().root_at(TreeSize{begin + 3}).value(), root);
}

TEST_F(FailingDiskTest, ALogThatEndedInACrashOpensWithEveryAcknowledgedEvent) {
  for (std::uint64_t seed = 100; seed < 130; ++seed) {
    LedgerOnFakeDisk other(seed);
    ASSERT_TRUE(other.create().ok());
    other.disk.crash_after(seed % 12);
    std::vector<Receipt> acknowledged;
    for (std::uint64_t i = 0; i < 20; ++i) {
      auto result = append_to(other.ledger(), batch_of(note(i, "project-a")));
      auto* appended = std::get_if<Appended>(&result);
      if (!appended) break;
      acknowledged.push_back(appended->events[0].receipt);
    }
    EXPECT_TRUE(other.disk.crashed());
    other.close();
    other.disk.restart();
    const auto opened = other.open();
    ASSERT_TRUE(opened.ok()) << "seed " << seed << ": " << opened.error().to_string();
    for (const auto& receipt : acknowledged) {
      const auto found = other.ledger().lookup(receipt.id).value();
      ASSERT_EQ(found.state, State::recorded) << "seed " << seed;
      EXPECT_EQ(found.event->receipt, receipt);
    }
  }
}

}  // namespace
}  // namespace tally::test
