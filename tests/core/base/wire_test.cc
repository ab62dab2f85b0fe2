#include "core/base/wire.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "tests/support/fixed_sources.h"

namespace tally {
namespace {

TEST(WireWriter, WritesLittleEndianWithLengths) {
  Bytes bytes;
  WireWriter out(bytes);
  out.number<std::uint8_t>(0x12);
  out.number<std::uint16_t>(0x1234);
  out.number<std::int32_t>(-2);
  out.number<std::uint64_t>(0x0102030405060708u);
  out.text("款");
  out.bytes({});
  out.flag(true);
  out.flag(false);
  EXPECT_EQ(to_hex(bytes), "123412feffffff080706050403020103000000e6acbe000000000100");
}

TEST(WireReader, ReadsWhatWasWritten) {
  Bytes bytes;
  WireWriter out(bytes);
  out.number<std::int64_t>(-5);
  out.text("project-117");
  out.flag(true);
  out.raw(as_bytes("raw"));
  WireReader in(bytes);
  EXPECT_EQ(in.number<std::int64_t>("a"), -5);
  EXPECT_EQ(in.text("b"), "project-117");
  EXPECT_TRUE(in.flag("c"));
  EXPECT_EQ(in.remaining(), 3u);
  EXPECT_EQ(as_text(in.raw(3, "d")), "raw");
  EXPECT_TRUE(in.finish().ok());
}

TEST(WireReader, ALengthIsComparedWithWhatRemains) {
  for (const char* hex : {"", "00", "000000", "01000000", "05000000aabbccdd", "ffffffffaabb",
                          "00000080", "ffffff7f00", "feffffff"}) {
    const auto bytes = from_hex(hex).value();
    WireReader in(bytes);
    EXPECT_TRUE(in.bytes("name").empty()) << hex;
    ASSERT_TRUE(in.failed()) << hex;
    EXPECT_EQ(in.finish().error().field, "name");
    EXPECT_EQ(in.finish().error().code, ErrorCode::invalid);
  }
}

TEST(WireReader, ARawSizeBeyondTheEndIsAnErrorEvenIfHuge) {
  const Bytes bytes(10);
  for (const std::size_t size : {std::size_t{11}, SIZE_MAX, SIZE_MAX - 5}) {
    WireReader in(bytes);
    static_cast<void>(in.number<std::uint32_t>("a"));
    EXPECT_TRUE(in.raw(size, "b").empty());
    EXPECT_TRUE(in.failed());
  }
}

TEST(WireReader, ALengthAboveItsLimitIsRefusedThoughTheBytesAreThere) {
  Bytes bytes;
  WireWriter(bytes).text("12345");
  WireReader at(bytes);
  EXPECT_EQ(at.text("name", 5), "12345");
  WireReader over(bytes);
  EXPECT_EQ(over.text("name", 4), "");
  EXPECT_EQ(over.status().error().field, "name");
}

TEST(WireReader, TextIsUtf8AndAFlagIsZeroOrOne) {
  Bytes bytes;
  WireWriter(bytes).bytes(from_hex("c0af").value());
  WireReader in(bytes);
  EXPECT_EQ(in.text("name"), "");
  EXPECT_TRUE(in.failed());
  const Bytes flags = {1, 0, 2};
  WireReader flag(flags);
  EXPECT_TRUE(flag.flag("a"));
  EXPECT_FALSE(flag.flag("b"));
  EXPECT_FALSE(flag.failed());
  EXPECT_FALSE(flag.flag("c"));
  EXPECT_EQ(flag.status().error().field, "c");
}

TEST(WireReader, TheFirstErrorSticksAndLaterReadsAreZero) {
  const Bytes bytes = {9, 1, 0, 0, 0, 'a'};
  WireReader in(bytes);
  EXPECT_FALSE(in.flag("first"));
  EXPECT_EQ(in.number<std::uint8_t>("second"), 0);
  EXPECT_EQ(in.text("third"), "");
  EXPECT_TRUE(in.raw(1, "fourth").empty());
  in.fail("fifth", "said later");
  EXPECT_EQ(in.finish().error().field, "first");
}

TEST(WireReader, BytesBehindTheEndAreAnError) {
  const Bytes bytes(3);
  WireReader in(bytes);
  static_cast<void>(in.number<std::uint16_t>("a"));
  EXPECT_TRUE(in.status().ok());
  EXPECT_FALSE(in.finish().ok());
}

TEST(WireReader, RandomReadsOfRandomBytesStayInside) {
  constexpr std::uint64_t kSeed = 5;
  test::SeededRandom random(kSeed);
  for (int run = 0; run < 5'000; ++run) {
    Bytes bytes(random.below(60));
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.below(3) ? 0 : random.next());
    WireReader in(bytes);
    while (!in.failed() && in.remaining() > 0) {
      const auto before = in.offset();
      switch (random.below(5)) {
        case 0:
          static_cast<void>(in.number<std::uint64_t>("n"));
          break;
        case 1:
          static_cast<void>(in.text("t"));
          break;
        case 2:
          static_cast<void>(in.bytes("b", 16));
          break;
        case 3:
          static_cast<void>(in.flag("f"));
          break;
        default:
          static_cast<void>(in.raw(random.below(20) + 1, "r"));
          break;
      }
      ASSERT_LE(in.offset(), bytes.size()) << "seed " << kSeed << " run " << run;
      ASSERT_TRUE(in.failed() || in.offset() > before) << "seed " << kSeed << " run " << run;
    }
  }
}

TEST(Error, PathsJoin) {
  EXPECT_EQ(invalid("amount", "x").within("payload").field, "payload.amount");
  EXPECT_EQ(invalid("[2].org", "x").within("steps").field, "steps[2].org");
  EXPECT_EQ(invalid("", "x").within("payload").field, "payload");
}

TEST(Error, NumbersAndNamesAreFixed) {
  const std::pair<std::uint16_t, const char*> table[] = {
      {1, "invalid"},  {2, "conflict"},   {3, "id_reused"},      {4, "partly_recorded"},
      {5, "refused"},  {6, "not_found"},  {7, "not_authorized"}, {8, "overloaded"},
      {9, "in_doubt"}, {10, "read_only"}, {11, "corrupt"},       {12, "io"}};
  for (const auto& [number, name] : table) {
    ASSERT_TRUE(error_from_number(number).has_value());
    EXPECT_EQ(error_name(*error_from_number(number)), name);
  }
  EXPECT_EQ(error_from_number(0), std::nullopt);
  EXPECT_EQ(error_from_number(13), std::nullopt);
  EXPECT_EQ(error_name(static_cast<ErrorCode>(99)), "unknown");
}

TEST(Error, IsOneLineForPeople) {
  auto error = invalid("amount", "must be above zero").within("payload").at_index(3);
  error.rule = "ST14";
  EXPECT_EQ(error.to_string(),
            "invalid ST14: payload.amount: must be above zero (event 3 of the batch)");
}

}  // namespace
}  // namespace tally
