// What the database refuses by itself, and what is found out about those whom it cannot refuse.
#include "tests/core/postgres/office.h"

namespace tally::test {
namespace {

constexpr char kNotAllowed[] = "not allowed";

// Why a statement was refused; "" if it was not.
std::string refusal(const Database& database, const std::string& role, const std::string& sql) {
  try {
    database.sql((role.empty() ? std::string() : "SET ROLE " + role + ";") + sql);
  } catch (const pqxx::insufficient_privilege&) {
    return kNotAllowed;
  }
  return {};
}

class DefenceTest : public testing::Test {
 protected:
  DefenceTest() : opened_(database_.must_open(StoreAccess::create)) {
    EXPECT_TRUE(commit_next(*opened_.store, source_, 20).ok());
  }
  std::vector<std::string> problems() {
    const auto check = opened_.check({20});
    EXPECT_TRUE(check.ok()) << check.error().to_string();
    return check.ok() ? check->problems : std::vector<std::string>();
  }

  Database database_;
  RecordSource source_{5};
  OpenedStore opened_;
};

TEST_F(DefenceTest, NobodyButTheOwnersFunctionsChangesRows) {
  const std::string statements[] = {
      "UPDATE tally.records SET body = '\\x00' WHERE position = 3",
      "UPDATE tally.records SET body = NULL WHERE position = 3",
      "DELETE FROM tally.records WHERE position = 19",
      "TRUNCATE tally.records",
      "UPDATE tally.ledger SET size = 3",
      "UPDATE tally.ledger SET root = sha256('x')",
      "DELETE FROM tally.ledger",
      "TRUNCATE tally.ledger",
  };
  // The superuser stands for all who own or were granted too much: the triggers are in his way.
  for (const char* role :
       {"", "tally_owner", "tally_writer", "tally_projector", "tally_redactor", "tally_reader"}) {
    for (const auto& statement : statements) {
      if (role == std::string("tally_owner") &&
          statement.find("body = NULL") != std::string::npos) {
        continue;  // What tally.erase() does as the owner.
      }
      EXPECT_EQ(refusal(database_, role, statement), kNotAllowed) << role << ": " << statement;
    }
  }
  // Nor does a session that replays changes, in which ordinary triggers sleep.
  for (const auto& statement : statements) {
    EXPECT_EQ(refusal(database_, "", "SET session_replication_role = replica; " + statement),
              kNotAllowed)
        << statement;
  }
  EXPECT_EQ(problems(), std::vector<std::string>());
}

TEST_F(DefenceTest, EachRoleDoesItsPartAndNoOther) {
  EXPECT_EQ(refusal(database_, "tally_writer", "SELECT tally.erase(3)"), kNotAllowed);
  EXPECT_EQ(refusal(database_, "tally_reader", "SELECT tally.erase(3)"), kNotAllowed);
  EXPECT_EQ(refusal(database_, "tally_reader", "SELECT tally.lock_ledger()"), kNotAllowed);
  EXPECT_EQ(refusal(database_, "tally_redactor", "SELECT body FROM tally.records"), kNotAllowed);
  EXPECT_EQ(refusal(database_, "tally_writer",
                    "INSERT INTO tally.records SELECT 20, gen_random_uuid(), 'project-a', 0, 'x.y',"
                    " now(), '\\x00', NULL"),
            kNotAllowed);
  EXPECT_EQ(
      refusal(database_, "tally_writer", "INSERT INTO tally.checkpoints VALUES (20, sha256('x'))"),
      kNotAllowed);
  EXPECT_EQ(refusal(database_, "tally_reader", "SELECT count(*) FROM tally.records"), "");
  EXPECT_EQ(refusal(database_, "tally_redactor", "SELECT tally.erase(3)"), "");
}

TEST_F(DefenceTest, ALoginWithoutTheRoleIsToldSo) {
  database_.sql("DROP ROLE IF EXISTS stranger; CREATE ROLE stranger LOGIN");
  const auto opened =
      open_postgres_store(system_disk(), database_.directory("two"), StoreAccess::write,
                          shared_cluster().address(database_.name(), "stranger"));
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::invalid) << opened.error().to_string();
  EXPECT_NE(opened.error().message.find("tally_writer"), std::string::npos);
}

TEST_F(DefenceTest, EveryColumnIsHeldAgainstTheHashedBytes) {
  const std::pair<const char*, const char*> damages[] = {
      {"id = gen_random_uuid()", "another id"},
      {"stream = 'project-other'", "another stream"},
      {"revision = 77", "another revision"},
      {"type = 'x.other'", "another type"},
      {"recorded_at = recorded_at + interval '1 microsecond'", "another recorded_at"},
      {"body = overlay(body placing '\\x00' from 1)", "does not commit to"},
      {"body = ''", "does not commit to"},
      {"header = overlay(header placing '\\x00' from 20)", ""},
  };
  for (const auto& [change, problem] : damages) {
    database_.sql("CREATE TABLE IF NOT EXISTS saved AS SELECT * FROM tally.records");
    database_.tamper("UPDATE tally.records SET " + std::string(change) + " WHERE position = 7");
    const auto found = problems();
    ASSERT_FALSE(found.empty()) << change;
    EXPECT_NE(found[0].find("position 7"), std::string::npos) << found[0];
    EXPECT_NE(found[0].find(problem), std::string::npos) << found[0];
    database_.tamper(
        "DELETE FROM tally.records WHERE position = 7;"
        "INSERT INTO tally.records SELECT * FROM saved WHERE position = 7");
    EXPECT_EQ(problems(), std::vector<std::string>());
  }
}

TEST_F(DefenceTest, SwappedRowsAreFound) {
  database_.tamper(
      "UPDATE tally.records SET position = 1000 WHERE position = 4;"
      "UPDATE tally.records SET position = 4 WHERE position = 9;"
      "UPDATE tally.records SET position = 9 WHERE position = 1000");
  EXPECT_EQ(problems(), (std::vector<std::string>{
                            "tally.records: the row at position 4 says another position than its"
                            " header",
                            "tally.records: the row at position 9 says another position than its"
                            " header"}));
}

TEST_F(DefenceTest, AMissingRowIsCorruptForReaders) {
  database_.tamper("DELETE FROM tally.records WHERE position = 4");
  EXPECT_EQ(problems(),
            (std::vector<std::string>{"tally.records: the row at position 4 is missing"}));
  const auto page = opened_.store->read({2}, Direction::forward, {});
  ASSERT_FALSE(page.ok());
  EXPECT_EQ(page.error().code, ErrorCode::corrupt);
  EXPECT_EQ(opened_.store->read({10}, Direction::backward, {}).error().code, ErrorCode::corrupt);
  // Also where the page has as many rows as it should.
  EXPECT_EQ(opened_.store->read({2}, Direction::forward, {3, 1 << 20}).error().code,
            ErrorCode::corrupt);
}

TEST_F(DefenceTest, ADatabaseThatLostWhatWasAcknowledgedIsCorruptAtOnceAndWhenOpened) {
  database_.tamper(
      "DELETE FROM tally.records WHERE position >= 18;"
      "UPDATE tally.ledger SET size = 18, root = sha256('x')");
  EXPECT_EQ(opened_.store->catch_up().error().rule, "behind_acknowledged");
  EXPECT_EQ(commit_next(*opened_.store, source_, 1).error().code, ErrorCode::corrupt);
  EXPECT_FALSE(opened_.store->read_only_reason().empty());
  opened_ = OpenedStore();
  const auto again = database_.open(StoreAccess::write);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, ErrorCode::corrupt);
  EXPECT_EQ(again.error().rule, "behind_acknowledged");
}

