// Mapping files as text: what is accepted, and how an error names its place.
#include "tools/import/mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_data.h"

namespace tally::test {
namespace {

using testing::HasSubstr;

const std::string kName = "name = \"t\"\n";
const std::string kEvent =
    "[[event]]\ntype = \"x.t.row\"\nschema = 1\ncategory = \"project\"\nstream_id = \"{id}\"\n"
    "effective = \"{date}\"\nactor = \"{who}\"\npayload = { a = \"{id}\" }\n";

Error error_of(const std::string& text) {
  const auto mapping = parse_mapping(text);
  if (mapping.ok()) {
    ADD_FAILURE() << "was accepted: " << text;
    return {};
  }
  EXPECT_EQ(mapping.error().code, ErrorCode::invalid);
  return mapping.error();
}
// The event of kEvent with one line replaced, or left out when the new line is empty.
std::string event_with(const std::string& key, const std::string& line) {
  std::string text = kName + kEvent;
  const auto begin = text.find("\n" + key + " =") + 1;
  const auto end = text.find('\n', begin) + 1;
  return text.replace(begin, end - begin, line.empty() ? "" : line + "\n");
}

TEST(MappingTest, TheShippedMappingsParse) {
  for (const auto* name : {"nyc-capital-projects", "w3f-milestones"}) {
    const auto text =
        read_text(test::source_path("tools/import/mappings/") + std::string(name) + ".toml");
    const auto mapping = parse_mapping(text);
    ASSERT_TRUE(mapping.ok()) << mapping.error().to_string();
    EXPECT_EQ(mapping->name, name);
    EXPECT_FALSE(mapping->events.empty());
  }
}

TEST(MappingTest, TheSmallestMappingIsANameAndAnEvent) {
  const auto mapping = parse_mapping(kName + kEvent);
  ASSERT_TRUE(mapping.ok()) << mapping.error().to_string();
  EXPECT_EQ(mapping->events[0].category, "project");
  EXPECT_EQ(mapping->events[0].schema, 1);
}

TEST(MappingTest, TextThatIsNoTomlNamesItsLine) {
  const auto error = error_of("name = \"t\"\nskip = [\n");
  EXPECT_EQ(error.field, "mapping");
  EXPECT_THAT(error.message, HasSubstr("(line "));
}

TEST(MappingTest, AMisspeltKeyIsRefusedWithPathAndLine) {
  auto error = error_of(kName + "skipp = []\n" + kEvent);
  EXPECT_EQ(error.field, "mapping.skipp");
  EXPECT_THAT(error.message, HasSubstr("(line 2)"));
  error = error_of(event_with("actor", "actor = \"{who}\"\nwhere = []"));
  EXPECT_EQ(error.field, "event[0].where");
  EXPECT_THAT(error.message, HasSubstr("(line 9)"));
  error = error_of(kName + "[[values]]\nname = \"v\"\ncolumn = \"c\"\nmapp = {}\n" + kEvent);
  EXPECT_EQ(error.field, "values.v.mapp");
  EXPECT_THAT(error.message, HasSubstr("(line 5)"));
  error = error_of(kName + "skip = [{ value = \"k\", inn = [\"a\"] }]\n" + kEvent);
  EXPECT_EQ(error.field, "skip.inn");
}

TEST(MappingTest, WhatIsMissingIsNamed) {
  EXPECT_EQ(error_of(kEvent).field, "mapping.name");
  EXPECT_EQ(error_of(kName).field, "event");
  EXPECT_EQ(error_of(event_with("schema", "")).field, "event[0].schema");
  EXPECT_EQ(error_of(event_with("stream_id", "")).field, "event[0].stream_id");
  EXPECT_EQ(error_of(event_with("effective", "")).field, "event[0].effective");
  EXPECT_EQ(error_of(event_with("actor", "")).field, "event[0].actor");
  EXPECT_EQ(error_of(event_with("payload", "")).field, "event[0].payload");
  EXPECT_EQ(error_of(event_with("category", "")).field, "event[0].category");
  EXPECT_EQ(error_of(event_with("type", "")).field, "event[0].type");
  EXPECT_EQ(error_of(kName + "skip = [{ in = [\"a\"] }]\n" + kEvent).field, "skip.value");
  EXPECT_EQ(error_of(kName + "[[values]]\ncolumn = \"c\"\n" + kEvent).field, "values");
}

TEST(MappingTest, WrongKindsAreNamed) {
  EXPECT_EQ(error_of("name = 1\n" + kEvent).field, "mapping.name");
  EXPECT_EQ(error_of(event_with("schema", "schema = \"1\"")).field, "event[0].schema");
  EXPECT_EQ(error_of(event_with("schema", "schema = 0")).field, "event[0].schema");
  EXPECT_EQ(error_of(event_with("schema", "schema = 65536")).field, "event[0].schema");
  EXPECT_EQ(error_of(event_with("type", "type = \"project.teleported\"")).field, "event[0].type");
  EXPECT_EQ(error_of(event_with("payload", "payload = { a = 1.5 }")).field, "event[0].payload.a");
  EXPECT_EQ(error_of(event_with("payload", "payload = \"x\"")).field, "event[0].payload");
  EXPECT_EQ(error_of(kName + "[[values]]\nname = \"v\"\n" + kEvent).field, "values.v");
  EXPECT_EQ(
      error_of(kName + "[[values]]\nname = \"v\"\ncolumn = \"c\"\ntext = \"t\"\n" + kEvent).field,
      "values.v");
  EXPECT_EQ(
      error_of(kName + "[[values]]\nname = \"v\"\ncolumn = \"c\"\nparse = \"date\"\n" + kEvent)
          .field,
      "values.v.parse");
  EXPECT_EQ(
      error_of(kName + "[[values]]\nname = \"v\"\ncolumn = \"c\"\npart = \"dir\"\n" + kEvent).field,
      "values.v.part");
  EXPECT_EQ(error_of(kName + "[[values]]\nname = \"v\"\ncolumn = \"c\"\nmap = { a = 1 }\n" + kEvent)
                .field,
            "values.v.map");
  EXPECT_EQ(error_of(event_with("actor",
                                "actor = \"{who}\"\nchanged = { value = \"v\", first = "
                                "\"sometimes\" }"))
                .field,
            "event[0].changed.first");
  EXPECT_EQ(error_of(event_with("actor", "actor = \"{who}\"\nonce_per = [1]")).field,
            "event[0].once_per");
  EXPECT_EQ(error_of(event_with("actor", "actor = \"{who}\"\nmark = \"begun\"")).field,
            "event[0].mark");
}

TEST(MappingTest, TheIndexOfTheEventIsItsPlaceInTheFile) {
  auto second = kEvent;
  second.replace(second.find("schema = 1"), 10, "schema = 0");
  EXPECT_EQ(error_of(kName + kEvent + second).field, "event[1].schema");
}

TEST(MappingTest, TemplatesAreTextAndNames) {
  const auto parsed = parse_template("a{b}c{=d}", "p");
  ASSERT_TRUE(parsed.ok());
  ASSERT_EQ(parsed->parts.size(), 4u);
  EXPECT_EQ(parsed->parts[0].text, "a");
  EXPECT_FALSE(parsed->parts[0].is_name);
  EXPECT_EQ(parsed->parts[1].text, "b");
  EXPECT_TRUE(parsed->parts[1].is_name);
  EXPECT_FALSE(parsed->parts[1].keep_blank);
  EXPECT_EQ(parsed->parts[3].text, "d");
  EXPECT_TRUE(parsed->parts[3].keep_blank);
  EXPECT_TRUE(parse_template("", "p")->parts.empty());
  EXPECT_EQ(parse_template("}", "p")->parts.size(), 1u);
}

TEST(MappingTest, ABraceThatDoesNotCloseIsAnErrorAtItsPath) {
  for (const auto* text : {"{", "{=", "a{b", "{a}{b"}) {
    EXPECT_EQ(parse_template(text, "p").error().field, "p") << text;
  }
  EXPECT_EQ(error_of(event_with("stream_id", "stream_id = \"{id\"")).field, "event[0].stream_id");
  EXPECT_EQ(error_of(event_with("payload", "payload = { a = { b = [\"{x\"] } }")).field,
            "event[0].payload.a.b");
  EXPECT_EQ(error_of(kName + "[[values]]\nname = \"v\"\ntext = \"{x\"\n" + kEvent).field,
            "values.v.text");
}

}  // namespace
}  // namespace tally::test
