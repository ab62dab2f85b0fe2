#include "core/codec/json.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/fixed_sources.h"
#include "tests/support/format_example.h"

namespace tally {
namespace {

Json parsed(std::string_view text) {
  auto json = parse_json(text);
  EXPECT_TRUE(json.ok()) << text << ": " << json.error().to_string();
  return json.ok() ? std::move(json).value() : Json();
}

std::string canonical(std::string_view text) { return canonical_json(parsed(text)).value(); }

TEST(JsonTestSuite, EveryCaseIsTakenOrRefusedAsItSays) {
  TALLY_NEEDS_DATA("json-test-suite/test_parsing");
  std::size_t cases = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(test::data_path("json-test-suite/test_parsing"))) {
    const auto name = entry.path().filename().string();
    const auto json = parse_json(test::read_text(entry.path().string()));
    ++cases;
    if (name.starts_with("y_")) {
      EXPECT_TRUE(json.ok()) << name << ": " << json.error().to_string();
    } else if (name.starts_with("n_")) {
      EXPECT_FALSE(json.ok()) << name;
    }  // i_: either, but an answer.
    if (!json.ok()) {
      EXPECT_EQ(json.error().code, ErrorCode::invalid) << name;
      EXPECT_NE(json.error().message.find("line"), std::string::npos) << name;
      continue;
    }
    EXPECT_EQ(parsed(to_json_text(*json)), *json) << name;
    EXPECT_EQ(parsed(to_json_pretty(*json)), *json) << name;
  }
  EXPECT_EQ(cases, 318u);
}

TEST(ParseJson, KeepsDuplicatesAndTheSpellingOfNumbers) {
  const auto json = parsed(R"({"a":1,"b":2,"a":3})");
  ASSERT_NE(json.object(), nullptr);
  ASSERT_EQ(json.object()->size(), 3u);
  EXPECT_EQ(json.object()->at(2), Json::Member("a", Json(3)));
  EXPECT_EQ(*json.find("a")->integer(), 1);
  for (const char* number :
       {"1.0", "1e3", "1E+3", "-0", "-0.0", "0.10", "9223372036854775808", "-9223372036854775809",
        "123456789012345678901234567890", "18446744073709551616", "1.7976931348623157e308"}) {
    const auto value = parsed(number);
    ASSERT_NE(value.number(), nullptr) << number;
    EXPECT_EQ(value.number()->text, number);
    EXPECT_EQ(to_json_text(value), number);
  }
  for (const std::int64_t number : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
    EXPECT_EQ(parsed(std::to_string(number)), Json(number));
  }
}

TEST(ParseJson, KeepsTheOrderOfMembers) {
  EXPECT_EQ(to_json_text(parsed(R"( { "b" : [ 1 , null ] , "a" : { } } )")),
            R"({"b":[1,null],"a":{}})");
}

TEST(ParseJson, TextIsUnicode) {
  EXPECT_EQ(*parsed(R"("\u9879\u76ee")").string(), "项目");
  EXPECT_EQ(*parsed(R"("\ud83c\udfd7")").string(), "\xf0\x9f\x8f\x97");
  EXPECT_EQ(*parsed(R"("\u0000")").string(), std::string(1, '\0'));
  for (const char* text :
       {R"("\ud800")", R"("\udc00")", R"("\ud800\ud800")", R"("\ud800a")", R"("\ud83c\u0041")",
        "\"\xed\xa0\x80\"", "\"\xc0\xaf\"", "\"\xff\"", "\"\xe9\"", "\xef\xbb\xbf{}"}) {
    EXPECT_FALSE(parse_json(text).ok()) << text;
  }
}

TEST(ParseJson, DepthEndsAt64) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse_json(nested(kJsonDepthMax)).ok());
  EXPECT_FALSE(parse_json(nested(kJsonDepthMax + 1)).ok());
  EXPECT_FALSE(parse_json(std::string(1'000'000, '[')).ok());
  std::string objects;
  for (int i = 0; i < 1'000; ++i) objects += R"({"a":)";
  EXPECT_FALSE(parse_json(objects).ok());
}

