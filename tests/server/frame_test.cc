#include "server/protocol/frame.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"

namespace tally::protocol {
namespace {

constexpr std::size_t kBodyMax = 1000;

Bytes body_of(std::size_t size) {
  Bytes body(size);
  for (std::size_t i = 0; i < size; ++i) body[i] = static_cast<std::uint8_t>(i * 7);
  return body;
}

// Everything the parser makes of these bytes: frames until it wants more or fails.
struct Parsed {
  std::vector<std::uint64_t> ids;
  std::string error_field;
};
Parsed parse(ByteView bytes, std::size_t step) {
  FrameParser parser(kBodyMax);
  Parsed parsed;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    parser.feed(bytes.subspan(at, std::min(step, bytes.size() - at)));
    for (;;) {
      auto frame = parser.next();
      if (!frame) {
        parsed.error_field = frame.error().field;
        return parsed;
      }
      if (!*frame) break;
      parsed.ids.push_back((*frame)->request_id);
    }
  }
  return parsed;
}

TEST(Frame, HasTheBytesOfTheProtocolPage) {
  const auto frame = encode_frame(Kind::ping, 0x0102030405060708, as_bytes("abc"));
  EXPECT_EQ(to_hex(frame),
            "54414c59"
            "03000000"
            "0e00"
            "0000"
            "0807060504030201"
            "37c89c99"
            "616263");
}

TEST(Frame, ArrivesWholeHoweverItIsCut) {
  Bytes stream;
  for (std::uint64_t id = 1; id <= 5; ++id) {
    append(stream, encode_frame(Kind::read, id, body_of(id * 50)));
  }
  for (std::size_t step = 1; step <= stream.size(); ++step) {
    const auto parsed = parse(stream, step);
    EXPECT_EQ(parsed.error_field, "");
    EXPECT_EQ(parsed.ids, (std::vector<std::uint64_t>{1, 2, 3, 4, 5})) << step;
  }
}

TEST(Frame, BodyAndKindSurviveTheWay) {
  const auto sent = body_of(300);
  FrameParser parser(kBodyMax);
  parser.feed(encode_frame(static_cast<Kind>(0x7777), 9, sent));
  const auto frame = parser.next();
  ASSERT_TRUE(frame.ok() && frame->has_value());
  EXPECT_EQ((*frame)->kind, 0x7777);
  EXPECT_TRUE(equal((*frame)->body, sent));
  EXPECT_FALSE(parser.partial());
}

TEST(Frame, EveryFlippedBitIsFound) {
  const auto good = encode_frame(Kind::append, 3, body_of(40));
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    auto bad = good;
    bad[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    const auto parsed = parse(bad, bad.size());
    // A longer length is only a frame that never ends; everything else is an error at once.
    EXPECT_TRUE(parsed.ids.empty()) << "bit " << bit;
    const bool longer = load_le<std::uint32_t>(bad.data() + 4) > 40;
    if (!longer) {
      EXPECT_NE(parsed.error_field, "") << "bit " << bit;
    }
  }
}

TEST(Frame, EveryPrefixWaitsForMore) {
  const auto good = encode_frame(Kind::append, 3, body_of(40));
  for (std::size_t size = 0; size < good.size(); ++size) {
    FrameParser parser(kBodyMax);
    parser.feed(ByteView(good).first(size));
    const auto frame = parser.next();
    ASSERT_TRUE(frame.ok());
    EXPECT_FALSE(frame->has_value());
    EXPECT_EQ(parser.partial(), size > 0);
  }
}

TEST(Frame, HugeLengthIsRefusedBeforeItsBodyComes) {
  auto frame = encode_frame(Kind::append, 1, body_of(8));
  store_le(frame.data() + 4, std::uint32_t{0xffffffff});
  FrameParser parser(kBodyMax);
  parser.feed(ByteView(frame).first(8));
  const auto next = parser.next();
  ASSERT_FALSE(next.ok());
  EXPECT_EQ(next.error().field, "length");
}

TEST(Frame, LimitIsTheLastLengthAllowed) {
  EXPECT_EQ(parse(encode_frame(Kind::append, 1, body_of(kBodyMax)), 4096).ids.size(), 1u);
  EXPECT_EQ(parse(encode_frame(Kind::append, 1, body_of(kBodyMax + 1)), 4096).error_field,
            "length");
}

TEST(Frame, AnotherProtocolIsRefusedAtItsFirstByte) {
  EXPECT_EQ(parse(as_bytes("GET / HTTP/1.1\r\n"), 1).error_field, "magic");
}

TEST(Frame, ReservedBytesMustBeZero) {
  auto frame = encode_frame(Kind::append, 1, body_of(8));
  frame[10] = 1;
  EXPECT_EQ(parse(frame, frame.size()).error_field, "reserved");
}

TEST(Frame, NothingComesBehindAnError) {
  auto stream = encode_frame(Kind::append, 1, body_of(8));
  stream[30] ^= 1;
  FrameParser parser(kBodyMax);
  parser.feed(stream);
  EXPECT_FALSE(parser.next().ok());
  parser.feed(encode_frame(Kind::append, 2, body_of(8)));
  EXPECT_FALSE(parser.next().ok());
}

}  // namespace
}  // namespace tally::protocol