TEST_F(DefenceTest, ARewrittenRootIsCorruptAtOnce) {
  database_.tamper("UPDATE tally.ledger SET root = sha256('x')");
  EXPECT_EQ(opened_.store->catch_up().error().rule, "forked");
}

TEST_F(DefenceTest, TwoRootsOfOneSizeAreNeverSigned) {
  auto mark = opened_.store->last_commit();
  EXPECT_TRUE(opened_.keep_durable_size(mark).ok());
  EXPECT_TRUE(opened_.keep_durable_size(mark).ok());
  mark.root = sha256(as_bytes("another"));
  EXPECT_EQ(opened_.keep_durable_size(mark).error().rule, "forked");
}

TEST_F(DefenceTest, OneProcessWritesFromOneDirectory) {
  const auto second = database_.open(StoreAccess::write);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().field, "lock");
  EXPECT_TRUE(database_.open(StoreAccess::write, "two").ok());
}

TEST_F(DefenceTest, SettingUpAgainChangesNothingAndANewerDatabaseIsRefused) {
  const auto before = opened_.store->last_commit();
  EXPECT_TRUE(migrate_postgres(database_.address()).ok());
  EXPECT_EQ(problems(), std::vector<std::string>());
  EXPECT_EQ(database_.open(StoreAccess::create, "two").error().field, "store");
  EXPECT_EQ(opened_.store->last_commit(), before);
  database_.sql("INSERT INTO tally.migrations VALUES (99, 'of the future')");
  EXPECT_EQ(database_.open(StoreAccess::write, "three").error().code, ErrorCode::invalid);
  EXPECT_EQ(migrate_postgres(database_.address()).error().code, ErrorCode::invalid);
}

