// A ledger moves between log and database, record by record (core/ledger/copy_store.h).
#include "core/ledger/copy_store.h"
#include "core/log/log_store.h"
#include "core/merkle/frontier.h"
#include "core/merkle/hash.h"
#include "tests/core/postgres/office.h"
#include "tests/support/forwarding_store.h"

namespace tally::test {
namespace {

// Refuses after some commits, as a copy that is killed.
class EndingStore final : public ForwardingStore {
 public:
  EndingStore(EventStore& store, int commits) : ForwardingStore(store), left_(commits) {}
  Result<void> commit(std::span<const NewRecord> records, const CommitMark& mark) override {
    if (left_-- == 0) return Error(ErrorCode::io, "ended");
    return behind_.commit(records, mark);
  }

 private:
  int left_;
};

class CopyTest : public testing::Test {
 protected:
  CopyTest() {
    RecordSource source(3);
    Frontier frontier;
    for (int i = 0; i < 6; ++i) {
      const auto records = source.batch(2000, 20, 100);
      for (const auto& record : records) frontier.append(leaf_hash(record.header));
      EXPECT_TRUE(
          memory_.commit(views_of(records), {TreeSize{frontier.size()}, frontier.root()}).ok());
    }
    EXPECT_TRUE(memory_.erase({5}).ok());
    EXPECT_TRUE(memory_.erase({11'999}).ok());
  }
  void expect_equal(const EventStore& copy) {
    EXPECT_EQ(copy.last_commit(), memory_.last_commit());
    std::uint64_t at = 0;
    while (at < memory_.last_commit().size.value) {
      const auto ours = memory_.read({at}, Direction::forward, {}).value();
      const auto theirs = copy.read({at}, Direction::forward, {}).value();
      ASSERT_EQ(ours.records.size(), theirs.records.size());
      for (std::size_t i = 0; i < ours.records.size(); ++i, ++at) {
        EXPECT_TRUE(equal(ours.records[i].header, theirs.records[i].header));
        EXPECT_TRUE(equal(ours.records[i].body, theirs.records[i].body));
        EXPECT_EQ(ours.records[i].erased, theirs.records[i].erased) << at;
      }
    }
  }
  OpenedStore new_log() {
    return open_log_store(system_disk(), database_.directory("log"), StoreAccess::create).value();
  }

  Database database_;
  OpenedStore shared_ = database_.must_open(StoreAccess::create);
  MemoryStore memory_;
};

TEST_F(CopyTest, GoesIntoTheDatabaseAndBackWithErasedBodiesErased) {
  ASSERT_TRUE(copy_records(memory_, *shared_.store).ok());
  expect_equal(*shared_.store);
  EXPECT_TRUE(shared_.check(shared_.store->last_commit().size)->problems.empty());
  const auto log = new_log();
  ASSERT_TRUE(copy_records(*shared_.store, *log.store).ok());
  expect_equal(*log.store);
  EXPECT_TRUE(log.check(log.store->last_commit().size)->problems.empty());
}

TEST_F(CopyTest, AnInterruptedCopyGoesOn) {
  EndingStore ending(*shared_.store, 2);
  EXPECT_FALSE(copy_records(memory_, ending).ok());
  const auto begun = shared_.store->last_commit().size.value;
  EXPECT_GT(begun, 0u);
  EXPECT_LT(begun, 12'000u);
  std::vector<std::uint64_t> reached;
  ASSERT_TRUE(copy_records(memory_, *shared_.store, [&](TreeSize size) {
                reached.push_back(size.value);
              }).ok());
  EXPECT_GT(reached.at(0), begun);
  expect_equal(*shared_.store);
}

TEST_F(CopyTest, NothingIsAddedToAnotherLedger) {
  RecordSource other(4);
  ASSERT_TRUE(commit_next(*shared_.store, other, 3).ok());
  const auto copied = copy_records(memory_, *shared_.store);
  ASSERT_FALSE(copied.ok());
  EXPECT_EQ(copied.error().rule, "forked");
  EXPECT_EQ(shared_.store->last_commit().size.value, 3u);
  EXPECT_EQ(copy_records(*shared_.store, memory_).error().rule, "forked");
}

}  // namespace
}  // namespace tally::test
