// Several ledgers over one database: one order, no gap, nothing twice (contracts C12).
#include <set>
#include <thread>

#include "core/log/log_store.h"
#include "core/merkle/hash.h"
#include "core/postgres/packed_commit.h"
#include "tests/core/merkle/slow_tree.h"
#include "tests/core/postgres/office.h"

namespace tally::test {
namespace {

Hash slow_root_of(const std::vector<OwnedRecord>& records) {
  std::vector<Hash> leaves;
  for (const auto& record : records) leaves.push_back(leaf_hash(record.header));
  return slow_root(leaves);
}

TEST(SharedLedgerTest, TheSameRequestsGiveTheSameBytesAndRootAsTheLog) {
  Database database;
  const auto shared = database.must_open(StoreAccess::create);
  const auto log =
      open_log_store(system_disk(), database.directory("log"), StoreAccess::create).value();
  for (auto* store : {shared.store.get(), log.store.get()}) {
    FakeClock clock(kNoon_us);
    SeededRandom random(7);
    ASSERT_TRUE(init_ledger({*store, clock, random}, init_options()).ok());
    const auto ledger = Ledger::open({*store, clock, random}).value();
    for (std::uint64_t id = 1; id <= 60; ++id) {
      clock.advance(kSecond);
      must(append_to(*ledger, batch_of(note(2 * id, "project-" + std::to_string(id % 7)),
                                       note(2 * id + 1, "project-a", "{\"n\":1}"))));
    }
  }
  EXPECT_EQ(shared.store->last_commit(), log.store->last_commit());
  const auto ours = all_records(*shared.store);
  const auto theirs = all_records(*log.store);
  ASSERT_EQ(ours.size(), theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    EXPECT_EQ(ours[i].header, theirs[i].header);
    EXPECT_EQ(ours[i].body, theirs[i].body);
  }
  EXPECT_EQ(shared.store->last_commit().root, slow_root_of(ours));
}

// Two servers write at the same time and send some events through both.
TEST(SharedLedgerTest, TwoLedgersAtOnceLeaveOneOrderWithoutGapsAndNothingTwice) {
  constexpr std::uint64_t kEvents = 150;
  Database database;
  Office::found(database);
  Office one(database, "one");
  Office two(database, "two");
  std::atomic<std::uint64_t> outrun = 0;
  const auto write = [&](Office& office, std::uint64_t begin) {
    for (std::uint64_t id = begin; id < begin + kEvents; ++id) {
      for (bool done = false; !done;) {
        const auto result = office.append(batch_of(note(id, "project-" + std::to_string(id % 5))));
        const auto* failed = std::get_if<AppendFailure>(&result);
        done = !failed;
        if (!failed) continue;
        ASSERT_EQ(failed->error.code, ErrorCode::overloaded) << failed->error.to_string();
        ++outrun;
      }
    }
  };
  std::thread other([&] { write(two, 1000 + kEvents / 2); });
  write(one, 1000);
  other.join();
  ASSERT_TRUE(one.ledger().catch_up().ok());
  ASSERT_TRUE(two.ledger().catch_up().ok());
  EXPECT_EQ(one.ledger().status().head, two.ledger().status().head);
  const auto records = all_records(one.store());
  std::set<EventId> ids;
  std::map<std::string, std::uint64_t> revisions;
  for (const auto& record : records) {
    EXPECT_TRUE(ids.insert(record.id).second) << "twice: " << record.id.to_string();
    EXPECT_EQ(record.revision.value, revisions[record.stream]++);
  }
  for (std::uint64_t id = 1000; id < 1000 + kEvents + kEvents / 2; ++id) {
    EXPECT_EQ(ids.count(event_id(id)), 1u);
  }
  EXPECT_EQ(one.store().last_commit().size.value, records.size());
  EXPECT_EQ(one.store().last_commit().root, slow_root_of(records));
  const auto check = one.opened().check(one.store().last_commit().size);
  ASSERT_TRUE(check.ok());
  EXPECT_TRUE(check->problems.empty()) << check->problems[0];
  RecordProperty("outrun", std::to_string(outrun.load()));
}

// A writer that stops between taking its numbers and its commit.
class FrozenWriter {
 public:
  FrozenWriter(const Database& database, RecordSource& source, std::size_t count)
      : connection_(database.address()) {
    const CommitMark base = source.mark();
    const auto records = source.batch(count);
    connection_.prepare("commit", "SELECT tally.commit($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)");
    work_.emplace(connection_);
    postgres::PackedCommit::of(views_of(records)).value().call(*work_, base, source.mark());
  }
  void thaw() { work_->commit(); }
  void die() { work_.reset(); }

 private:
  pqxx::connection connection_;
  std::optional<pqxx::work> work_;
};

class FrozenWriterTest : public testing::Test {
 protected:
  void SetUp() override {
    // The source's root of nothing is the ledger's.
    ASSERT_TRUE(commit_next(*mine_.store, source_, 5).ok());
    ASSERT_TRUE(theirs_.store->catch_up().ok());
  }
  std::uint64_t seen() {
    EXPECT_TRUE(reader_.refresh().ok());
    return all_records(*reader_.store).size();
  }

  Database database_;
  RecordSource source_{3};
  PostgresOptions options_ = [] {
    PostgresOptions options;
    options.lock_timeout = std::chrono::milliseconds(200);
    return options;
  }();
  OpenedStore mine_ = database_.must_open(StoreAccess::create);
  OpenedStore theirs_ = database_.must_open(StoreAccess::write, "two", options_);
  OpenedStore reader_ = database_.must_open(StoreAccess::read_only, "reader");
};

TEST_F(FrozenWriterTest, NoReaderSkipsItsEvents) {
  RecordSource elsewhere = source_;
  RecordSource again = source_;
  FrozenWriter frozen(database_, source_, 3);
  EXPECT_EQ(seen(), 5u);
  // Nobody passes it: a number is taken by committing, not before.
  EXPECT_EQ(commit_next(*theirs_.store, elsewhere, 2).error().code, ErrorCode::overloaded);
  EXPECT_EQ(seen(), 5u);
  frozen.thaw();
  EXPECT_EQ(seen(), 8u);
  EXPECT_EQ(commit_next(*theirs_.store, again, 5).error().code, ErrorCode::conflict);
  ASSERT_TRUE(theirs_.store->catch_up().ok());
  ASSERT_TRUE(commit_next(*theirs_.store, source_, 2).ok());
  EXPECT_EQ(seen(), 10u);
}

TEST_F(FrozenWriterTest, WhenItDiesItsNumbersAreTakenByTheNext) {
  RecordSource elsewhere = source_;
  FrozenWriter frozen(database_, source_, 3);
  frozen.die();
  EXPECT_EQ(seen(), 5u);
  ASSERT_TRUE(commit_next(*theirs_.store, elsewhere, 2).ok());
  EXPECT_EQ(seen(), 7u);
}

TEST_F(FrozenWriterTest, WhileItLivesNobodyIsToldThatItsEventsAreNotRecorded) {
  RecordSource copy = source_;
  const auto id = copy.batch(3)[1].id;
  FrozenWriter frozen(database_, source_, 3);
  const auto answer = theirs_.store->find_for_certain(id);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::overloaded);
  frozen.thaw();
  EXPECT_EQ(theirs_.store->find_for_certain(id).value(), Position{6});
  EXPECT_EQ(theirs_.store->find_for_certain(EventId{}).value(), std::nullopt);
}

}  // namespace
}  // namespace tally::test
