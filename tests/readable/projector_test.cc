// The readable tables say what the ledger and its views say, at the position that they name.
#include "projections/readable_event.h"
#include "projections/views.h"
#include "tests/readable/sample_office.h"

namespace tally::test {
namespace {

// The rows of a view's table as the view has them.
std::vector<ViewRow> table_rows(ReadableTables& tables, const ProjectionState& state) {
  std::vector<ViewRow> rows;
  const auto there = tables.rows(state.view, state.of_list);
  EXPECT_TRUE(there.ok()) << there.error().to_string();
  for (const auto& row : there.value()) rows.push_back({parse_json(row.json).value(), {}});
  return rows;
}

class ProjectorTest : public ReadableTest {
 protected:
  // Whatever the tables say is what the views answer at the (E, K) that stands beside it.
  void expect_tables_agree(OfficeProjector& projector) {
    ASSERT_TRUE(projector.tables().take_role().value());
    const auto states = projector.tables().states();
    ASSERT_TRUE(states.ok()) << states.error().to_string();
    for (const auto& state : *states) {
      EXPECT_EQ(office_->ledger().root_at(state.position).value(), state.root) << state.view;
      if (state.view == kEventsView) {
        EXPECT_EQ(
            sql("SELECT count(*) || ' ' || coalesce(max(position) + 1, 0) FROM tally.events"),
            std::to_string(state.position.value) + " " + std::to_string(state.position.value));
        continue;
      }
      ViewQuery query;
      query.cut = {*state.effective, state.position};
      if (!state.of_list.empty()) query.list = state.of_list;
      const auto result = projector.views().view(
          state.view, query, [&](TreeSize size) { return office_->ledger().root_at(size); });
      ASSERT_TRUE(result.ok()) << state.view << ": " << result.error().to_string();
      EXPECT_EQ(result->state_hash, *state.state_hash) << state.view << " " << state.of_list;
      EXPECT_EQ(view_state_hash(state.view, state.version, table_rows(projector.tables(), state)),
                result->state_hash)
          << state.view << " " << state.of_list;
    }
  }
};

TEST_F(ProjectorTest, EveryViewIsATableAtTheSameCutoffs) {
  load(1000);
  OfficeProjector projector(database_, *office_);
  const auto done = projector.all();
  EXPECT_EQ(done.events, size());
  EXPECT_EQ(done.views, size());
  EXPECT_EQ(done.notes, std::vector<std::string>());
  expect_tables_agree(projector);
  for (const auto& view : view_definitions()) {
    const std::string name(view.info.name);
    EXPECT_NE(sql("SELECT to_regclass('tally_views.\"" + name + "\"')"), "") << name;
  }
  for (const char* spoken_of : {"portfolio", "pipeline", "approvals", "disbursement", "targets"}) {
    EXPECT_NE(sql("SELECT count(*) FROM tally_views." + std::string(spoken_of)), "0") << spoken_of;
  }
  EXPECT_EQ(sql("SELECT count(DISTINCT (position, root)) FROM tally.projection"), "1");
  EXPECT_EQ(sql("SELECT effective FROM tally.projection WHERE view = 'portfolio'"),
            office_->ledger().today().to_string());
}

TEST_F(ProjectorTest, OnlyRowsThatDifferAreWritten) {
  load(1000);
  OfficeProjector projector(database_, *office_);
  const auto first = projector.all();
  EXPECT_GT(first.rows_changed, 100u);
  EXPECT_EQ(projector.all().rows_changed, 0u);
  sql("CREATE TABLE before AS SELECT of_list, ordinal, xmin::text AS written"
      " FROM tally_views.portfolio");
  ProjectRegistered project;
  project.project_id = "P-000";  // In front of all others.
  project.name = "新项目";
  auto event = catalogued(1, project);
  must(office_->append(batch_of(std::move(event))));
  const auto second = projector.all();
  EXPECT_GT(second.rows_changed, 0u);
  EXPECT_LT(second.rows_changed, 30u);
  EXPECT_EQ(sql("SELECT project FROM tally_views.portfolio ORDER BY ordinal LIMIT 1"), "P-000");
  EXPECT_EQ(sql("SELECT count(*) FROM before JOIN tally_views.portfolio p USING (of_list, ordinal)"
                " WHERE written <> p.xmin::text"),
            "0");
  EXPECT_EQ(sql("SELECT (SELECT count(*) FROM before) + 1 = count(*) FROM tally_views.portfolio"),
            "t");
  expect_tables_agree(projector);
}

TEST_F(ProjectorTest, AnotherOneGoesOnWhereTheFirstOneEnded) {
  load(20);
  {
    OfficeProjector first(database_, *office_);
    first.all();
    OfficeProjector second(database_, *office_);
    const auto waiting = second.step();
    ASSERT_TRUE(waiting.ok()) << waiting.error().to_string();
    EXPECT_FALSE(waiting->active);
  }
  load(20);
  OfficeProjector second(database_, *office_);
  const auto done = second.all();
  EXPECT_TRUE(done.active);
  EXPECT_EQ(done.notes, std::vector<std::string>());
  EXPECT_EQ(done.events, size());
  expect_tables_agree(second);
}

// Wherever a transaction is cut off, nothing of it is there.
TEST_F(ProjectorTest, WhatFailsInTheMiddleLeavesRowsAndPositionAsTheyWere) {
  load(20);
  OfficeProjector projector(database_, *office_);
  projector.all();
  sql("CREATE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS"
      " $$BEGIN RAISE EXCEPTION 'no'; END$$;"
      "CREATE TRIGGER fail BEFORE INSERT OR UPDATE ON tally.projection FOR EACH ROW"
      " WHEN (NEW.view = 'events') EXECUTE FUNCTION public.fail()");
  load(20);
  EXPECT_FALSE(projector.try_all().ok());
  expect_tables_agree(projector);
  sql("DROP TRIGGER fail ON tally.projection;"
      "CREATE TRIGGER fail BEFORE INSERT OR UPDATE ON tally.projection FOR EACH ROW"
      " WHEN (NEW.view = 'targets') EXECUTE FUNCTION public.fail()");
  EXPECT_FALSE(projector.try_all().ok());
  expect_tables_agree(projector);
  sql("DROP TRIGGER fail ON tally.projection");
  EXPECT_EQ(projector.all().views, size());
  expect_tables_agree(projector);
}

TEST_F(ProjectorTest, AnotherVersionOrAnotherHistoryIsMadeAnew) {
  load(20);
  OfficeProjector projector(database_, *office_);
  projector.all();
  const auto restarted = [&] { return OfficeProjector(database_, *office_).all(); };
  const auto give_up_role = [&] {
    sql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid ="
        " 6962 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
  };
  // A table made by other software: other columns.
  give_up_role();
  sql("UPDATE tally.projection SET version = 0 WHERE view = 'portfolio';"
      "ALTER TABLE tally_views.portfolio DROP COLUMN paid");
  EXPECT_GT(restarted().rows_changed, 0u);
  EXPECT_EQ(sql("SELECT count(paid) > 0 FROM tally_views.portfolio"), "t");
  // Another root: these rows were made of other events.
  sql("UPDATE tally.projection SET root = sha256('x') WHERE view = 'events'");
  auto done = restarted();
  EXPECT_EQ(done.notes, std::vector<std::string>{"the readable tables are made anew"});
  EXPECT_EQ(done.events, size());
  // Beyond the ledger, as after a restored database.
  sql("UPDATE tally.projection SET position = position + 1000");
  done = restarted();
  EXPECT_EQ(done.notes, std::vector<std::string>{"the readable tables are made anew"});
  OfficeProjector last(database_, *office_);
  last.all();
  expect_tables_agree(last);
  EXPECT_EQ(sql("SELECT count(*) FROM tally.projection WHERE version = 0"), "0");
}

TEST_F(ProjectorTest, AViewThatNobodyKnowsAnyMoreGoes) {
  load(5);
  OfficeProjector(database_, *office_).all();
  sql("CREATE TABLE tally_views.old (of_list text); ALTER TABLE tally_views.old OWNER TO"
      " tally_projector; INSERT INTO tally.projection (view, version, position, root, definition)"
      " SELECT 'old', 1, position, root, '' FROM tally.projection WHERE view = 'events'");
  OfficeProjector(database_, *office_).all();
  EXPECT_EQ(sql("SELECT to_regclass('tally_views.old')"), "null");
}

TEST_F(ProjectorTest, ANulInAPayloadIsShownAndStopsNothing) {
  must(office_->append(batch_of(note(1, "project-a", "{\"a\\u0000\":\"b\\u0000c\"}"))));
  OfficeProjector projector(database_, *office_);
  EXPECT_EQ(projector.all().events, size());
  EXPECT_EQ(sql("SELECT payload ->> 'a␀' FROM tally.events WHERE type = 'x.note'"), "b␀c");
}

TEST_F(ProjectorTest, AnErasedPayloadIsGoneFromTheReadableRowsAndNeverComesBack) {
  must(office_->append(
      batch_of(note(1, "project-a", "{\"secret\":1}"), note(2, "project-a", "{\"secret\":2}"))));
  const Position first{size().value - 2};
  const Position second{size().value - 1};
  OfficeProjector projector(database_, *office_);
  ASSERT_TRUE(office_->store().erase(second).ok());  // Before it is projected.
  projector.all();
  EXPECT_EQ(sql("SELECT count(payload) FROM tally.events WHERE type = 'x.note'"), "1");
  ASSERT_TRUE(office_->store().erase(first).ok());  // And after.
  EXPECT_EQ(sql("SELECT count(payload) || ' ' || bool_and(erased) FROM tally.events"
                " WHERE type = 'x.note'"),
            "0 true");
}

TEST_F(ProjectorTest, WhatWasReadBeforeAnErasureIsNotWrittenBehindIt) {
  must(office_->append(batch_of(note(1, "project-a", "{\"secret\":1}"))));
  OfficeProjector projector(database_, *office_);
  auto& tables = projector.tables();
  ASSERT_TRUE(tables.take_role().value());
  const auto page = office_->store().read({0}, Direction::forward, {}).value();
  std::vector<std::string> rows;
  for (const auto& record : page.records) rows.push_back(readable_event(record, {}).value());
  ASSERT_TRUE(office_->store().erase({size().value - 1}).ok());
  ProjectionState to;
  to.view = kEventsView;
  to.position = size();
  ASSERT_TRUE(tables.append_events({0}, to, rows).ok());
  EXPECT_EQ(sql("SELECT count(payload) FROM tally.events WHERE type = 'x.note'"), "0");
}

TEST_F(ProjectorTest, TheReaderReadsAllOfItAndWritesNothing) {
  load(5);
  OfficeProjector(database_, *office_).all();
  const auto as_reader = [&](const std::string& statement) {
    return sql("SET ROLE tally_reader; " + statement);
  };
  for (const char* readable : {"tally.events", "tally.projection", "tally_views.portfolio",
                               "tally_views.funding_events"}) {
    EXPECT_NO_THROW(as_reader("SELECT count(*) FROM " + std::string(readable))) << readable;
  }
  for (const char* statement :
       {"DELETE FROM tally.readable", "UPDATE tally.readable SET payload = NULL",
        "INSERT INTO tally.projection SELECT * FROM tally.projection", "TRUNCATE tally.readable",
        "DELETE FROM tally_views.portfolio", "DROP TABLE tally_views.portfolio",
        "CREATE TABLE tally_views.mine (a int)", "CREATE TABLE tally.mine (a int)",
        "DELETE FROM tally.events", "SELECT tally.erase(1)"}) {
    EXPECT_THROW(as_reader(statement), pqxx::insufficient_privilege) << statement;
  }
  // Nor may whoever projects touch the records.
  for (const char* statement : {"DELETE FROM tally.records", "UPDATE tally.ledger SET size = 0",
                                "SELECT tally.erase(1)", "CREATE TABLE tally.mine (a int)",
                                "INSERT INTO tally.checkpoints VALUES (1, sha256('x'))"}) {
    EXPECT_THROW(sql("SET ROLE tally_projector; " + std::string(statement)),
                 pqxx::insufficient_privilege)
        << statement;
  }
}

}  // namespace
}  // namespace tally::test
