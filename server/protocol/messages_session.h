// Hello, limits, ping and goodbye: what keeps a connection.
#pragma once

#include "server/protocol/message.h"

namespace tally::protocol {

// Decision D12: everything has a limit, and a client is told it before it can hit it.
struct Limits {
  std::uint32_t frame_body_bytes_max = 0;
  std::uint32_t header_bytes_max = 0;
  std::uint32_t payload_bytes_max = 0;
  std::uint32_t batch_events_max = 0;
  std::uint32_t batch_bytes_max = 0;
  std::uint32_t commit_events_max = 0;
  std::uint32_t commit_bytes_max = 0;
  std::uint32_t stream_name_bytes_max = 0;
  std::uint32_t queue_batches_max = 0;
  std::uint32_t queue_bytes_max = 0;
  std::uint32_t connections_max = 0;
  std::uint32_t subscriptions_max = 0;  // Per connection.
  std::uint32_t in_flight_max = 0;  // Requests per connection; beyond it the server reads no more.
  std::uint32_t read_records_max = 0;  // Per page.
  std::uint32_t read_bytes_max = 0;    // Per page; one record is given however large it is.
  std::uint32_t credit_max = 0;        // Records per subscription.
  std::uint32_t hello_ms = 0;          // From the connection to the whole hello.
  std::uint32_t frame_ms = 0;          // From a frame's first byte to its last.
  std::uint32_t idle_ms = 0;           // Without any byte from the client; a ping is sent before.
  std::uint32_t write_ms = 0;          // For the client to take what is written.
  std::uint32_t heartbeat_ms = 0;      // Of subscriptions.
  bool operator==(const Limits&) const = default;
};

// The first message of a client.
struct Hello {
  static constexpr Kind kKind = Kind::hello;
  std::uint16_t version_min = kVersionMin;
  std::uint16_t version_max = kVersionMax;
  std::string client;  // Name and version of the software, for the server's log.

  Bytes encode() const;
  static Result<Hello> decode(ByteView body);
  bool operator==(const Hello&) const = default;
};

struct HelloReply {
  static constexpr Kind kKind = Kind::hello_reply;
  std::uint16_t version = kVersionMax;  // The highest that both speak.
  std::string server;
  std::string origin;
  TreeSize size;  // Durable.
  Hash root;
  bool sample = false;
  Limits limits;
  std::vector<std::string> warnings;

  Bytes encode() const;
  static Result<HelloReply> decode(ByteView body);
  bool operator==(const HelloReply&) const = default;
};

struct LimitsReply {
  static constexpr Kind kKind = Kind::limits_reply;
  Limits limits;

  Bytes encode() const;
  static Result<LimitsReply> decode(ByteView body);
  bool operator==(const LimitsReply&) const = default;
};

// The server takes no more requests; replies to those it has taken still come.
struct Goodbye {
  static constexpr Kind kKind = Kind::goodbye;
  Error reason;

  Bytes encode() const;
  static Result<Goodbye> decode(ByteView body);
};

using LimitsRequest = EmptyMessage<Kind::limits>;
using Ping = EmptyMessage<Kind::ping>;
using PingReply = EmptyMessage<Kind::ping_reply>;

}  // namespace tally::protocol
