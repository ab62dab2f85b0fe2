// What becomes of a commit when the connection, the server or its patience ends at the worst
// moment: what is acknowledged is recorded once, and nobody is told a guess (contracts C12).
#include <sys/mount.h>

#include <filesystem>
#include <thread>

#include "tests/core/postgres/office.h"
#include "tests/support/postgres_proxy.h"

namespace tally::test {
namespace {

using Fault = PostgresProxy::Fault;
using State = LookupAnswer::State;
using std::chrono::milliseconds;

PostgresOptions impatient() {
  PostgresOptions options;
  options.settle_timeout = milliseconds(300);
  options.lock_timeout = milliseconds(100);
  return options;
}

// Waits until a statement gives 't', for ten seconds at most.
void wait_for(const Database& database, const std::string& condition) {
  for (int i = 0; i < 1000; ++i) {
    if (database.sql("SELECT " + condition) == "t") return;
    std::this_thread::sleep_for(milliseconds(10));
  }
  ADD_FAILURE() << "never: " << condition;
}

class DoubtTest : public testing::Test {
 protected:
  DoubtTest() { Office::found(database_); }
  std::string through_proxy() const {
    auto address = database_.address();
    const auto host = shared_cluster().directory();
    return address.replace(address.find(host), host.size(), database_.directory("proxy"));
  }
  // How often the event stands in the database.
  std::string rows_of(std::uint64_t id) const {
    return database_.sql("SELECT count(*) FROM tally.records WHERE id = '" +
                         event_id(id).to_string() + "'");
  }

