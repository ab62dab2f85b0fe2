#include "core/event/ids.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/fixed_sources.h"

namespace tally {
namespace {

TEST(EventId, TextIsLowerCaseAndGoesBack) {
  const std::string text = "0f8fad5b-d9cb-469f-a165-70867728950e";
  EXPECT_EQ(EventId::parse(text).value().to_string(), text);
  EXPECT_EQ(EventId::parse("0F8FAD5B-D9CB-469F-A165-70867728950E").value().to_string(), text);
  for (const char* bad :
       {"", "0f8fad5bd9cb469fa16570867728950e", "{0f8fad5b-d9cb-469f-a165-70867728950e}",
        "0f8fad5b-d9cb-469f-a165-70867728950", "0f8fad5b-d9cb-469f-a165-70867728950ee",
        "0f8fad5b-d9cb-469f-a165-70867728950g", "0f8fad5b_d9cb-469f-a165-70867728950e",
        "0f8fad5b-d9cb-469f-a1657-0867728950e"}) {
    const auto id = EventId::parse(bad);
    ASSERT_FALSE(id.ok()) << bad;
    EXPECT_EQ(id.error().field, "id");
  }
}

TEST(EventId, RandomOnesAreOfVersionFour) {
  test::SeededRandom random(7);
  std::set<EventId> ids;
  for (int i = 0; i < 100; ++i) {
    const auto id = random_event_id(random);
    EXPECT_EQ(id.bytes[6] >> 4, 4);
    EXPECT_EQ(id.bytes[8] >> 6, 2);
    ids.insert(id);
  }
  EXPECT_EQ(ids.size(), 100u);
}

// Made by another implementation: Python's uuid and hashlib over the same bytes.
TEST(EventId, DerivedOnesAreOfVersionFive) {
  EXPECT_EQ(derived_event_id({}).to_string(), "7cd2f6f9-c30b-5b48-b1e7-e9db8ceb73c6");
  EXPECT_EQ(derived_event_id({"init", "ledger.example/district", "0"}).to_string(),
            "7a4155ab-7d51-51f6-ad83-5c9a2c475754");
  EXPECT_EQ(derived_event_id({"import", "映射", ""}).to_string(),
            "894b387f-e366-5d4c-8d64-8a5b6c969383");
}

TEST(EventId, PartsDoNotRunIntoEachOther) {
  EXPECT_NE(derived_event_id({"ab", "c"}), derived_event_id({"a", "bc"}));
  EXPECT_NE(derived_event_id({"a", ""}), derived_event_id({"a"}));
  EXPECT_NE(derived_event_id({"a", ""}), derived_event_id({"", "a"}));
}

TEST(StreamName, GoodSpellings) {
  for (const char* name :
       {"project-117", "ledger-main", "x1_y-a", "project-A.b_c~d-e", "project--", "a-0",
        "project-%E7%A4%BA%E4%BE%8B%2F1", "project-%20", "project-%00", "project-%F0%9F%8F%97"}) {
    EXPECT_TRUE(check_stream_name(name).ok()) << name;
    EXPECT_EQ(stream_name(stream_category(name), stream_id(name)), name);
  }
  EXPECT_TRUE(check_stream_name("project-" + std::string(200, 'a')).ok());
}

TEST(StreamName, EveryOtherSpellingIsRefused) {
  for (const std::string name : {"",
                                 "-",
                                 "project",
                                 "project-",
                                 "-117",
                                 "Project-117",
                                 "1project-117",
                                 "_a-1",
                                 "pro.ject-1",
                                 "project-a b",
                                 "project-示例",
                                 "project-a/b",
                                 "project-a+b",
                                 "project-%e7%a4%ba",  // Lower-case digits.
                                 "project-%41",        // A plain byte written with percent.
                                 "project-%2D",        // So is '-'.
                                 "project-%7E",        // So is '~'.
                                 "project-%E7%A4",     // Half a character.
                                 "project-%FF",        // No UTF-8.
                                 "project-%C0%AF",     // Overlong.
                                 "project-%ED%A0%80",  // A surrogate.
                                 "project-%",
                                 "project-%2",
                                 "project-a%",
                                 "project-%G0",
                                 "project-%%20"}) {
    const auto checked = check_stream_name(name);
    ASSERT_FALSE(checked.ok()) << name;
    EXPECT_EQ(checked.error().field, "stream");
  }
  EXPECT_FALSE(check_stream_name(std::string("project-a\0", 10)).ok());
  EXPECT_FALSE(check_stream_name("project-" + std::string(201, 'a')).ok());
  EXPECT_TRUE(check_stream_name(std::string(64, 'a') + "-1").ok());
  EXPECT_FALSE(check_stream_name(std::string(65, 'a') + "-1").ok());
}

TEST(StreamName, AnyUtf8IdHasOneName) {
  EXPECT_EQ(stream_name("project", "示例/1"), "project-%E7%A4%BA%E4%BE%8B%2F1");
  EXPECT_EQ(stream_category("project-a-b"), "project");
  EXPECT_EQ(stream_id("project-a-b"), "a-b");
  for (int byte = 1; byte < 0x80; ++byte) {
    const std::string id(1, static_cast<char>(byte));
    const auto name = stream_name("project", id);
    EXPECT_TRUE(check_stream_name(name).ok()) << name;
    EXPECT_EQ(stream_id(name), id);
  }
}

TEST(EventType, IsLowerCasePartsWithPoints) {
  for (const char* type : {"funding.disbursed", "x.vendor.name", "a.b", "a1_.b_2.c"}) {
    EXPECT_TRUE(check_event_type(type).ok()) << type;
  }
  EXPECT_TRUE(check_event_type("x." + std::string(62, 'a')).ok());
  for (const std::string& type :
       {std::string(), std::string("funding"), std::string("funding."), std::string(".funding"),
        std::string("a..b"), std::string("A.b"), std::string("a.1b"), std::string("a._b"),
        std::string("a.b-c"), std::string("a.b "), "x." + std::string(63, 'a')}) {
    const auto checked = check_event_type(type);
    ASSERT_FALSE(checked.ok()) << type;
    EXPECT_EQ(checked.error().field, "type");
  }
}

TEST(TreeSize, HoldsThePositionsBelowIt) {
  EXPECT_FALSE(TreeSize{0}.holds({0}));
  EXPECT_TRUE(TreeSize{3}.holds({2}));
  EXPECT_FALSE(TreeSize{3}.holds({3}));
  EXPECT_EQ(TreeSize{3}.last(), Position{2});
}

}  // namespace
}  // namespace tally
