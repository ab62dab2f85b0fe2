#include <gtest/gtest.h>

#include "core/codec/schema_archive.h"
#include "tests/core/codec/sample_structs.h"

namespace tally::test {
namespace {

constexpr std::string_view kFilled =
    R"({"flag":true,"small":-128,"share":10000,"large":-9223372036854775808,"number":4294967295,)"
    R"("text":"项目","bytes":"00ff","money":{"minor":"9223372036854775807","currency":"CNY"},)"
    R"("currency":"USD","date":"2025-03-06","effective":"2025-03-06T09:30:00.000001+08:00",)"
    R"("instant":"2025-03-06T01:30:00.000001Z","period":"2025-Q4",)"
    R"("event":"11111111-1111-1111-1111-111111111111",)"
    R"("hash":"2222222222222222222222222222222222222222222222222222222222222222",)"
    R"("colour":"blue","note":"备注","list":[{"name":"first","count":3},{"name":"second"}],)"
    R"("words":["","words"]})";

// The filled value with one member's text replaced by another.
std::string with(std::string_view from, std::string_view to) {
  std::string text(kFilled);
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

void expect_refused(const std::string& text, const std::string& field) {
  const auto read = from_json<Everything>(text);
  ASSERT_FALSE(read.ok()) << text;
  EXPECT_EQ(read.error().code, ErrorCode::invalid) << text;
  EXPECT_EQ(read.error().field, field) << text;
}

TEST(PayloadJson, IsWrittenInTheOrderOfTheFields) {
  EXPECT_EQ(to_json_text(to_json(filled()).value()), kFilled);
  Everything empty;
  const auto json = to_json(empty).value();
  EXPECT_EQ(json.find("note"), nullptr);
  EXPECT_EQ(json.find("words"), nullptr);
  EXPECT_EQ(to_json_text(*json.find("list")), "[]");
}

TEST(PayloadJson, ComesBackAsItWas) {
  EXPECT_EQ(from_json<Everything>(kFilled).value(), filled());
  const auto json = to_json(Everything{}).value();
  EXPECT_EQ(from_json<Everything>(to_json_text(json)).value(), Everything{});
}

TEST(PayloadJson, UnknownDuplicateAndMissingFieldsAreNamed) {
  expect_refused(with(R"("flag":true)", R"("flag":true,"extra":1)"), "extra");
  expect_refused(with(R"("flag":true)", R"("flag":true,"flag":true)"), "flag");
  expect_refused(with(R"("flag":true)", R"("flag":true,"\u0066lag":true)"), "flag");
  expect_refused(with(R"("flag":true,)", ""), "flag");
  expect_refused(with(R"("count":3)", R"("count":3,"unit":1)"), "list[0].unit");
  expect_refused(with(R"("count":3)", R"("count":3,"count":4)"), "list[0].count");
  expect_refused(with(R"({"name":"second"})", "{}"), "list[1].name");
  expect_refused(with(R"({"name":"second"})", R"({"name":"bad"})"), "list[1].name");
}

TEST(PayloadJson, NullIsNoValue) {
  expect_refused(with(R"("note":"备注")", R"("note":null)"), "note");
  expect_refused(with(R"("flag":true)", R"("flag":null)"), "flag");
  expect_refused(with(R"("count":3)", R"("count":null)"), "list[0].count");
  expect_refused(with(R"({"name":"second"})", "null"), "list[1]");
  expect_refused("null", "");
}

TEST(PayloadJson, NumbersAreWholeAndWithinTheirType) {
  for (const char* small :
       {"-129", "128", "1.0", "1e1", "-0", "0.5", "\"1\"", "true", "[1]", "99999999999999999999"}) {
    expect_refused(with(R"("small":-128)", std::string(R"("small":)") + small), "small");
  }
  expect_refused(with("4294967295", "4294967296"), "number");
  expect_refused(with("4294967295", "-1"), "number");
  expect_refused(with("-9223372036854775808", "-9223372036854775809"), "large");
  expect_refused(with("10000", "10001"), "share");
}

TEST(PayloadJson, KindsAreNotMixedUp) {
  expect_refused(with(R"("flag":true)", R"("flag":1)"), "flag");
  expect_refused(with(R"("flag":true)", R"("flag":"true")"), "flag");
  expect_refused(with(R"("text":"项目")", R"("text":1)"), "text");
  expect_refused(with(R"("text":"项目")", R"("text":["a"])"), "text");
  expect_refused(with(R"("words":["","words"])", R"("words":"words")"), "words");
  expect_refused(with(R"("words":["","words"])", R"("words":[1])"), "words[0]");
  expect_refused(with(R"("colour":"blue")", R"("colour":2)"), "colour");
  expect_refused(with(R"("colour":"blue")", R"("colour":"Blue")"), "colour");
  expect_refused(with("00ff", "00FF"), "bytes");
  expect_refused(with("00ff", "00f"), "bytes");
  expect_refused(with("2222222222222222", ""), "hash");
  expect_refused(with("2025-03-06\"", "2025-02-30\""), "date");
  expect_refused(with("2025-Q4", "2025-Q5"), "period");
  expect_refused(with(R"("currency":"USD")", R"("currency":"XXX")"), "currency");
  expect_refused(with("11111111-1111", "1111111-11111"), "event");
  expect_refused("[]", "");
  expect_refused("{}", "flag");
}

TEST(PayloadJson, LimitsHold) {
  expect_refused(with("项目", ""), "text");
  expect_refused(with("备注", ""), "note");
  expect_refused(with(R"(["","words"])", "[]"), "words");
  expect_refused(with("4294967295", "0"), "number");
  expect_refused(with("9223372036854775807", "0"), "money");
  expect_refused(with(R"("count":3)", R"("count":-3)"), "list[0].count");
}

Result<Money> money(const std::string& text) {
  auto read =
      from_json<Everything>(with(R"({"minor":"9223372036854775807","currency":"CNY"})", text));
  if (!read.ok()) return std::move(read).error();
  return read->money;
}

TEST(PayloadJson, MoneyIsMinorUnitsOrAnAmountWithAUnit) {
  EXPECT_EQ(money(R"({"amount":"800","unit":"万元"})").value().minor, 800'000'000);
  EXPECT_EQ(money(R"({"amount":"8","unit":"亿元","currency":"CNY"})").value().minor,
            80'000'000'000);
  EXPECT_EQ(money(R"({"amount":"12.50","currency":"USD"})").value().minor, 1250);
  EXPECT_EQ(money(R"({"currency":"CNY","minor":"1"})").value().minor, 1);
  const std::pair<const char*, const char*> cases[] = {
      {R"({"minor":1,"currency":"CNY"})", "money.minor"},
      {R"({"minor":"01","currency":"CNY"})", "money.minor"},
      {R"({"minor":"+1","currency":"CNY"})", "money.minor"},
      {R"({"minor":"-0","currency":"CNY"})", "money.minor"},
      {R"({"minor":"1.0","currency":"CNY"})", "money.minor"},
      {R"({"minor":" 1","currency":"CNY"})", "money.minor"},
      {R"({"minor":"","currency":"CNY"})", "money.minor"},
      {R"({"minor":"9223372036854775808","currency":"CNY"})", "money.minor"},
      {R"({"minor":"1"})", "money.currency"},
      {R"({"minor":"1","currency":"cny"})", "money.currency"},
      {R"({"currency":"CNY"})", "money.minor"},
      {R"({"amount":"1"})", "money.currency"},
      {R"({"amount":"1","unit":"千元"})", "money.unit"},
      {R"({"amount":"1","unit":"万元","currency":"USD"})", "money.unit"},
      {R"({"amount":"0.00000001","unit":"万元"})", "money.amount"},
      {R"({"amount":"1","minor":"1","currency":"CNY"})", "money.minor"},
      {R"({"minor":"1","unit":"元","currency":"CNY"})", "money.unit"},
      {R"({"minor":"1","minor":"1","currency":"CNY"})", "money.minor"},
      {R"({"minor":"1","currency":"CNY","x":"1"})", "money.x"},
      {R"({"minor":null,"currency":"CNY"})", "money.minor"},
      {R"("100")", "money"},
      {"100", "money"}};
  for (const auto& [text, field] : cases) {
    const auto read = money(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().field, field) << text;
  }
}

TEST(PayloadJson, APayloadInsideIsItsObject) {
  EXPECT_EQ(to_json_text(to_json(Envelope{}).value()),
            R"({"type":"number","schema":1,"payload":7})");
  EXPECT_EQ(from_json<Envelope>(R"({"payload":9,"type":"number","schema":1})").value().payload,
            Bytes{9});
  const auto field = [](std::string_view text) { return from_json<Envelope>(text).error().field; };
  EXPECT_EQ(field(R"({"type":"number","schema":1,"payload":"x"})"), "payload.value");
  EXPECT_EQ(field(R"({"type":"other","schema":1,"payload":1})"), "payload.type");
  EXPECT_EQ(field(R"({"type":"number","schema":1})"), "payload");
  Envelope broken;
  broken.payload.clear();
  EXPECT_EQ(to_json(broken).error().field, "payload.value");
}

TEST(Schema, ListsTheFieldsWithTheirKinds) {
  const auto fields = SchemaLister::fields_of<Everything>();
  ASSERT_EQ(fields.size(), 19u);
  EXPECT_EQ(fields[0].name, "flag");
  EXPECT_EQ(fields[0].kind, ShapeKind::boolean);
  EXPECT_EQ(fields[1].low, -128);
  EXPECT_EQ(fields[1].high, 127);
  EXPECT_EQ(fields[7].kind, ShapeKind::money);
  EXPECT_EQ(fields[7].limit, Limit::positive);
  EXPECT_EQ(fields[15].choices.size(), 3u);
  EXPECT_TRUE(fields[16].optional);
  EXPECT_EQ(fields[17].kind, ShapeKind::list);
  EXPECT_EQ(fields[17].inside[0].kind, ShapeKind::object);
  EXPECT_EQ(fields[17].inside[0].inside[0].name, "name");
  EXPECT_TRUE(fields[18].optional);
  EXPECT_EQ(fields[18].kind, ShapeKind::list);
}

TEST(FieldPath, NamesAndIndexes) {
  FieldPath path;
  path.enter("steps");
  path.enter(std::size_t{2});
  path.enter("org");
  EXPECT_EQ(path.text(), "steps[2].org");
  path.leave();
  EXPECT_EQ(path.text(), "steps[2]");
  EXPECT_EQ(join_path("a", "[1].b"), "a[1].b");
  EXPECT_EQ(join_path("", "b"), "b");
  EXPECT_EQ(join_path("a", ""), "a");
}

}  // namespace
}  // namespace tally::test
