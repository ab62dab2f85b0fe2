// Many waiting batches become one commit; limits split it; the queue is bounded (decision D5).
#include <atomic>
#include <thread>

#include "tests/core/ledger/ledger_fixture.h"

namespace tally::test {
namespace {

using testing::Each;
using testing::ElementsAre;

// Counts what each commit holds.
class CountingStore final : public EventStore {
 public:
  Result<void> commit(std::span<const NewRecord> records, const CommitMark& mark) override {
    std::size_t bytes = 0;
    for (const auto& record : records) bytes += record.header.size() + record.body.size();
    counts.push_back(records.size());
    commit_bytes.push_back(bytes);
    if (during) during();
    auto done = store_.commit(records, mark);
    if (after) after();
    return done;
  }
  Result<RecordPage> read(Position from, Direction direction,
                          const ReadLimits& limits) const override {
    if (broken) return Error(ErrorCode::io, "the disk is gone");
    return store_.read(from, direction, limits);
  }
  Result<RecordPage> read_stream(std::string_view stream, Revision from, Direction direction,
                                 const ReadLimits& limits) const override {
    return store_.read_stream(stream, from, direction, limits);
  }
  Result<std::optional<Position>> find(const EventId& id) const override { return store_.find(id); }
  CommitMark last_commit() const override { return store_.last_commit(); }
  Result<void> erase(Position position) override { return store_.erase(position); }

  std::vector<std::size_t> counts;
  std::vector<std::size_t> commit_bytes;
  std::function<void()> during;
  std::function<void()> after;
  bool broken = false;

 private:
  MemoryStore store_;
};

class GroupCommitTest : public testing::Test {
 protected:
  CountingStore store;
  FakeClock clock{kNoon_us};
  SeededRandom random{3};
  std::unique_ptr<Ledger> ledger;
  std::uint64_t begin = 0;

