// What somebody changes in the readable tables behind everybody's back is found.
#include "projections/readable_event.h"
#include "projections/table_check.h"
#include "tests/readable/sample_office.h"

namespace tally::test {
namespace {

class ReadableVerifyTest : public ReadableTest {
 protected:
  ReadableVerifyTest() {
    load(10);
    projector_.all();
  }
  std::vector<std::string> problems() {
    const auto check = office_->opened().check_readable(size(), [&](const StoredRecord& record) {
      return readable_event(record, office_->ledger().flags(record.position));
    });
    EXPECT_TRUE(check.ok()) << check.error().to_string();
    if (!check.ok()) return {};
    EXPECT_EQ(check->records, size().value);
    return check->problems;
  }

  OfficeProjector projector_{database_, *office_};
};

TEST_F(ReadableVerifyTest, EveryReadableColumnIsHeldAgainstTheHashedBytes) {
  EXPECT_EQ(problems(), std::vector<std::string>());
  const std::pair<const char*, const char*> damages[] = {
      {"id = gen_random_uuid()", "id"},
      {"stream = 'project-x'", "stream"},
      {"revision = 77", "revision"},
      {"type = 'x.y'", "type"},
      {"schema = 9", "schema"},
      {"recorded_at = recorded_at + interval '1 microsecond'", "recorded_at"},
      {"recorded_on = recorded_on + 1", "recorded_on"},
      {"effective = effective - 1", "effective"},
      {"actor = 'nobody'", "actor"},
      {"org = 'nobody'", "org"},
      {"role = 'other'", "role"},
      {"channel = 'other'", "channel"},
      {"visibility = 'other'", "visibility"},
      {"causation = gen_random_uuid()", "causation"},
      {"correlation = gen_random_uuid()", "correlation"},
      {"basis = '[{\"number\":\"x\"}]'", "basis"},
      {"flags = '[{\"rule\":\"ST09\",\"field\":\"x\"}]'", "flags"},
      {"payload = payload || '{\"name\":\"another\"}'", "payload"},
      {"payload = NULL", "payload"},
      {"erased = true", "erased"},
  };
  sql("CREATE TABLE saved AS SELECT * FROM tally.readable WHERE position = 60");
  for (const auto& [change, column] : damages) {
    sql("UPDATE tally.readable SET " + std::string(change) + " WHERE position = 60");
    EXPECT_EQ(problems(), std::vector<std::string>{"tally.readable: the row at position 60 says"
                                                   " another " +
                                                   std::string(column) + " than the record"})
        << change;
    sql("DELETE FROM tally.readable WHERE position = 60;"
        "INSERT INTO tally.readable SELECT * FROM saved");
  }
  EXPECT_EQ(problems(), std::vector<std::string>());
}

TEST_F(ReadableVerifyTest, MissingRowsAndRowsTooManyAreFound) {
  sql("DELETE FROM tally.readable WHERE position = 5");
  EXPECT_EQ(problems(),
            std::vector<std::string>{"tally.readable: the row at position 5 is missing"});
  sql("UPDATE tally.readable SET position = 1000000 WHERE position = 4");
  EXPECT_EQ(problems().size(), 3u);
}

TEST_F(ReadableVerifyTest, RowsOfViewsAreHeldAgainstTheViews) {
  const auto found = [&] {
    const auto tables = postgres_readable_tables(database_.address(), true);
    const ProjectorSources sources{office_->store(),
                                   projector_.views(),
                                   [&](TreeSize at) { return office_->ledger().root_at(at); },
                                   [&] { return office_->ledger().today(); },
                                   {}};
    const auto check = check_tables(*tables, sources);
    EXPECT_TRUE(check.ok()) << check.error().to_string();
    return check.ok() ? check->problems : std::vector<std::string>{"?"};
  };
  EXPECT_EQ(found(), std::vector<std::string>());
  const std::string first = "ordinal = (SELECT min(ordinal) FROM tally_views.portfolio)";
  sql("UPDATE tally_views.portfolio SET name = 'other' WHERE " + first);
  EXPECT_EQ(found(),
            std::vector<std::string>{"portfolio: 1 rows have columns that differ from json"});
  sql("UPDATE tally_views.portfolio SET name = json ->> 'name';"
      "UPDATE tally_views.portfolio SET json = json || '{\"stage\":\"x\"}' WHERE " +
      first);
  ASSERT_EQ(found().size(), 1u);
  EXPECT_NE(found()[0].find("is not the view's"), std::string::npos) << found()[0];
  sql("DELETE FROM tally_views.portfolio");
  EXPECT_EQ(found(), std::vector<std::string>{"portfolio: row 0 is missing"});
}

}  // namespace
}  // namespace tally::test
