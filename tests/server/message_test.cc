#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include "core/base/hex.h"
#include "server/protocol/frame.h"
#include "tests/server/sample_messages.h"
#include "tests/support/test_data.h"

namespace tally::protocol {
namespace {

using test::each_message;

// tests/server/golden_messages.txt: "name kind body" per line, in hexadecimal.
std::map<std::string, std::pair<std::uint16_t, std::string>> golden() {
  std::map<std::string, std::pair<std::uint16_t, std::string>> all;
  std::ifstream in(test::source_path("tests/server/golden_messages.txt"));
  EXPECT_TRUE(in.good());
  std::string name, kind, body;
  while (in >> name >> kind >> body) {
    all[name] = {static_cast<std::uint16_t>(std::stoul(kind, nullptr, 16)),
                 body == "-" ? "" : body};
  }
  return all;
}

TEST(Message, EveryKindHasItsGoldenBytes) {
  const auto expected = golden();
  std::set<std::string> seen;
  each_message([&](const std::string& name, const auto& message) {
    SCOPED_TRACE(name);
    seen.insert(name);
    const auto found = expected.find(name);
    const auto kind = static_cast<std::uint16_t>(message.kKind);
    if (found == expected.end()) {
      ADD_FAILURE() << "no golden bytes; these would be: " << name << " " << std::hex << kind << " "
                    << to_hex(message.encode());
      return;
    }
    EXPECT_EQ(kind, found->second.first);
    EXPECT_EQ(to_hex(message.encode()), found->second.second);
  });
  for (const auto& [name, bytes] : expected) EXPECT_TRUE(seen.count(name)) << name;
}

TEST(Message, EveryKindOfTheTableHasAnExample) {
  std::set<std::uint16_t> seen;
  each_message([&](const std::string& name, const auto& message) {
    seen.insert(static_cast<std::uint16_t>(message.kKind));
    EXPECT_EQ(kind_name(static_cast<std::uint16_t>(message.kKind)), name);
  });
  for (std::uint32_t number = 0; number <= UINT16_MAX; ++number) {
    const auto kind = static_cast<std::uint16_t>(number);
    EXPECT_EQ(kind_name(kind).has_value(), seen.count(kind) == 1) << number;
  }
}

TEST(Message, DecodedAndEncodedAgainIsTheSame) {
  each_message([](const std::string& name, const auto& message) {
    SCOPED_TRACE(name);
    const auto bytes = message.encode();
    const auto decoded = std::decay_t<decltype(message)>::decode(bytes);
    ASSERT_TRUE(decoded.ok()) << decoded.error().to_string();
    EXPECT_EQ(to_hex(decoded->encode()), to_hex(bytes));
  });
}

TEST(Message, AReadReplyIsTheSameRecordByRecordAndAsViews) {
  const auto whole = test::sample_record();
  auto erased = whole;
  erased.erased = true;
  erased.body.clear();
  erased.flags.clear();
  const ReadReply reply{{whole, erased}, 4, {12}};
  ReadReplyWriter writer;
  for (const auto& record : reply.records) {
    writer.add({record.position, record.header, record.body, record.erased}, record.flags);
  }
  const auto bytes = writer.finish(reply.next, reply.head);
  EXPECT_EQ(to_hex(bytes), to_hex(reply.encode()));
  auto decoded = ReadReplyView::decode(bytes);
  ASSERT_TRUE(decoded.ok()) << decoded.error().to_string();
  const auto moved = std::move(decoded).value();
  ASSERT_EQ(moved.records.size(), reply.records.size());
  for (std::size_t i = 0; i < reply.records.size(); ++i) {
    const auto& [position, view, flags] = moved.records[i];
    const RawRecord copy{position, view.erased, to_owned(view.header), to_owned(view.body), flags};
    EXPECT_EQ(copy, reply.records[i]);
  }
  EXPECT_EQ(moved.next, reply.next);
  EXPECT_EQ(moved.head, reply.head);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(ReadReplyView::decode(
                     Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)))
                     .ok())
        << size;
  }
}

TEST(Message, EveryTruncationIsRefused) {
  each_message([](const std::string& name, const auto& message) {
    const auto bytes = message.encode();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto decoded = std::decay_t<decltype(message)>::decode(ByteView(bytes).first(size));
      EXPECT_FALSE(decoded.ok()) << name << " cut to " << size;
    }
  });
}

