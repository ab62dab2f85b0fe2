// Text forms of bytes: hexadecimal, base64, UTF-8.
#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/base/utf8.h"
#include "tests/support/fixed_sources.h"

namespace tally {
namespace {

std::string utf8_of(std::uint32_t code) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xc0 | code >> 6), byte(0x80 | (code & 0x3f))};
  if (code < 0x10000) {
    return {byte(0xe0 | code >> 12), byte(0x80 | (code >> 6 & 0x3f)), byte(0x80 | (code & 0x3f))};
  }
  return {byte(0xf0 | code >> 18), byte(0x80 | (code >> 12 & 0x3f)),
          byte(0x80 | (code >> 6 & 0x3f)), byte(0x80 | (code & 0x3f))};
}

TEST(Hex, IsLowerCaseAndGoesBack) {
  const Bytes bytes = {0x00, 0x09, 0x0a, 0x7f, 0x80, 0xff};
  EXPECT_EQ(to_hex(bytes), "00090a7f80ff");
  EXPECT_EQ(from_hex("00090a7f80ff"), bytes);
  EXPECT_EQ(from_hex(""), Bytes());
}

TEST(Hex, NothingElseIsRead) {
  for (const char* text : {"0", "000", "0A", "FF", "0x00", "g0", "0g", " 00", "00 ", "0-"}) {
    EXPECT_EQ(from_hex(text), std::nullopt) << text;
  }
  EXPECT_EQ(from_hex(std::string_view("0\0", 2)), std::nullopt);
}

TEST(Base64, VectorsOfRfc4648) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : vectors) {
    EXPECT_EQ(to_base64(as_bytes(plain)), text);
    EXPECT_EQ(from_base64(text), to_owned(as_bytes(plain)));
  }
}

TEST(Base64, OneSpellingPerValue) {
  for (const char* text :
       {"Zg",           "Zg=",      "Zg===", "Z===", "====", "=",     "Zm8",      "Zm9vYg",
        "Zm9vYg==Zm9v", "Zg==Zg==",
        "Zh==",  // Unused bits that are not zero,
        "Zm9=",  // here too.
        "Zm 8=",        "Zm8=\n",   " Zm8=", "Zm-_", "Z=8=", "Zm9v=", "Zm9v====", "Zm\x80v"}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
  EXPECT_EQ(from_base64(std::string_view("Zm9\0", 4)), std::nullopt);
}

TEST(Base64, RandomBytesGoBack) {
  constexpr std::uint64_t kSeed = 11;
  test::SeededRandom random(kSeed);
  for (std::size_t size = 0; size < 200; ++size) {
    Bytes bytes(size);
    random.fill(bytes);
    ASSERT_EQ(from_base64(to_base64(bytes)), bytes) << "seed " << kSeed << " size " << size;
    ASSERT_EQ(from_hex(to_hex(bytes)), bytes) << "seed " << kSeed << " size " << size;
  }
}

TEST(Utf8, EveryScalarValueAndNoSurrogate) {
  for (std::uint32_t code = 0; code <= 0x10ffff; ++code) {
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    ASSERT_EQ(is_utf8(utf8_of(code)), !surrogate) << std::hex << code;
  }
  EXPECT_FALSE(is_utf8(utf8_of(0x110000)));
  EXPECT_FALSE(is_utf8(utf8_of(0x1fffff)));
}

TEST(Utf8, OverlongAndBrokenFormsAreRefused) {
  for (const std::string_view text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\xaf", "\xe0\x9f\xbf", "\xf0\x80\x80\xaf",
        "\xf0\x8f\xbf\xbf", "\xf8\x88\x80\x80\x80", "\xfe", "\xff", "\xc3", "\xe7\xa4",
        "\xf0\x9f\x8f", "\xc3(", "\xe7(\xba", "\xe7\xa4(", "\xf0\x9f\x8f("}) {
    EXPECT_FALSE(is_utf8(text)) << to_hex(as_bytes(text));
    // Wherever the eight-byte stride happens to stand.
    for (std::size_t before = 1; before < 17; ++before) {
      const std::string behind = std::string(before, 'a') + std::string(text);
      EXPECT_FALSE(is_utf8(behind + "bbbbbbbbbbbbbbbbb"));
      EXPECT_FALSE(is_utf8(behind));
    }
  }
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8(std::string_view("\0", 1)));
}

}  // namespace
}  // namespace tally
