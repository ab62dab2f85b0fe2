// The kinds of message. PROTOCOL.md holds the table; the numbers never change meaning.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tally::protocol {

// The range of protocol versions this software speaks; hello settles on one.
inline constexpr std::uint16_t kVersionMin = 1;
inline constexpr std::uint16_t kVersionMax = 1;

// A reply has the number of its request with bit 8 set. From 0x0200 on: what answers any request,
// or comes unasked.
enum class Kind : std::uint16_t {
  hello = 0x0001,
  append = 0x0002,
  read = 0x0003,
  subscribe = 0x0004,
  credit = 0x0005,  // No reply.
  unsubscribe = 0x0006,
  view = 0x0007,
  lookup = 0x0008,
  prove_inclusion = 0x0009,
  prove_consistency = 0x000a,
  checkpoint = 0x000b,
  status = 0x000c,
  limits = 0x000d,
  ping = 0x000e,  // Either side may send it.

  hello_reply = 0x0101,
  append_reply = 0x0102,
  read_reply = 0x0103,
  subscribe_reply = 0x0104,
  view_reply = 0x0107,
  lookup_reply = 0x0108,
  prove_inclusion_reply = 0x0109,
  prove_consistency_reply = 0x010a,
  checkpoint_reply = 0x010b,
  status_reply = 0x010c,
  limits_reply = 0x010d,
  ping_reply = 0x010e,

  error = 0x0200,
  append_failed = 0x0201,
  events = 0x0202,
  heartbeat = 0x0203,
  subscription_end = 0x0204,
  goodbye = 0x0205,  // The server takes no more requests on this connection.
};

// Stable lower-case name; nothing for a number outside the table.
std::optional<std::string_view> kind_name(std::uint16_t number);

}  // namespace tally::protocol