TEST(Message, TrailingByteIsRefused) {
  each_message([](const std::string& name, const auto& message) {
    auto bytes = message.encode();
    bytes.push_back(0);
    EXPECT_FALSE(std::decay_t<decltype(message)>::decode(bytes).ok()) << name;
  });
}

// Whatever a flipped byte makes of a message: it is refused, or it is another message with exactly
// these bytes. Two encodings of one value would let two parties see different requests.
TEST(Message, EveryDamagedByteIsRefusedOrCanonical) {
  each_message([](const std::string& name, const auto& message) {
    const auto good = message.encode();
    for (std::size_t at = 0; at < good.size(); ++at) {
      for (const std::uint8_t mask : {0x01, 0x80, 0xff}) {
        auto bad = good;
        bad[at] ^= mask;
        const auto decoded = std::decay_t<decltype(message)>::decode(bad);
        if (!decoded.ok()) continue;
        EXPECT_EQ(to_hex(decoded->encode()), to_hex(bad)) << name << " " << at;
      }
    }
  });
}

TEST(Message, HugeCountIsRefusedBeforeAnythingIsAllocated) {
  Bytes body;
  WireWriter to(body);
  to.number<std::uint8_t>(0);
  to.number<std::uint32_t>(0xffffffff);
  const auto request = AppendRequest::decode(body);
  ASSERT_FALSE(request.ok());
  EXPECT_EQ(request.error().field, "events");
}

TEST(Message, BadProposalNamesFieldAndIndex) {
  auto batch = test::sample_batch();
  auto body = AppendRequest{batch}.encode();
  // The second stream name, made one that the rules of names refuse.
  const std::string stream = "project-117";
  auto at = std::search(body.begin(), body.end(), stream.begin(), stream.end());
  at = std::search(at + 1, body.end(), stream.begin(), stream.end());
  ASSERT_NE(at, body.end());
  *at = 'P';
  const auto request = AppendRequest::decode(body);
  ASSERT_FALSE(request.ok());
  EXPECT_EQ(request.error().index, 1u);
  EXPECT_EQ(request.error().field, "stream");
}

TEST(Message, LocalChannelIsNotForClients) {
  auto body = AppendRequest{test::sample_batch()}.encode();
  body[0] = static_cast<std::uint8_t>(Channel::local);
  const auto request = AppendRequest::decode(body);
  ASSERT_FALSE(request.ok());
  EXPECT_EQ(request.error().field, "channel");
}

TEST(Message, UnknownErrorNumberIsRefused) {
  auto body = ErrorReply{test::sample_error()}.encode();
  body[0] = 0xee;
  EXPECT_FALSE(ErrorReply::decode(body).ok());
}

TEST(Message, EveryFieldOfAnErrorTravels) {
  const auto sent = test::sample_error();
  const auto got = ErrorReply::decode(ErrorReply{sent}.encode());
  ASSERT_TRUE(got.ok());
  EXPECT_EQ(got->error.code, sent.code);
  EXPECT_EQ(got->error.message, sent.message);
  EXPECT_EQ(got->error.field, sent.field);
  EXPECT_EQ(got->error.rule, sent.rule);
  EXPECT_EQ(got->error.message_zh, sent.message_zh);
  EXPECT_EQ(got->error.index, sent.index);
  EXPECT_EQ(got->error.revision, sent.revision);
}

TEST(Message, EveryFieldOfAnAppendFailureTravels) {
  AppendFailure sent{test::sample_error(), {{2, test::sample_appended_event()}}, 4};
  const auto got = AppendFailedReply::decode(AppendFailedReply{sent}.encode());
  ASSERT_TRUE(got.ok());
  EXPECT_EQ(got->failure.other_index, 4u);
  ASSERT_EQ(got->failure.recorded.size(), 1u);
  EXPECT_EQ(got->failure.recorded[0].first, 2u);
  EXPECT_EQ(got->failure.recorded[0].second.receipt, sent.recorded[0].second.receipt);
  EXPECT_EQ(got->failure.recorded[0].second.flags, sent.recorded[0].second.flags);
  EXPECT_TRUE(got->failure.recorded[0].second.duplicate);
}

}  // namespace
}  // namespace tally::protocol