TEST(ParseJson, ErrorsNameLineAndColumn) {
  const auto error = parse_json("{\n  \"a\": 1,\n  \"b\": x\n}").error();
  EXPECT_NE(error.message.find("line 3, column 8"), std::string::npos) << error.message;
  EXPECT_FALSE(parse_json("").ok());
  EXPECT_FALSE(parse_json("   ").ok());
  EXPECT_FALSE(parse_json("{} {}").ok());
  EXPECT_FALSE(parse_json("1 2").ok());
  EXPECT_FALSE(parse_json(std::string_view("1\0", 2)).ok());
  EXPECT_FALSE(parse_json("nul").ok());
  EXPECT_FALSE(parse_json("{\"a\":").ok());
  EXPECT_TRUE(parse_json(" 1 \n").ok());
}

TEST(ParseJson, LongTextAndLongNumbersAreWhole) {
  const std::string text(100'000, 'a');
  EXPECT_EQ(*parsed("\"" + text + "\"").string(), text);
  const std::string digits = "1" + std::string(5'000, '0');
  EXPECT_EQ(parsed(digits).number()->text, digits);
}

TEST(Json, NumbersAboveInt64StayExact) {
  EXPECT_EQ(to_json_text(Json(std::uint64_t{18446744073709551615u})), "18446744073709551615");
  EXPECT_EQ(to_json_text(Json(std::uint64_t{7})), "7");
}

TEST(Json, PrettyIsForPeople) {
  EXPECT_EQ(to_json_pretty(parsed(R"({"a":[1,2],"b":{},"c":[]})")),
            "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": []\n}");
}

// Strings are looked at eight bytes at a time: what must be escaped is found at every place, beside
// bytes of every kind.
TEST(CanonicalJson, EscapesAtEveryPlaceInAText) {
  const std::pair<std::string, std::string> special[] = {{"\"", "\\\""},
                                                         {"\\", "\\\\"},
                                                         {"\n", "\\n"},
                                                         {"\x1f", "\\u001f"},
                                                         {std::string(1, '\0'), "\\u0000"}};
  for (const std::string around :
       {"a", " ", "!", "#", "[", "]", "\x7f", "\xc3\xa9", "\xe5\xb8\x82"}) {
    for (std::size_t before = 0; before < 20; ++before) {
      for (const auto& [plain, escaped] : special) {
        std::string left, right;
        for (std::size_t i = 0; i < before; ++i) left += around;
        for (std::size_t i = before; i < 20; ++i) right += around;
        ASSERT_EQ(canonical_json(Json(left + plain + right)).value(),
                  "\"" + left + escaped + right + "\"");
      }
    }
  }
}

TEST(CanonicalJson, SortsAndEscapesInOneWay) {
  EXPECT_EQ(canonical(R"( {"b":1, "a":[true,null,"x"], "":{} } )"),
            R"({"":{},"a":[true,null,"x"],"b":1})");
  EXPECT_EQ(canonical(R"("\u0041\/\u00e9\"\\\u0008\u000c\n\r\t\u0001\u001F\u007f")"),
            "\"A/é\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"");
  // By UTF-8 bytes: U+FF5E stands before U+1F3D7, though not in UTF-16.
  EXPECT_EQ(canonical("{\"\xf0\x9f\x8f\x97\":1,\"\xef\xbd\x9e\":2,\"z\":3,\"Z\":4}"),
            "{\"Z\":4,\"z\":3,\"\xef\xbd\x9e\":2,\"\xf0\x9f\x8f\x97\":1}");
  EXPECT_EQ(canonical("[-1,0,9223372036854775807,-9223372036854775808]"),
            "[-1,0,9223372036854775807,-9223372036854775808]");
}

TEST(CanonicalJson, TheWorkedExample) {
  const auto bytes = test::example_bytes("core/codec/FORMAT.md", "open");
  EXPECT_EQ(canonical(R"({"项":true,"a":[1,"b"]})"), as_text(bytes));
}

TEST(CanonicalJson, RowsOfAnyShapeOneAfterAnotherAreEachCanonical) {
  CanonicalJson rows;
  for (const char* text : {R"({"b":1,"a":{"d":2,"c":{"f":3,"e":4}}})", R"({"b":1,"a":2})",
                           R"({"z":1,"a":2})", R"({"a":[{"y":1,"x":2}],"b":null})", "[]",
                           R"({"c":1,"b":2,"a":3})", R"({"a":1,"c":2,"b":3})"}) {
    std::string row;
    ASSERT_TRUE(rows.append(row, parsed(text)).ok());
    EXPECT_EQ(row, canonical(text));
    // After a refused row as before it.
    std::string refused;
    EXPECT_FALSE(rows.append(refused, parsed(R"({"a":1,"a":2})")).ok());
  }
}

TEST(CanonicalJson, RefusesWithThePath) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"a":1,"a":2})", "a"},   {R"({"a":{"b":[0,1.5]}})", "a.b[1]"},
      {R"([1e2])", "[0]"},         {R"({"n":-0})", "n"},
      {"9223372036854775808", ""}, {R"({"a":{"c":1,"\u0063":2}})", "a.c"}};
  for (const auto& [text, field] : cases) {
    const auto refused = canonical_json(parsed(text));
    ASSERT_FALSE(refused.ok()) << text;
    EXPECT_EQ(refused.error().code, ErrorCode::invalid);
    EXPECT_EQ(refused.error().field, field);
  }
  EXPECT_FALSE(canonical_json(Json("\xff")).ok());
  EXPECT_FALSE(canonical_json(Json().set("\xc0\xaf", 1)).ok());
}

