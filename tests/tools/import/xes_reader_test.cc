// XES logs as rows, and logs that mean harm.
#include "tools/import/xes_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tally::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Cells = std::vector<std::string>;

struct Read {
  std::vector<Cells> rows;
  std::vector<std::uint64_t> lines;
  std::string error;
};
Read read(std::string_view text) {
  Read result;
  const auto done = read_xes(text, [&](CsvRow&& row) -> Result<void> {
    result.rows.push_back(std::move(row.cells));
    result.lines.push_back(row.line);
    return {};
  });
  if (!done.ok()) result.error = done.error().to_string();
  return result;
}
std::string log(const std::string& inside) {
  return "<?xml version=\"1.0\"?>\n<log xmlns=\"http://www.xes-standard.org/\">" + inside +
         "</log>";
}
std::string with_event(const std::string& inside) {
  return log("<trace><event>" + inside + "</event></trace>");
}

TEST(XesReaderTest, AnEventIsARowWithItsTracesAttributes) {
  const auto result = read(log(R"(
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<global scope="event"><string key="concept:name" value="ignored"/></global>
<string key="of the log" value="ignored"/>
<trace>
<string key="concept:name" value="case &lt;1&gt;"/>
<event>
<string key="concept:name" value="a"/>
<date key="time:timestamp" value="2011-10-01T00:38:44.546+02:00"/>
<int key="amount" value="5"><string key="nested" value="ignored"/></int>
<list key="l"><values><string key="inner" value="ignored"/></values></list>
</event>
<event><string key="concept:name" value="b"/></event>
</trace>
<trace><event><string key="other" value="c"/></event></trace>
)"));
  EXPECT_EQ(result.error, "");
  EXPECT_THAT(
      result.rows,
      ElementsAre(Cells{"amount", "concept:name", "other", "time:timestamp", "trace:concept:name"},
                  Cells{"5", "a", "", "2011-10-01T00:38:44.546+02:00", "case <1>"},
                  Cells{"", "b", "", "", "case <1>"}, Cells{"", "", "c", "", ""}));
  EXPECT_THAT(result.lines, ElementsAre(1u, 8u, 14u, 16u));
}

TEST(XesReaderTest, ADocumentTypeIsRefusedBeforeAnyEntityIsLookedAt) {
  const auto result = read(
      "<?xml version=\"1.0\"?>\n"
      "<!DOCTYPE log [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n"
      "<log><trace><event><string key=\"k\" value=\"&b;\"/></event></trace></log>");
  EXPECT_THAT(result.error, HasSubstr("line 2"));
  EXPECT_THAT(result.error, HasSubstr("document type declaration"));
  EXPECT_THAT(result.rows, IsEmpty());
  EXPECT_THAT(read("<!DOCTYPE log SYSTEM \"file:///etc/hostname\"><log/>").error,
              HasSubstr("document type declaration"));
}

TEST(XesReaderTest, DepthIsLimited) {
  std::string deep;
  for (int i = 0; i < kXesDepthMax; ++i) deep += "<string key=\"k\" value=\"v\">";
  EXPECT_THAT(read(with_event(deep)).error, HasSubstr("nested too deep"));
}

TEST(XesReaderTest, ATagThatDoesNotEndIsRefusedWhileItIsRead) {
  const std::string huge(3 * kXesTagBytesMax, 'x');
  EXPECT_THAT(read(with_event("<string key=\"k\" value=\"" + huge + "\"/>")).error,
              HasSubstr("too long"));
  const std::string large(kXesTagBytesMax / 2, 'x');
  const auto result = read(with_event("<string key=\"k\" value=\"" + large + "\"/>"));
  EXPECT_EQ(result.error, "");
  EXPECT_EQ(result.rows.at(1).at(0).size(), large.size());
}

TEST(XesReaderTest, AttributesAndKeysAreCounted) {
  std::string many;
  for (std::size_t i = 0; i <= kXesAttributesMax; ++i) {
    many += "<int key=\"k" + std::to_string(i) + "\" value=\"1\"/>";
  }
  EXPECT_THAT(read(with_event(many)).error, HasSubstr("too many attributes"));
  std::string keys;
  for (std::size_t i = 0; i <= kXesKeysMax; ++i) {
    keys += "<event><int key=\"k" + std::to_string(i) + "\" value=\"1\"/></event>\n";
  }
  EXPECT_THAT(read(log("<trace>" + keys + "</trace>")).error, HasSubstr("different keys"));
}

TEST(XesReaderTest, WhatIsNoLogIsRefusedWithItsLine) {
  EXPECT_THAT(read("<html></html>").error, HasSubstr("must begin with <log>"));
  EXPECT_THAT(read("").error, HasSubstr("line 1"));
  EXPECT_THAT(read("<log>\n<trace>").error, HasSubstr("line 2"));
  EXPECT_THAT(read("<log>\n<trace></log>").error, HasSubstr("line 2: mismatched tag"));
  EXPECT_THAT(read(with_event("<string key=\"k\" value=\"\xff\"/>")).error, HasSubstr("line 2"));
  EXPECT_THAT(read(with_event("<string value=\"v\"/>")).error, HasSubstr("without key or value"));
  EXPECT_THAT(read(with_event("<string key=\"k\" value=\"1\"/><int key=\"k\" value=\"2\"/>")).error,
              HasSubstr("twice"));
  EXPECT_THAT(read(with_event("<string key=\"k\" value=\"&undefined;\"/>")).error,
              HasSubstr("line 2: undefined entity"));
}

TEST(XesReaderTest, AnErrorOfTheReceiverEndsTheReading) {
  int rows = 0;
  const auto done = read_xes(log("<trace><event/><event/></trace>"), [&](CsvRow&&) -> Result<void> {
    if (++rows == 2) return invalid("here", "enough");
    return {};
  });
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().field, "here");
  EXPECT_EQ(rows, 2);
}

}  // namespace
}  // namespace tally::test
