// PROTOCOL.md says what the code does.
#include <gtest/gtest.h>

#include <cstdio>

#include "server/context.h"
#include "server/protocol/frame.h"
#include "tests/support/test_data.h"

namespace tally {
namespace {

std::string spaced_hex(ByteView bytes) {
  std::string text;
  char two[4];
  for (const auto byte : bytes) {
    std::snprintf(two, sizeof(two), "%02x", byte);
    text += two;
  }
  return text;
}

TEST(ProtocolPage, ItsPingFrameIsTheOneThatIsSent) {
  auto text = test::read_text(test::source_path("server/PROTOCOL.md"));
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == ' '; }), text.end());
  const auto frame = protocol::encode_frame(protocol::Kind::ping, 1, {});
  EXPECT_NE(text.find(spaced_hex(frame)), std::string::npos);
}

TEST(ProtocolPage, NamesEveryKindWithItsNumber) {
  const auto text = test::read_text(test::source_path("server/PROTOCOL.md"));
  for (std::uint32_t number = 0; number <= UINT16_MAX; ++number) {
    const auto name = protocol::kind_name(static_cast<std::uint16_t>(number));
    if (!name) continue;
    char line[64];
    std::snprintf(line, sizeof(line), "| %04x | %s |", number, std::string(*name).c_str());
    EXPECT_NE(text.find(line), std::string::npos) << line;
  }
}

TEST(ProtocolPage, NamesEveryErrorWithItsNumber) {
  const auto text = test::read_text(test::source_path("server/PROTOCOL.md"));
  for (std::uint16_t number = 0; number < 100; ++number) {
    const auto code = error_from_number(number);
    if (!code) continue;
    const auto line = "| " + std::to_string(number) + " | " + std::string(error_name(*code)) + " |";
    EXPECT_NE(text.find(line), std::string::npos) << line;
  }
}

TEST(ProtocolPage, SaysTheDefaultLimits) {
  const auto text = test::read_text(test::source_path("server/PROTOCOL.md"));
  const auto limits = server::default_limits(LedgerLimits());
  const auto expect = [&](const std::string& name, std::uint64_t value) {
    auto digits = std::to_string(value);
    for (auto at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) {
      digits.insert(static_cast<std::size_t>(at), ",");
    }
    EXPECT_NE(text.find("| " + name + " | " + digits + " |"), std::string::npos)
        << name << " " << digits;
  };
  expect("frame_body_bytes_max", limits.frame_body_bytes_max);
  expect("header_bytes_max", limits.header_bytes_max);
  expect("payload_bytes_max", limits.payload_bytes_max);
  expect("batch_events_max", limits.batch_events_max);
  expect("batch_bytes_max", limits.batch_bytes_max);
  expect("commit_events_max", limits.commit_events_max);
  expect("commit_bytes_max", limits.commit_bytes_max);
  expect("stream_name_bytes_max", limits.stream_name_bytes_max);
  expect("queue_batches_max", limits.queue_batches_max);
  expect("queue_bytes_max", limits.queue_bytes_max);
  expect("connections_max", limits.connections_max);
  expect("subscriptions_max", limits.subscriptions_max);
  expect("in_flight_max", limits.in_flight_max);
  expect("read_records_max", limits.read_records_max);
  expect("read_bytes_max", limits.read_bytes_max);
  expect("credit_max", limits.credit_max);
  expect("hello_ms", limits.hello_ms);
  expect("frame_ms", limits.frame_ms);
  expect("idle_ms", limits.idle_ms);
  expect("write_ms", limits.write_ms);
  expect("heartbeat_ms", limits.heartbeat_ms);
}

}  // namespace
}  // namespace tally
