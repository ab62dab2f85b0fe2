// The workbook as a whole; tests/e2e/exports_test.py reads its cells with another library.
#include "tests/tools/export/export_fixture.h"

namespace tally::test {
namespace {

class SpreadsheetTest : public ExportTest {
 protected:
  SpreadsheetTest() {
    for (const std::string project : {"p1", "p2"}) {
      add("project-" + project, "project.registered",
          R"({"project_id":")" + project + R"(","name":"一号"})", "2025-01-01");
      add("project-" + project, "project.listed",
          R"({"project":")" + project + R"(","list":"list of/)" + project + R"(","year":2025})",
          "2025-01-01");
    }
  }
};

TEST_F(SpreadsheetTest, TheSameCutGivesTheSameBytes) {
  ExportOptions options;
  options.known.kind = protocol::Known::Kind::size;
  options.known.size = size();
  const auto first = written("xlsx", options);
  EXPECT_TRUE(first.starts_with("PK"));
  add("project-p1", "milestone.reached", R"({"project":"p1","code":"start"})", "2025-03-01");
  EXPECT_EQ(first, written("xlsx", options));
  EXPECT_NE(first, written("xlsx"));
}

TEST_F(SpreadsheetTest, ThereIsNoneOfThePublicEventsAlone) {
  ExportOptions options;
  options.to = path("book.xlsx");
  options.public_only = true;
  const auto done = run("xlsx", options);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().field, "public");
}

TEST_F(SpreadsheetTest, ItNeedsAFile) {
  const auto done = run("xlsx", {});
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().field, "to");
}

TEST_F(SpreadsheetTest, AFolderThatIsNotThereIsTold) {
  ExportOptions options;
  options.to = "/nowhere/at/all.xlsx";
  const auto done = run("xlsx", options);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::io);
}

}  // namespace
}  // namespace tally::test
