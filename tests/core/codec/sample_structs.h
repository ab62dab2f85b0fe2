// Structs of every kind of field, for the archives alone.
#pragma once

#include "core/codec/canonical_archive.h"
#include "core/codec/json_archive.h"

namespace tally {

enum class Colour : std::uint8_t { red, green, blue };
template <>
struct EnumNames<Colour> {
  static constexpr std::array<EnumName, 3> kNames = {
      {{"red", {"红", "red"}}, {"green", {"绿", "green"}}, {"blue", {"蓝", "blue"}}}};
};

namespace test {

struct Inner {
  std::string name;
  std::optional<std::int32_t> count;
  bool operator==(const Inner&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("name", name, {"名称", "name"}, Limit::filled),
       field("count", count, {"数量", "count"}, Limit::not_negative));
  }
  Result<void> check() const {
    if (name == "bad") return invalid("name", "must not be bad");
    return {};
  }
};

// One field of each kind.
struct Everything {
  bool flag = false;
  std::int8_t small = 0;
  std::uint16_t share = 0;
  std::int64_t large = 0;
  std::uint32_t number = 1;
  std::string text = "a";
  Bytes bytes;
  Money money{1, Currency::parse("CNY").value()};
  Currency currency = Currency::parse("USD").value();
  Date date;
  Effective effective;
  Instant instant;
  Period period;
  EventId event;
  Hash hash;
  Colour colour = Colour::red;
  std::optional<std::string> note;
  std::vector<Inner> list;
  std::optional<std::vector<std::string>> words;
  bool operator==(const Everything&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("flag", flag, {}), field("small", small, {}),
       field("share", share, {}, Limit::basis_points), field("large", large, {}),
       field("number", number, {}, Limit::positive), field("text", text, {}, Limit::filled),
       field("bytes", bytes, {}), field("money", money, {}, Limit::positive),
       field("currency", currency, {}), field("date", date, {}), field("effective", effective, {}),
       field("instant", instant, {}), field("period", period, {}), field("event", event, {}),
       field("hash", hash, {}), field("colour", colour, {}), field("note", note, {}, Limit::filled),
       field("list", list, {}), field("words", words, {}, Limit::filled));
  }
};

inline Everything filled() {
  Everything v;
  v.flag = true;
  v.small = -128;
  v.share = 10000;
  v.large = INT64_MIN;
  v.number = UINT32_MAX;
  v.text = "项目";
  v.bytes = {0, 255};
  v.money.minor = INT64_MAX;
  v.date = Date::parse("2025-03-06").value();
  v.effective = Effective::parse("2025-03-06T09:30:00.000001+08:00").value();
  v.instant = Instant::parse("2025-03-06T01:30:00.000001Z").value();
  v.period = Period::parse("2025-Q4").value();
  v.event.bytes.fill(0x11);
  v.hash.bytes.fill(0x22);
  v.colour = Colour::blue;
  v.note = "备注";
  v.list = {{"first", 3}, {"second", std::nullopt}};
  v.words = {"", "words"};
  return v;
}

// A payload inside a payload whose type is its schema's number in text.
class NumberCodec final : public EmbeddedCodec {
 public:
  Result<Bytes> from_json(std::string_view type, std::uint16_t schema,
                          const Json& json) const override {
    if (type != "number" || schema != 1) return invalid("type", "is not number");
    if (!json.integer()) return invalid("value", "must be a number");
    return Bytes{static_cast<std::uint8_t>(*json.integer())};
  }
  Result<Json> to_json(std::string_view, std::uint16_t, ByteView payload) const override {
    if (payload.size() != 1) return invalid("value", "must be one byte");
    return Json(std::int64_t{payload[0]});
  }
};

struct Envelope {
  std::string type = "number";
  std::uint16_t schema = 1;
  Bytes payload = {7};

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("type", type, {}), field("schema", schema, {}),
       embedded("payload", payload, type, schema, {}));
  }
};

template <class T>
Result<Json> to_json(const T& value) {
  const NumberCodec codec;
  JsonWriter writer(codec);
  Json json = writer.value(value);
  TALLY_TRY(writer.status());
  return json;
}

template <class T>
Result<T> from_json(std::string_view text) {
  const NumberCodec codec;
  TALLY_ASSIGN(const auto json, parse_json(text));
  JsonReader reader(codec);
  T value;
  reader.value(value, json);
  TALLY_TRY(reader.status());
  return value;
}

}  // namespace test
}  // namespace tally
