#include "core/log/format.h"

#include <gtest/gtest.h>

#include "core/base/crc32c.h"
#include "core/base/hex.h"
#include "core/log/segment_writer.h"
#include "tests/core/log/log_fixture.h"

namespace tally::test {
namespace {

using namespace tally::log;

constexpr std::uint32_t kSeed = 0x01020304;

// Two records and their mark, then a seal, as FORMAT.md draws them. Headers and bodies are text
// here: the format gives them no meaning. The expected bytes come from another program.
Bytes small_segment() {
  FakeDisk disk(1);
  TALLY_CHECK(disk.make_directory("log").ok());
  SegmentHeader header{kSeed, {7}, sha256(ByteView{})};
  auto writer = SegmentWriter::create(disk, "log", header).value();
  const NewRecord records[] = {{as_bytes("header one"), as_bytes("body one"), {}, ""},
                               {as_bytes("header two"), as_bytes(""), {}, ""}};
  TALLY_CHECK(writer->write(records, {{9}, sha256(as_bytes("root"))}).ok());
  TALLY_CHECK(writer->seal({9}).ok() && writer->sync().ok());
  return disk.contents("log/" + segment_name({7}));
}

TEST(LogFormat, ASmallSegmentHasItsGoldenBytes) {
  const std::string expected =
      // Segment header.
      "54414c4c594c4f470100000004030201"
      "0700000000000000e3b0c44298fc1c14"
      "9afbf4c8996fb92427ae41e4649b934c"
      "a495991b7852b85500000000c1a27bd6"
      // First record.
      "545265630a0000000800000040000000a6363b7336b28c9dc9896b8a"
      "686561646572206f6e65626f6479206f6e65"
      // Second record, without a body.
      "545265630a0000000000000040000000ec37770b0403020198c0d0f5"
      "6865616465722074776f"
      // Mark.
      "544d726b4000000054000000020000000900000000000000"
      "4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2550f9b21107f7ff5"
      // Seal.
      "54456e64d40000000900000000000000c244165b";
  EXPECT_EQ(to_hex(small_segment()), expected);
}

TEST(LogFormat, PiecesComeBackAsTheyWere) {
  const RecordFrame frame{10, 20, 64, 0xaabbccdd, 0x11223344};
  const auto frame_again = decode_record_frame(encode(frame, kSeed), kSeed).value();
  EXPECT_EQ(frame_again.whole_bytes(), 58u);
  EXPECT_EQ(frame_again.commit_start, 64u);
  EXPECT_EQ(frame_again.header_crc, 0xaabbccddu);
  EXPECT_EQ(frame_again.body_crc, 0x11223344u);

  const Mark mark{64, 100, 2, mark_at(9), 77};
  const auto mark_again = decode_mark(encode(mark, kSeed), kSeed).value();
  EXPECT_EQ(mark_again.state, mark.state);
  EXPECT_EQ(mark_again.length, 100u);

  const auto head = decode_head(encode(Head{{9}, {7}, 1234})).value();
  EXPECT_EQ(head.size.value, 9u);
  EXPECT_EQ(head.segment.value, 7u);
  EXPECT_EQ(head.end, 1234u);

  const auto erasing = decode_erasing(encode(Erasing{{7}, 1234, 55})).value();
  EXPECT_EQ(erasing.body_offset, 1234u);
  EXPECT_EQ(erasing.body_bytes, 55u);
}

TEST(LogFormat, AnyFlippedBitIsSeen) {
  const auto flips = [](auto bytes, auto decodes) {
    EXPECT_TRUE(decodes(ByteView(bytes)));
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      auto flipped = bytes;
      flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ (1u << bit % 8));
      EXPECT_FALSE(decodes(ByteView(flipped))) << "bit " << bit;
    }
    EXPECT_FALSE(decodes(ByteView(bytes).first(bytes.size() - 1)));
  };
  flips(encode(SegmentHeader{kSeed, {7}, {}}),
        [](ByteView at) { return decode_segment_header(at).ok(); });
  flips(encode(RecordFrame{1, 2, 3, 4, 5}, kSeed),
        [](ByteView at) { return decode_record_frame(at, kSeed).has_value(); });
  flips(encode(Mark{1, 2, 3, {}, 4}, kSeed),
        [](ByteView at) { return decode_mark(at, kSeed).has_value(); });
  flips(encode(Seal{1, {2}}, kSeed),
        [](ByteView at) { return decode_seal(at, kSeed).has_value(); });
  flips(encode(Head{{1}, {2}, 3}), [](ByteView at) { return decode_head(at).has_value(); });
  flips(encode(Erasing{{1}, 2, 3}), [](ByteView at) { return decode_erasing(at).has_value(); });
}

TEST(LogFormat, AFrameOfAnotherSegmentIsNone) {
  EXPECT_FALSE(decode_record_frame(encode(RecordFrame{1, 2, 3, 4, 5}, kSeed), kSeed + 1));
}

TEST(LogFormat, AnUnknownSegmentVersionCannotBeChecked) {
  auto bytes = encode(SegmentHeader{kSeed, {7}, {}});
  bytes[8] = 2;
  store_le(bytes.data() + 60, crc32c(ByteView(bytes).first(60)));
  const auto header = decode_segment_header(bytes);
  ASSERT_FALSE(header.ok());
  EXPECT_EQ(header.error().field, "version");
  EXPECT_NE(header.error().message.find("cannot check"), std::string::npos);
}

TEST(LogFormat, SegmentNamesAreTwentyDigits) {
  EXPECT_EQ(segment_name({42}), "00000000000000000042.seg");
  EXPECT_EQ(segment_position("00000000000000000042.seg"), Position{42});
  for (const auto* name : {"42.seg", "00000000000000000042.seg.tmp", "0000000000000000004x.seg",
                           "head", "99999999999999999999.seg", ""}) {
    EXPECT_EQ(segment_position(name), std::nullopt) << name;
  }
}

TEST(LogFormat, AnErasedBodyIsRecognised) {
  for (const std::size_t size : {1, 16, 35, 36, 1000}) {
    auto body = erased_body(size);
    EXPECT_TRUE(is_erased_body(body));
    body[size - 1] ^= 1;
    EXPECT_FALSE(is_erased_body(body));
  }
}

}  // namespace
}  // namespace tally::test
