#include <gtest/gtest.h>

#include <functional>

#include "core/base/hex.h"
#include "tests/core/codec/sample_structs.h"
#include "tests/support/fixed_sources.h"

namespace tally::test {
namespace {

template <class T>
void expect_refused(ByteView bytes, const std::string& field, const std::string& reason = "") {
  const auto read = decode_canonical<T>(bytes);
  ASSERT_FALSE(read.ok()) << to_hex(bytes);
  EXPECT_EQ(read.error().code, ErrorCode::invalid);
  EXPECT_EQ(read.error().field, field);
  EXPECT_NE(read.error().message.find(reason), std::string::npos) << read.error().message;
}

// A struct of one field, so that a test can write the field's bytes alone.
template <class T, Limit limit = Limit::none>
struct One {
  T value{};
  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("value", value, {}, limit));
  }
};

Bytes hex(std::string_view text) { return from_hex(text).value(); }

TEST(CanonicalBytes, OfEveryKind) {
  EXPECT_EQ(to_hex(encode_canonical(filled()).value()),
            "018010270000000000000080ffffffff06000000e9a1b9e79bae0200000000ffffffffffffffff7f"
            "434e59555344b94e0000b94e00000101967af607000000e00101d6c171a22f0600e9070104111111"
            "11111111111111111111111111222222222222222222222222222222222222222222222222222222"
            "2222222222020106000000e5a487e6b3a80200000005000000666972737401030000000600000073"
            "65636f6e640001020000000000000005000000776f726473");
  EXPECT_EQ(to_hex(encode_canonical(Everything{}).value()),
            "000000000000000000000000010000000100000061000000000100000000000000434e5955534400"
            "00000000000000000000000000000000010000010000000000000000000000000000000000000000"
            "0000000000000000000000000000000000000000000000000000000000000000000000");
}

TEST(CanonicalBytes, ComeBackAsTheyWere) {
  for (const auto& value : {Everything{}, filled()}) {
    const auto bytes = encode_canonical(value).value();
    const auto back = decode_canonical<Everything>(bytes);
    ASSERT_TRUE(back.ok()) << back.error().to_string();
    EXPECT_EQ(*back, value);
  }
}

TEST(CanonicalBytes, LeaveNothingOfWhatAValueHeldBefore) {
  CanonicalReader reader;
  auto value = filled();
  for (const auto& next : {Everything{}, filled(), filled(), Everything{}, Everything{}}) {
    const auto bytes = encode_canonical(next).value();
    reader.start(bytes);
    reader.value(value);
    ASSERT_TRUE(reader.finish().ok());
    EXPECT_EQ(value, next);
    // Nor does an error stay.
    reader.start(ByteView(bytes).first(bytes.size() - 1));
    reader.value(value);
    EXPECT_FALSE(reader.finish().ok());
  }
}

TEST(CanonicalBytes, EveryTruncationAndEveryAdditionIsRefused) {
  auto bytes = encode_canonical(filled()).value();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decode_canonical<Everything>(ByteView(bytes).first(size)).ok()) << size;
  }
  bytes.push_back(0);
  expect_refused<Everything>(bytes, "", "1 bytes stand behind the end");
}

TEST(CanonicalBytes, EveryChangedByteIsRefusedOrReadAsOtherBytes) {
  const auto bytes = encode_canonical(filled()).value();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int value = 0; value < 256; ++value) {
      auto changed = bytes;
      changed[i] = static_cast<std::uint8_t>(value);
      const auto read = decode_canonical<Everything>(changed);
      if (!read.ok()) continue;
      ASSERT_EQ(encode_canonical(*read).value(), changed) << "byte " << i << " value " << value;
    }
  }
}

TEST(CanonicalBytes, AHugeCountAllocatesNothing) {
  // Four billion elements, and no byte of them. Reserving them would not end well.
  expect_refused<One<std::vector<Inner>>>(hex("ffffffff"), "value", "more elements");
  expect_refused<One<std::vector<std::string>>>(hex("ffffffff00000000"), "value", "more elements");
  expect_refused<One<std::vector<std::int64_t>>>(hex("020000000000000000000000"), "value",
                                                 "more elements");
  expect_refused<One<std::string>>(hex("ffffffff61"), "value");
  expect_refused<One<Bytes>>(hex("ffffffff61"), "value");
  expect_refused<One<std::optional<std::vector<Inner>>>>(hex("01ffffffff"), "value",
                                                         "more elements");
}

TEST(CanonicalBytes, PresenceIsZeroOrOne) {
  using Optional = One<std::optional<std::uint8_t>>;
  EXPECT_EQ(decode_canonical<Optional>(hex("00")).value().value, std::nullopt);
  EXPECT_EQ(decode_canonical<Optional>(hex("0105")).value().value, 5);
  expect_refused<Optional>(hex("02"), "value");
  expect_refused<Optional>(hex("ff05"), "value");
  expect_refused<Optional>(hex("0005"), "");
  expect_refused<One<bool>>(hex("02"), "value");
}

TEST(CanonicalBytes, EnumsAreIndexesOfTheTable) {
  EXPECT_EQ(decode_canonical<One<Colour>>(hex("02")).value().value, Colour::blue);
  expect_refused<One<Colour>>(hex("03"), "value", "known values");
  expect_refused<One<Colour>>(hex("ff"), "value", "known values");
  EXPECT_FALSE(encode_canonical(One<Colour>{static_cast<Colour>(3)}).ok());
}