  Database database_;
  PostgresProxy proxy_{shared_cluster().directory(), database_.directory("proxy")};
};

TEST_F(DoubtTest, ALostAnswerIsALateSuccess) {
  Office office(database_, "one", {}, through_proxy());
  proxy_.set(Fault::lose_the_answer);
  const auto appended = must(office.append(batch_of(note(1, "project-a"))));
  EXPECT_TRUE(proxy_.struck());
  EXPECT_FALSE(appended.events[0].duplicate);
  EXPECT_EQ(rows_of(1), "1");
  must(office.append(batch_of(note(2, "project-a"))));
}

TEST_F(DoubtTest, ALostCommitIsWaitedForAndWrittenAgain) {
  Office office(database_, "one", {}, through_proxy());
  proxy_.set(Fault::lose_the_commit);
  // While the lost transaction lives it may still commit: nothing is decided before it has ended.
  std::thread later([&] {
    wait_for(database_, "count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    EXPECT_EQ(rows_of(1), "0");
    proxy_.release();
  });
  const auto appended = must(office.append(batch_of(note(1, "project-a"))));
  later.join();
  EXPECT_FALSE(appended.events[0].duplicate);
  EXPECT_EQ(rows_of(1), "1");
}

TEST_F(DoubtTest, WhatCannotBeSettledIsInDoubtAndToldWhenTheDatabaseIsBack) {
  for (const bool recorded : {true, false}) {
    const auto id = recorded ? 1u : 2u;
    Office office(database_, "office", impatient(), through_proxy());
    proxy_.set(recorded ? Fault::lose_the_answer : Fault::lose_the_commit);
    std::thread cut([&] {
      while (!proxy_.struck()) std::this_thread::yield();
      proxy_.set(Fault::cut_off);
    });
    const auto failed = must_fail(office.append(batch_of(note(id, "project-a"))));
    cut.join();
    EXPECT_EQ(failed.error.code, ErrorCode::in_doubt) << failed.error.to_string();
    EXPECT_EQ(office.state_of(id), State::pending);
    EXPECT_NE(office.ledger().status().read_only_reason, "");
    EXPECT_EQ(must_fail(office.append(batch_of(note(9, "project-a")))).error.code,
              ErrorCode::read_only);
    EXPECT_EQ(office.state_of(id), State::pending);

    proxy_.set(Fault::none);
    proxy_.release();
    const auto again = must(office.append(batch_of(note(id, "project-a"))));
    EXPECT_EQ(again.events[0].duplicate, recorded);
    EXPECT_EQ(office.state_of(id), State::recorded);
    EXPECT_EQ(office.ledger().status().read_only_reason, "");
    EXPECT_EQ(rows_of(id), "1");
  }
}

TEST_F(DoubtTest, CatchingUpSettlesWithoutAnAppend) {
  Office office(database_, "one", impatient(), through_proxy());
  proxy_.set(Fault::lose_the_commit);
  must_fail(office.append(batch_of(note(1, "project-a"))));
  EXPECT_FALSE(office.ledger().catch_up().ok());
  proxy_.release();
  ASSERT_TRUE(office.ledger().catch_up().ok());
  EXPECT_EQ(office.state_of(1), State::not_recorded);
}

// Slow constraints are checked at COMMIT; there the backend is ended.
TEST_F(DoubtTest, ABackendEndedInCommitIsSettled) {
  Office office(database_, "one");
  database_.sql(
      "CREATE TABLE slow AS SELECT true AS on;"
      "CREATE FUNCTION sleep_if_slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
      "  IF EXISTS (SELECT FROM public.slow) THEN PERFORM pg_sleep(20); END IF; RETURN NULL;"
      " END $$;"
      "GRANT SELECT ON slow TO public;"
      "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON tally.records DEFERRABLE INITIALLY DEFERRED"
      " FOR EACH ROW EXECUTE FUNCTION sleep_if_slow()");
  std::thread killer([&] {
    wait_for(database_, "count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
    database_.sql("DELETE FROM slow");
    database_.sql(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE wait_event = 'PgSleep'");
  });
  must(office.append(batch_of(note(1, "project-a"))));
  killer.join();
  EXPECT_EQ(rows_of(1), "1");
}

TEST_F(DoubtTest, ALockThatIsNotGivenIsOverloadedAndNothingIsRecorded) {
  Office office(database_, "one", impatient());
  pqxx::connection other(database_.address());
  pqxx::work holding(other);
  holding.exec("SELECT FROM tally.lock_ledger()");
  EXPECT_EQ(must_fail(office.append(batch_of(note(1, "project-a")))).error.code,
            ErrorCode::overloaded);
  EXPECT_FALSE(office.ledger().lookup(event_id(1)).ok());  // Not a guess.
  holding.abort();
  EXPECT_EQ(office.state_of(1), State::not_recorded);
  must(office.append(batch_of(note(1, "project-a"))));
}

TEST_F(DoubtTest, AStatementThatTakesTooLongIsOverloadedAndNothingIsRecorded) {
  PostgresOptions options;
  options.statement_timeout = milliseconds(100);
  Office office(database_, "one", options);
  pqxx::connection other(database_.address());
  pqxx::work holding(other);
  holding.exec("SELECT FROM tally.lock_ledger()");
  const auto failed = must_fail(office.append(batch_of(note(1, "project-a"))));
  EXPECT_EQ(failed.error.code, ErrorCode::overloaded);
  EXPECT_NE(failed.error.message.find("statement timeout"), std::string::npos);
  holding.abort();
  must(office.append(batch_of(note(1, "project-a"))));
}

// A sequence does not go back with its transaction, so the failure comes once.
TEST_F(DoubtTest, ASerializationFailureIsDecidedAgain) {
  Office office(database_, "one");
  database_.sql(
      "CREATE SEQUENCE once; GRANT ALL ON once TO public;"
      "CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
      "  IF nextval('public.once') = 1 THEN"
      "    RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001'; END IF;"
      "  RETURN NEW; END $$;"
      "CREATE TRIGGER fail_once BEFORE INSERT ON tally.records"
      " FOR EACH ROW EXECUTE FUNCTION fail_once()");
  must(office.append(batch_of(note(1, "project-a"))));
  EXPECT_EQ(rows_of(1), "1");
  EXPECT_EQ(database_.sql("SELECT last_value FROM once"), "2");
}

TEST(ServerTest, AfterARestartOrACrashWritingGoesOn) {
  PostgresCluster cluster;
  Database database(cluster);
  Office::found(database);
  Office office(database, "one");
  std::uint64_t id = 0;
  for (const int signal : {SIGINT, SIGKILL, SIGKILL}) {
    must(office.append(batch_of(note(++id, "project-a"))));
    cluster.stop(signal);
    const auto failed = must_fail(office.append(batch_of(note(++id, "project-a"))));
    EXPECT_EQ(failed.error.code, ErrorCode::overloaded) << failed.error.to_string();
    EXPECT_FALSE(office.ledger().lookup(event_id(id)).ok());
    cluster.start();
    EXPECT_EQ(office.state_of(id), State::not_recorded);
    const auto appended = must(office.append(batch_of(note(id, "project-a"))));
    EXPECT_FALSE(appended.events[0].duplicate);
  }
  EXPECT_EQ(all_records(office.store()).size(), office.store().last_commit().size.value);
}

TEST(ServerTest, TooManyConnectionsAreOverloadedAndNothingIsRecorded) {
  PostgresCluster cluster(
      {{"max_connections=6", "superuser_reserved_connections=0", "max_wal_senders=0"}, {}});
  Database database(cluster);
  Office::found(database);
  Office office(database, "one");
  must(office.append(batch_of(note(1, "project-a"))));
  database.sql(
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
      " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
  std::vector<std::unique_ptr<pqxx::connection>> crowd;
  for (int i = 0; i < 6; ++i) {
    try {
      crowd.push_back(std::make_unique<pqxx::connection>(cluster.address("postgres")));
    } catch (const pqxx::broken_connection&) {
      // A backend that is being ended still has its place.
      std::this_thread::sleep_for(milliseconds(100));
      --i;
    }
  }
  const auto failed = must_fail(office.append(batch_of(note(2, "project-a"))));
  EXPECT_EQ(failed.error.code, ErrorCode::overloaded) << failed.error.to_string();
  crowd.clear();
  std::this_thread::sleep_for(milliseconds(300));
  must(office.append(batch_of(note(2, "project-a"))));
  EXPECT_EQ(office.store().last_commit().size.value, all_records(office.store()).size());
}

struct Mounted {
  std::string path;
  ~Mounted() { umount2(path.c_str(), MNT_DETACH); }
};

// On a file system of a few megabytes, which only root can make.
TEST(ServerTest, AFullDiskIsReadOnlyAndNothingIsRecordedUntilThereIsRoom) {
  PostgresCluster cluster;
  Database database(cluster);
  Office::found(database);
  Office office(database, "one");
  const auto small = cluster.directory() + "/small";
  const auto as_server = "size=3m,uid=" + std::to_string(cluster.server_user());
  std::filesystem::create_directory(small);
  if (mount("tmpfs", small.c_str(), "tmpfs", 0, as_server.c_str()) != 0) {
    GTEST_SKIP() << "no file system can be mounted here";
  }
  const Mounted mounted{small};
  database.sql("CREATE TABLESPACE small LOCATION '" + small + "'");
  database.sql("ALTER TABLE tally.records SET TABLESPACE small");
  std::string large(200'000, ' ');
  std::uint64_t id = 0;
  std::optional<Error> failed;
  SeededRandom random(1);
  while (!failed && id < 100) {
    for (auto& letter : large) letter = static_cast<char>('a' + random.below(26));
    const auto result = office.append(batch_of(note(++id, "project-a", "\"" + large + "\"")));
    if (const auto* failure = std::get_if<AppendFailure>(&result)) failed = failure->error;
  }
  ASSERT_TRUE(failed.has_value());
  EXPECT_EQ(failed->code, ErrorCode::read_only) << failed->to_string();
  EXPECT_EQ(office.state_of(id), State::not_recorded);
  EXPECT_EQ(office.state_of(id - 1), State::recorded);
  database.sql("ALTER TABLE tally.records SET TABLESPACE pg_default");
  must(office.append(batch_of(note(id, "project-a", "\"" + large + "\""))));
  EXPECT_EQ(office.store().last_commit().size.value, all_records(office.store()).size());
  database.sql("DROP TABLESPACE small");
}

// The standby never comes, and somebody ends the waiting: only a warning says that the commit is on
// this machine alone.
TEST(ServerTest, ACommitThatDidNotReachTheSynchronousStandbyIsNotAcknowledged) {
  PostgresCluster cluster;
  Database database(cluster);
  Office::found(database);
  Office office(database, "one");
  must(office.append(batch_of(note(1, "project-a"))));
  const auto waiting = "count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
  database.sql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
  database.sql("SELECT pg_reload_conf()");
  // Commits wait once the checkpointer has heard of it: it does before it makes a checkpoint.
  wait_for(database, "current_setting('synchronous_standby_names') = 'nobody'");
  database.sql("CHECKPOINT");
  std::atomic<bool> answered = false;
  bool early = true;
  std::thread other([&] {
    wait_for(database, waiting);
    database.sql(
        "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    // The event is visible now, and the question what has become of it waits in its turn.
    wait_for(database, waiting + std::string(" AND query = 'COMMIT'"));
    std::this_thread::sleep_for(milliseconds(200));
    early = answered;
    database.sql("ALTER SYSTEM RESET synchronous_standby_names");
    database.sql("SELECT pg_reload_conf()");
  });
  const auto appended = must(office.append(batch_of(note(2, "project-a"))));
  answered = true;
  other.join();
  EXPECT_FALSE(early);
  EXPECT_FALSE(appended.events[0].duplicate);
  EXPECT_EQ(office.state_of(2), State::recorded);
}

}  // namespace
}  // namespace tally::test