TEST(CanonicalJson, SixteenLevelsAndNoMore) {
  const auto nested = [](std::size_t depth, const std::string& inner) {
    return parsed(std::string(depth, '[') + inner + std::string(depth, ']'));
  };
  for (const char* inner : {"", "1"}) {
    EXPECT_TRUE(canonical_json(nested(16, inner)).ok());
    EXPECT_FALSE(canonical_json(nested(17, inner)).ok());
  }
}

// A random value of at most `depth` levels.
Json random_json(test::SeededRandom& random, int depth) {
  switch (random.below(depth > 0 ? 7 : 5)) {
    case 0:
      return nullptr;
    case 1:
      return random.below(2) == 0;
    case 2:
      return static_cast<std::int64_t>(random.next());
    case 3:
      return static_cast<std::int64_t>(random.below(10));
    case 4: {
      std::string text;
      for (auto size = random.below(6); size > 0; --size) {
        text += random.below(4) ? std::string(1, static_cast<char>(random.below(128))) : "项";
      }
      return text;
    }
    case 5: {
      Json items{Json::Array{}};
      for (auto size = random.below(4); size > 0; --size)
        items.push(random_json(random, depth - 1));
      return items;
    }
    default: {
      Json members{Json::Object{}};
      const auto size = random.below(4);
      for (std::uint64_t i = 0; i < size; ++i) {
        members.set(std::string(1, static_cast<char>('a' + i)) + std::to_string(random.below(99)),
                    random_json(random, depth - 1));
      }
      return members;
    }
  }
}

TEST(CanonicalJson, IsItsOwnCanonicalText) {
  constexpr std::uint64_t kSeed = 17;
  test::SeededRandom random(kSeed);
  for (int run = 0; run < 3'000; ++run) {
    Json json = random_json(random, 5);
    const auto text = canonical_json(json).value();
    const auto again = parse_json(text);
    ASSERT_TRUE(again.ok()) << "seed " << kSeed << " run " << run << ": " << text;
    ASSERT_EQ(canonical_json(*again).value(), text) << "seed " << kSeed << " run " << run;
    ASSERT_EQ(parsed(to_json_text(json)), json) << "seed " << kSeed << " run " << run;
    // The order in which members were written does not matter.
    if (auto* members = json.object()) std::reverse(members->begin(), members->end());
    ASSERT_EQ(canonical_json(json).value(), text) << "seed " << kSeed << " run " << run;
  }
}

}  // namespace
}  // namespace tally
