// Followers: notifications make them quick, and nothing else rests on them.
#include "core/event/money.h"
#include "server/projector_worker.h"
#include "tests/readable/sample_office.h"

namespace tally::test {
namespace {

// A second server's ledger, followed and projected as `tally project --follow` does.
class Follower {
 public:
  Follower(const Database& database, std::chrono::milliseconds poll)
      : office_(database, "two"), tables_(postgres_readable_tables(database.address())) {
    server::ProjectorWorkerOptions options;
    options.projector.interval = std::chrono::milliseconds(0);
    options.poll = poll;
    options.look = [this] {
      ++looks_;
      EXPECT_TRUE(office_.ledger().catch_up().ok());
      EXPECT_TRUE(views_.catch_up(office_.store(), office_.store().last_commit().size).ok());
    };
    worker_.emplace(office_.ledger(), views_, *tables_, std::move(options));
    worker_->start();
  }
  ~Follower() { worker_->stop(); }

  void wait_for(TreeSize size) {
    while (worker_->views() < size) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  std::uint64_t looks() const { return looks_; }

 private:
  Office office_;
  std::unique_ptr<ReadableTables> tables_;
  Projections views_;
  std::atomic<std::uint64_t> looks_{0};
  std::optional<server::ProjectorWorker> worker_;
};

class FollowingTest : public ReadableTest {};

// The next look by itself is an hour away, longer than any test may run.
TEST_F(FollowingTest, ANotificationBringsTheEventBeforeThePoll) {
  Follower follower(database_, std::chrono::hours(1));
  follower.wait_for(size());
  for (std::uint64_t id = 1; id <= 3; ++id) {
    must(office_->append(batch_of(note(id, "project-a"))));
    follower.wait_for(size());
  }
  EXPECT_EQ(sql("SELECT count(*) FROM tally.events WHERE type = 'x.note'"), "3");
}

TEST_F(FollowingTest, LostNotificationsOnlyDelay) {
  sql("ALTER TABLE tally.ledger DISABLE TRIGGER tell_followers");
  Follower follower(database_, std::chrono::milliseconds(20));
  follower.wait_for(size());
  for (std::uint64_t id = 1; id <= 3; ++id) {
    must(office_->append(batch_of(note(id, "project-a"))));
    follower.wait_for(size());
  }
  EXPECT_EQ(sql("SELECT count(*) FROM tally.events WHERE type = 'x.note'"), "3");
}

TEST_F(FollowingTest, TheConnectionMayEndAtAnyTime) {
  Follower follower(database_, std::chrono::milliseconds(20));
  for (std::uint64_t id = 1; id <= 5; ++id) {
    must(office_->append(batch_of(note(id, "project-a"))));
    sql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid ="
        " 6962 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
    follower.wait_for(size());
  }
  EXPECT_EQ(sql("SELECT count(*) FROM tally.events WHERE type = 'x.note'"), "5");
}

// The codes with another minor unit than a hundredth stand in sql/functions/amount.sql as well.
TEST_F(FollowingTest, AmountsAreInTheUnitOfEachCurrency) {
  for (const char* code : {"CNY", "USD", "JPY", "KRW", "KWD", "BHD", "CLF", "UYW", "TND", "VND"}) {
    const Money money{123'456, Currency::parse(code).value()};
    EXPECT_EQ(sql("SELECT tally.amount('{\"minor\":\"123456\",\"currency\":\"" + std::string(code) +
                  "\"}') = " + money.to_decimal()),
              "t")
        << code;
  }
}

}  // namespace
}  // namespace tally::test
