// Views at (E, K), and the state of the server.
#pragma once

#include "core/event/date.h"
#include "server/protocol/message.h"

namespace tally::protocol {

// The knowledge cutoff K as a caller may name it (contracts C6).
struct Known {
  enum class Kind : std::uint8_t { head, size, day, instant };
  Kind kind = Kind::head;
  TreeSize size;    // size
  Date day;         // day: events recorded on it or before
  Instant instant;  // instant: events recorded at it or before
  bool operator==(const Known&) const = default;
};

struct ViewRequest {
  static constexpr Kind kKind = Kind::view;
  std::string view;
  std::optional<Date> effective;  // E; absent = the ledger's today.
  Known known;
  std::optional<std::string> list;
  std::optional<std::string> project;
  std::optional<std::int32_t> year;
  bool with_positions = false;

  Bytes encode() const;
  static Result<ViewRequest> decode(ByteView body);
  bool operator==(const ViewRequest&) const = default;
};

struct ViewReply {
  static constexpr Kind kKind = Kind::view_reply;
  std::string view;
  std::uint32_t version = 1;
  Date effective;
  TreeSize known;
  Hash root;        // At K.
  Hash state_hash;  // Of the canonical rows.
  bool sample = false;
  std::uint32_t rows = 0;
  std::string json;  // The whole result: {"view","version",...,"rows":[...]}.

  Bytes encode() const;
  static Result<ViewReply> decode(ByteView body);
  bool operator==(const ViewReply&) const = default;
};

using StatusRequest = EmptyMessage<Kind::status>;

struct ViewState {
  std::string name;
  std::uint32_t version = 1;
  TreeSize position;  // Events folded.
  std::string state;  // "live", "catching_up", "rebuilding", "failed: ..."
  bool operator==(const ViewState&) const = default;
};

struct StatusReply {
  static constexpr Kind kKind = Kind::status_reply;
  std::string server;  // Name and version of the software.
  std::string origin;
  std::uint8_t suite = 1;
  std::string currency;
  std::string zone;
  bool sample = false;
  std::string operator_id;
  TreeSize head;  // Durable.
  Hash root;
  std::string verifier_key;
  std::string identity;  // "asserted": nobody proved who he is.
  std::uint64_t queued_batches = 0;
  std::string read_only_reason;  // Empty: appends are taken.
  std::uint32_t connections = 0;
  std::uint32_t subscriptions = 0;
  std::vector<ViewState> views;
  std::vector<std::string> warnings;

  Bytes encode() const;
  static Result<StatusReply> decode(ByteView body);
  bool operator==(const StatusReply&) const = default;
};

}  // namespace tally::protocol
