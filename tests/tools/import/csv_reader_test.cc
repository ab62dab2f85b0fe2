#include "tools/import/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tally::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Read {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::uint64_t> lines;
  std::optional<Error> error;
};
Read read(std::string_view text) {
  Read result;
  const auto done = read_csv(text, [&](CsvRow&& row) -> Result<void> {
    result.rows.push_back(std::move(row.cells));
    result.lines.push_back(row.line);
    return {};
  });
  if (!done.ok()) result.error = done.error();
  return result;
}
using Cells = std::vector<std::string>;

TEST(CsvReaderTest, CellsAndRows) {
  const auto result = read("a,b,c\n1,,3\n");
  EXPECT_THAT(result.rows, ElementsAre(Cells{"a", "b", "c"}, Cells{"1", "", "3"}));
  EXPECT_THAT(result.lines, ElementsAre(1u, 2u));
  EXPECT_FALSE(result.error.has_value());
}

TEST(CsvReaderTest, TheLastLineNeedsNoEnd) {
  EXPECT_THAT(read("a,b\n1,2").rows, ElementsAre(Cells{"a", "b"}, Cells{"1", "2"}));
  EXPECT_THAT(read("a,\n1,").rows, ElementsAre(Cells{"a", ""}, Cells{"1", ""}));
  EXPECT_THAT(read("\"a\"").rows, ElementsAre(Cells{"a"}));
}

TEST(CsvReaderTest, EmptyTextHasNoRows) {
  EXPECT_THAT(read("").rows, IsEmpty());
  EXPECT_THAT(read("\n\r\n\n").rows, IsEmpty());
}

TEST(CsvReaderTest, LineEndsOfWindowsAreLineEnds) {
  const auto result = read("a,b\r\n1,2\r\n");
  EXPECT_THAT(result.rows, ElementsAre(Cells{"a", "b"}, Cells{"1", "2"}));
  EXPECT_THAT(result.lines, ElementsAre(1u, 2u));
}

TEST(CsvReaderTest, QuotedCellsHoldCommasQuotesAndLineBreaks) {
  EXPECT_THAT(read("\"a,b\",\"say \"\"so\"\"\",\"two\nlines\"\n").rows,
              ElementsAre(Cells{"a,b", "say \"so\"", "two\nlines"}));
  EXPECT_THAT(read("\"two\r\nlines\",x\r\n").rows, ElementsAre(Cells{"two\r\nlines", "x"}));
}

TEST(CsvReaderTest, TheLineIsThatOfTheRowsFirstByte) {
  // Breaks in the first, the middle and the last cell, blank lines between.
  const auto result = read("h,i,j\n\"a\nb\nc\",2,3\n4,\"x\ny\",6\n\n\n7,8,\"p\nq\"\n9,10,11\n");
  EXPECT_THAT(result.lines, ElementsAre(1u, 2u, 5u, 9u, 11u));
  EXPECT_EQ(result.rows[1][0], "a\nb\nc");
  EXPECT_EQ(result.rows[4][0], "9");
  EXPECT_THAT(read("\"\"\"a\n\"\"\",2\n3,4\n").lines, ElementsAre(1u, 3u));
}

TEST(CsvReaderTest, BlanksBelongToTheCell) {
  EXPECT_THAT(read(" a , b\t\n").rows, ElementsAre(Cells{" a ", " b\t"}));
  EXPECT_THAT(read("\" a \",b\n").rows, ElementsAre(Cells{" a ", "b"}));
}

TEST(CsvReaderTest, AByteOrderMarkIsSkipped) {
  EXPECT_THAT(read("\xef\xbb\xbfname,x\n").rows, ElementsAre(Cells{"name", "x"}));
}

TEST(CsvReaderTest, BadQuotingIsInvalidWithItsLine) {
  for (const auto* text : {"a,b\n1,x\"y\n", "a,b\n\"x\"y,2\n"}) {
    const auto result = read(text);
    ASSERT_TRUE(result.error.has_value()) << text;
    EXPECT_EQ(result.error->code, ErrorCode::invalid);
    EXPECT_EQ(result.error->field, "line 2") << text;
    EXPECT_THAT(result.rows, ElementsAre(Cells{"a", "b"}));
  }
}

TEST(CsvReaderTest, AQuoteThatDoesNotCloseIsInvalidWithTheLineWhereItsRowBegins) {
  const auto result = read("a,b\n1,2\n3,\"four\nfive\nsix\n");
  ASSERT_TRUE(result.error.has_value());
  EXPECT_EQ(result.error->field, "line 3");
  EXPECT_THAT(result.error->message, HasSubstr("quote"));
}

TEST(CsvReaderTest, TextThatIsNotUtf8IsInvalidWithItsLine) {
  const auto result = read("a,b\n1,2\n\xb0\xa1,3\n");
  ASSERT_TRUE(result.error.has_value());
  EXPECT_EQ(result.error->field, "line 3");
  EXPECT_EQ(result.rows.size(), 2u);
}

TEST(CsvReaderTest, AnErrorOfTheCallerStopsTheReading) {
  int rows = 0;
  const auto done = read_csv("a\nb\nc\n", [&](CsvRow&&) -> Result<void> {
    if (++rows == 2) return Error(ErrorCode::io, "gone");
    return {};
  });
  EXPECT_EQ(done.error().code, ErrorCode::io);
  EXPECT_EQ(rows, 2);
}

TEST(CsvReaderTest, ALongCellIsReadWhole) {
  const std::string cell(1'000'000, 'x');
  EXPECT_EQ(read(cell + ",1\n").rows.at(0).at(0), cell);
}

}  // namespace
}  // namespace tally::test