  void SetUp() override {
    ASSERT_TRUE(init_ledger({store, clock, random}, init_options()).ok());
    open({});
    begin = store.last_commit().size.value;
    store.counts.clear();
    store.commit_bytes.clear();
  }
  void open(const LedgerLimits& limits) {
    ledger = std::move(Ledger::open({store, clock, random}, limits)).value();
  }
  std::uint64_t recorded() const { return store.last_commit().size.value - begin; }
};

TEST_F(GroupCommitTest, WhatWaitsBecomesOneCommit) {
  Queue queue(*ledger);
  for (std::uint64_t i = 0; i < 100; ++i) {
    const auto stream = "project-" + std::to_string(i % 7);
    ASSERT_TRUE(queue.add(batch_of(note(2 * i, stream), note(2 * i + 1, stream))).ok());
  }
  EXPECT_EQ(ledger->status().queued_batches, 100u);
  EXPECT_GT(ledger->waiting(), 0u);
  std::uint64_t position = begin;
  for (auto& result : queue.step()) {
    const auto appended = must(std::move(result));
    EXPECT_EQ(appended.events[0].receipt.position.value, position);
    EXPECT_EQ(appended.size.value, begin + 200);
    position += 2;
  }
  EXPECT_THAT(store.counts, ElementsAre(200u));
  EXPECT_EQ(ledger->waiting(), 0u);
  EXPECT_EQ(ledger->status().queued_batches, 0u);
}

TEST_F(GroupCommitTest, ACommitHoldsAtMost16384Events) {
  Queue queue(*ledger);
  std::uint64_t id = 0;
  for (int i = 0; i < 9; ++i) {
    AppendBatch batch;
    for (int k = 0; k < 4000; ++k) batch.events.push_back(note(++id, "project-a"));
    ASSERT_TRUE(queue.add(std::move(batch)).ok());
  }
  for (auto& result : queue.step()) must(std::move(result));
  // A batch is never divided.
  EXPECT_THAT(store.counts, ElementsAre(16000u, 16000u, 4000u));
  EXPECT_EQ(recorded(), 36000u);
}

TEST_F(GroupCommitTest, ExactlyAFullCommitIsOneCommit) {
  Queue queue(*ledger);
  std::uint64_t id = 0;
  for (int i = 0; i < 4; ++i) {
    AppendBatch batch;
    for (int k = 0; k < 4096; ++k) batch.events.push_back(note(++id, "project-a"));
    ASSERT_TRUE(queue.add(std::move(batch)).ok());
  }
  queue.step();
  EXPECT_THAT(store.counts, ElementsAre(kCommitRecordsMax));
}

TEST_F(GroupCommitTest, ACommitHoldsAtMostEightMiB) {
  const std::string payload = R"({"t":")" + std::string(200'000, 'x') + R"("})";
  Queue queue(*ledger);
  for (std::uint64_t i = 0; i < 100; ++i) {
    ASSERT_TRUE(queue.add(batch_of(note(i, "project-a", payload))).ok());
  }
  for (auto& result : queue.step()) must(std::move(result));
  EXPECT_EQ(recorded(), 100u);
  EXPECT_EQ(store.counts.size(), 3u);
  EXPECT_THAT(store.commit_bytes, Each(testing::Le(kCommitBytesMax)));
}

TEST_F(GroupCommitTest, ABatchLargerThanACommitIsInvalid) {
  LedgerLimits limits;
  limits.batch_events_max = 20'000;
  limits.batch_bytes_max = 32u << 20;
  open(limits);
  AppendBatch batch;
  for (std::uint64_t i = 0; i <= kCommitRecordsMax; ++i) {
    batch.events.push_back(note(i, "project-a"));
  }
  EXPECT_EQ(must_fail(append_to(*ledger, batch)).error.code, ErrorCode::invalid);
  batch.events.pop_back();
  must(append_to(*ledger, std::move(batch)));
  EXPECT_THAT(store.counts, ElementsAre(kCommitRecordsMax));
}

TEST_F(GroupCommitTest, ABatchThatDoesNotFitKeepsItsPlaceInTheOrder) {
  Queue queue(*ledger);
  AppendBatch large;
  for (std::uint64_t i = 0; i < 4096; ++i) large.events.push_back(note(i, "project-a"));
  for (std::uint64_t i = 0; i < 4; ++i) {
    ASSERT_TRUE(queue.add(large).ok());
    for (auto& event : large.events) event.proposal.id.bytes[14] = static_cast<std::uint8_t>(i + 1);
  }
  auto last = note(90'000, "project-a");
  last.expected = at_revision(4 * 4096 - 1);  // Holds only if the four came before it.
  ASSERT_TRUE(queue.add(batch_of(last)).ok());
  auto results = queue.step();
  EXPECT_EQ(must(std::move(results[4])).events[0].receipt.revision.value, 4u * 4096u);
  EXPECT_THAT(store.counts, ElementsAre(4u * 4096u, 1u));
}

TEST_F(GroupCommitTest, ARefusedBatchLeavesNoTraceForLaterOnesOfTheCommit) {
  ProjectRegistered project;
  project.project_id = "P1";
  project.name = "one";
  ActorEnrolled alice;
  alice.actor_id = "alice";
  Queue queue(*ledger);
  // Everything of this batch is good but its last event.
  ASSERT_TRUE(queue
                  .add(batch_of(catalogued(1, alice), catalogued(2, project), note(3, "project-P1"),
                                note(4, "project-x"), note(5, "project-x", "{}", "nobody")))
                  .ok());
  auto fresh = note(6, "project-x");
  fresh.expected.kind = ExpectedRevision::Kind::no_stream;
  ASSERT_TRUE(queue.add(batch_of(fresh)).ok());
  ASSERT_TRUE(queue.add(batch_of(note(7, "project-x", "{}", "alice"))).ok());
  ASSERT_TRUE(queue.add(batch_of(catalogued(8, project))).ok());
  auto results = queue.step();
  const auto failed = must_fail(std::move(results[0]));
  EXPECT_EQ(failed.error.code, ErrorCode::not_authorized);
  EXPECT_EQ(failed.error.index, 4u);
  EXPECT_EQ(must(std::move(results[1])).events[0].receipt.position.value, begin);
  EXPECT_EQ(must_fail(std::move(results[2])).error.code, ErrorCode::not_authorized);
  const auto registered = must(std::move(results[3]));
  EXPECT_EQ(registered.events[0].receipt.position.value, begin + 1);
  EXPECT_EQ(registered.events[0].receipt.revision.value, 0u);
  EXPECT_THAT(store.counts, ElementsAre(2u));
  // The reopened ledger agrees as to the root.
  open({});
  EXPECT_EQ(ledger->root_at(TreeSize{begin + 2}).value(), registered.root);
}

TEST_F(GroupCommitTest, OnlyRefusalsAndDuplicatesWriteNothing) {
  must(append_to(*ledger, batch_of(note(1, "project-a"))));
  Queue queue(*ledger);
  ASSERT_TRUE(queue.add(batch_of(note(1, "project-a"))).ok());
  ASSERT_TRUE(queue.add(batch_of(note(1, "project-b"))).ok());
  queue.step();
  EXPECT_THAT(store.counts, ElementsAre(1u));
}

TEST_F(GroupCommitTest, AFullQueueIsOverloadedAndRecordsNothing) {
  LedgerLimits limits;
  limits.queue_batches_max = 3;
  open(limits);
  Queue queue(*ledger);
  for (std::uint64_t i = 0; i < 3; ++i) {
    ASSERT_TRUE(queue.add(batch_of(note(i, "project-a"))).ok());
  }
  EXPECT_EQ(queue.add(batch_of(note(9, "project-a"))).error().code, ErrorCode::overloaded);
  EXPECT_EQ(ledger->lookup(event_id(9))->state, LookupAnswer::State::not_recorded);
  queue.step();
  EXPECT_EQ(recorded(), 3u);
  EXPECT_TRUE(queue.add(batch_of(note(9, "project-a"))).ok());
  queue.step();
}

TEST_F(GroupCommitTest, TheBytesOfTheQueueAreBoundedToo) {
  LedgerLimits limits;
  limits.queue_bytes_max = 10'000;
  open(limits);
  const std::string payload = R"({"t":")" + std::string(4000, 'x') + R"("})";
  Queue queue(*ledger);
  ASSERT_TRUE(queue.add(batch_of(note(1, "project-a", payload))).ok());
  ASSERT_TRUE(queue.add(batch_of(note(2, "project-a", payload))).ok());
  EXPECT_EQ(queue.add(batch_of(note(3, "project-a", payload))).error().code, ErrorCode::overloaded);
  queue.step();
  ASSERT_TRUE(queue.add(batch_of(note(3, "project-a", payload))).ok());
  queue.step();
  EXPECT_EQ(recorded(), 3u);
}

TEST_F(GroupCommitTest, AfterStopNothingNewIsTakenAndWhatWaitsIsCommitted) {
  Queue queue(*ledger);
  ASSERT_TRUE(queue.add(batch_of(note(1, "project-a"))).ok());
  ledger->stop();
  EXPECT_EQ(queue.add(batch_of(note(2, "project-a"))).error().code, ErrorCode::read_only);
  EXPECT_FALSE(ledger->status().read_only_reason.empty());
  must(std::move(queue.step()[0]));
  EXPECT_EQ(recorded(), 1u);
}

TEST_F(GroupCommitTest, ACompletionMaySubmitMore) {
  std::optional<AppendResult> second;
  const auto queued = ledger->submit(batch_of(note(1, "project-a")), [&](const AppendResult&) {
    EXPECT_TRUE(ledger
                    ->submit(batch_of(note(2, "project-a")),
                             [&](AppendResult result) { second = std::move(result); })
                    .ok());
  });
  ASSERT_TRUE(queued.ok());
  EXPECT_TRUE(ledger->step());
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(recorded(), 2u);
}

TEST_F(GroupCommitTest, WhatIsInFlightIsPending) {
  bool asked = false;
  store.during = [&] {
    asked = true;
    EXPECT_EQ(ledger->lookup(event_id(1))->state, LookupAnswer::State::pending);
    EXPECT_EQ(ledger->status().queued_batches, 1u);
    EXPECT_EQ(ledger->status().head.size.value, begin);
  };
  must(append_to(*ledger, batch_of(note(1, "project-a"))));
  EXPECT_TRUE(asked);
}

// Durable, but not yet taken into the tree: whoever asks now waits for that moment.
TEST_F(GroupCommitTest, AProofForASizeThatTheStoreHoldsAlreadyIsNeverRefused) {
  std::thread reader;
  std::atomic<bool> proved{false};
  store.after = [&] {
    reader = std::thread([&] {
      const auto size = store.last_commit().size;
      proved = size.value == begin + 1 && ledger->root_at(size).ok() &&
               ledger->inclusion_proof(Position{begin}, size).ok() &&
               ledger->consistency_proof(TreeSize{begin}, size).ok();
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  };
  must(append_to(*ledger, batch_of(note(1, "project-a"))));
  reader.join();
  EXPECT_TRUE(proved);
}

TEST_F(GroupCommitTest, ListenersAndFollowersHearOfEachCommit) {
  std::vector<std::uint64_t> sizes;
  ledger->on_commit([&](TreeSize size) { sizes.push_back(size.value); });
  must(append_to(*ledger, batch_of(note(1, "project-a"), note(2, "project-a"))));
  must(append_to(*ledger, batch_of(note(3, "project-a"))));
  must(append_to(*ledger, batch_of(note(3, "project-a"))));  // A duplicate: no commit.
  EXPECT_THAT(sizes, ElementsAre(begin + 2, begin + 3));
  EXPECT_EQ(ledger->wait_beyond(TreeSize{begin}, 0).value, begin + 3);
  EXPECT_EQ(ledger->wait_beyond(TreeSize{begin + 3}, 1000).value, begin + 3);  // Times out.
  ledger->stop();
  EXPECT_EQ(ledger->wait_beyond(TreeSize{begin + 3}, 60 * kSecond).value, begin + 3);
}

TEST_F(GroupCommitTest, ALookupThatCannotReadIsAnErrorAndNeverNotRecorded) {
  must(append_to(*ledger, batch_of(note(1, "project-a"))));
  store.broken = true;
  EXPECT_EQ(ledger->lookup(event_id(1)).error().code, ErrorCode::io);
  // So is a retry: it is neither a duplicate nor recorded a second time.
  EXPECT_EQ(must_fail(append_to(*ledger, batch_of(note(1, "project-a")))).error.code,
            ErrorCode::io);
  EXPECT_EQ(recorded(), 1u);
}

}  // namespace
}  // namespace tally::test