TEST(CanonicalBytes, TextIsUtf8) {
  expect_refused<One<std::string>>(hex("02000000c0af"), "value", "UTF-8");
  EXPECT_FALSE(encode_canonical(One<std::string>{"\xff"}).ok());
  EXPECT_TRUE(decode_canonical<One<Bytes>>(hex("02000000c0af")).ok());
}

TEST(CanonicalBytes, MoneyIsOfAKnownCurrency) {
  EXPECT_EQ(decode_canonical<One<Money>>(hex("ffffffffffffffff434e59")).value().value.minor, -1);
  expect_refused<One<Money>>(hex("0100000000000000636e79"), "value");
  expect_refused<One<Money>>(hex("0100000000000000000000"), "value");
  expect_refused<One<Money>>(hex("0100000000000000585858"), "value");
  EXPECT_FALSE(encode_canonical(One<Money>{}).ok());
  EXPECT_FALSE(encode_canonical(One<Currency>{}).ok());
}

template <class T>
void expect_no_encoding(const T& value, const std::string& bytes) {
  const auto written = encode_canonical(One<T>{value});
  ASSERT_FALSE(written.ok()) << bytes;
  EXPECT_EQ(written.error().field, "value");
  expect_refused<One<T>>(hex(bytes), "value");
}

TEST(CanonicalBytes, DaysAndInstantsStayInTheCalendar) {
  expect_no_encoding(kFirstDate.plus_days(-1), "c506f5ff");
  expect_no_encoding(kLastDate.plus_days(1), "a1c02c00");
  EXPECT_TRUE(encode_canonical(One<Date>{kFirstDate}).ok());
  EXPECT_TRUE(encode_canonical(One<Date>{kLastDate}).ok());
  expect_no_encoding(Instant{INT64_MAX}, "ffffffffffffff7f");
  expect_no_encoding(Instant{INT64_MIN}, "0000000000000080");
  Effective effective;
  effective.time = {kMicrosPerDay, {}};
  expect_no_encoding(effective, "00000000010060d71d140000000000");
  effective.time = {0, {1081}};
  expect_no_encoding(effective, "000000000100000000000000003904");
  effective.time = {0, {-1081}};
  expect_no_encoding(effective, "00000000010000000000000000c7fb");
}

TEST(CanonicalBytes, PeriodsHaveOneSpelling) {
  EXPECT_EQ(decode_canonical<One<Period>>(hex("e907020c")).value().value.to_string(), "2025-12");
  expect_no_encoding(Period{2025, Period::Kind::year, 2}, "e9070002");
  expect_no_encoding(Period{2025, Period::Kind::year, 0}, "e9070000");
  expect_no_encoding(Period{2025, Period::Kind::quarter, 5}, "e9070105");
  expect_no_encoding(Period{2025, Period::Kind::month, 13}, "e907020d");
  expect_no_encoding(Period{0, Period::Kind::year, 1}, "00000001");
  expect_no_encoding(Period{10000, Period::Kind::year, 1}, "10270001");
  expect_no_encoding(Period{2025, static_cast<Period::Kind>(3), 1}, "e9070301");
}

// The same limit for the writer and the reader.
struct LimitCase {
  const char* field;
  std::function<void(Everything&)> change;
};
const LimitCase kLimits[] = {
    {"share", [](auto& v) { v.share = 10001; }},
    {"number", [](auto& v) { v.number = 0; }},
    {"text", [](auto& v) { v.text.clear(); }},
    {"money", [](auto& v) { v.money.minor = 0; }},
    {"money", [](auto& v) { v.money.minor = -1; }},
    {"note", [](auto& v) { v.note = ""; }},
    {"words", [](auto& v) { v.words->clear(); }},
    {"list[0].count", [](auto& v) { v.list[0].count = -1; }},
    {"list[1].name", [](auto& v) { v.list[1].name.clear(); }},
    {"list[1].name", [](auto& v) { v.list[1].name = "bad"; }},
};

TEST(CanonicalBytes, WhatBreaksALimitIsNeitherWrittenNorRead) {
  for (const auto& [name, change] : kLimits) {
    Everything value = filled();
    change(value);
    const auto written = encode_canonical(value);
    ASSERT_FALSE(written.ok()) << name;
    EXPECT_EQ(written.error().field, name);
    Bytes bytes;  // The bytes all the same.
    CanonicalWriter writer(bytes);
    writer.value(value);
    expect_refused<Everything>(bytes, name);
  }
}

TEST(CanonicalBytes, APayloadInsideIsBytesWithALength) {
  const auto bytes = encode_canonical(Envelope{}).value();
  EXPECT_EQ(to_hex(bytes), "060000006e756d62657201000100000007");
  EXPECT_EQ(decode_canonical<Envelope>(bytes).value().payload, Bytes{7});
  expect_refused<Envelope>(hex("060000006e756d6265720100ffffffff07"), "payload");
}

TEST(CanonicalBytes, RandomBytesNeverDecodeToSomethingElse) {
  constexpr std::uint64_t kSeed = 23;
  SeededRandom random(kSeed);
  const auto good = encode_canonical(filled()).value();
  for (int run = 0; run < 20'000; ++run) {
    auto bytes = good;
    for (auto changes = 1 + random.below(5); changes > 0; --changes) {
      bytes[random.below(bytes.size())] = static_cast<std::uint8_t>(random.below(3));
    }
    const auto read = decode_canonical<Everything>(bytes);
    if (!read.ok()) continue;
    ASSERT_EQ(encode_canonical(*read).value(), bytes) << "seed " << kSeed << " run " << run;
  }
}

}  // namespace
}  // namespace tally::test