// A server of its own: nobody has made the roles before.
TEST(SetUpTest, ALoginThatMayMakeRolesAndOwnsTheDatabaseNeedNotBeASuperuser) {
  PostgresCluster cluster;
  run_sql(cluster.address("postgres"), "CREATE ROLE admin LOGIN CREATEROLE");
  run_sql(cluster.address("postgres"), "CREATE DATABASE ledger OWNER admin");
  run_sql(cluster.address("postgres"), "CREATE ROLE tallyd LOGIN");
  const auto as = [&](const char* login) { return cluster.address("ledger", login); };
  const auto directory = cluster.local_directory("files");
  {
    const auto made =
        open_postgres_store(system_disk(), directory + "/admin", StoreAccess::create, as("admin"));
    EXPECT_TRUE(made.ok()) << made.error().to_string();
  }
  run_sql(as("admin"), "GRANT tally_writer, tally_redactor TO tallyd");
  auto opened =
      open_postgres_store(system_disk(), directory + "/tallyd", StoreAccess::write, as("tallyd"));
  ASSERT_TRUE(opened.ok()) << opened.error().to_string();
  RecordSource source(5);
  EXPECT_TRUE(commit_next(*opened->store, source, 3).ok());
  EXPECT_TRUE(opened->store->erase({1}).ok());
  EXPECT_TRUE(opened->check({3})->problems.empty());
  EXPECT_TRUE(migrate_postgres(as("admin")).ok());
  // Neither of them changes a row.
  for (const char* login : {"admin", "tallyd"}) {
    EXPECT_THROW(run_sql(as(login), "DELETE FROM tally.records"), pqxx::insufficient_privilege)
        << login;
  }
}

TEST(AddressTest, PasswordsAreNotShownAndDeadlinesAreAdded) {
  EXPECT_EQ(shown_postgres_address("postgresql://me:secret@host/db?password=secret&x=1"),
            "postgresql://me:***@host/db?password=***&x=1");
  EXPECT_EQ(shown_postgres_address("host=a password='a b' dbname=c"),
            "host=a password=*** dbname=c");
  EXPECT_TRUE(is_postgres_address("postgresql:///ledger"));
  EXPECT_TRUE(is_postgres_address("host=/tmp dbname=ledger"));
  EXPECT_FALSE(is_postgres_address("/var/lib/ledger"));
}

}  // namespace
}  // namespace tally::test
