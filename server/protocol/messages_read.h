// Reading pages of raw records, and subscriptions (contracts C14).
#pragma once

#include "core/store/event_store.h"
#include "server/protocol/message.h"

namespace tally::protocol {

// Which events.
struct Selection {
  enum class Scope : std::uint8_t { all, stream, category };
  Scope scope = Scope::all;
  std::string name;                // Of the stream or category; empty for all.
  std::vector<std::string> types;  // Only these types; empty = every type.
  bool operator==(const Selection&) const = default;
};

// An event as it is stored. Everything that a verifier recomputes is here: the header bytes (the
// Merkle leaf's preimage) and the body (16 bytes of salt, then the payload; empty when erased).
struct RawRecord {
  Position position;
  bool erased = false;
  Bytes header;
  Bytes body;
  std::vector<Flag> flags;  // Only where they were asked for.

  RecordView view() const { return {header, body, erased}; }
  bool operator==(const RawRecord&) const = default;
};

struct ReadRequest {
  static constexpr Kind kKind = Kind::read;
  Selection selection;
  Direction direction = Direction::forward;
  // Both are positions, or revisions for Scope::stream. Backwards from UINT64_MAX starts at the
  // last event. `to` is inclusive and lies on the far side of `from`.
  std::uint64_t from = 0;
  std::optional<std::uint64_t> to;
  std::uint32_t records_max = 1024;  // The server may give fewer.
  bool with_flags = false;

  Bytes encode() const;
  static Result<ReadRequest> decode(ByteView body);
  bool operator==(const ReadRequest&) const = default;
};

// A record that stands in a reply: the views point into the reply's bytes.
struct RecordInReply {
  Position position;
  RecordView bytes;
  std::vector<Flag> flags;  // Only where they were asked for.
};

struct ReadReply {
  static constexpr Kind kKind = Kind::read_reply;
  std::vector<RawRecord> records;
  // Where the next page starts (a `from`); absent at the end. A page may be empty and have one: the
  // server looks at a bounded number of events per page, and none of them matched.
  std::optional<std::uint64_t> next;
  TreeSize head;  // Durable size when the page was read.

  Bytes encode() const;
  static Result<ReadReply> decode(ByteView body);
  bool operator==(const ReadReply&) const = default;
};

// The same for who reads much: it owns the body and copies nothing out of it. Movable; a move keeps
// the views valid.
struct ReadReplyView {
  static constexpr Kind kKind = Kind::read_reply;
  Bytes body;
  std::vector<RecordInReply> records;
  std::optional<std::uint64_t> next;
  TreeSize head;

  ReadReplyView() = default;
  ReadReplyView(ReadReplyView&&) = default;
  ReadReplyView& operator=(ReadReplyView&&) = default;
  static Result<ReadReplyView> decode(Bytes body);
};

// Writes what ReadReply::encode() gives, record by record from wherever they stand.
class ReadReplyWriter {
 public:
  ReadReplyWriter();
  // Makes room for these records, which may be added then or not.
  void expect(std::span<const StoredRecord> records);
  void add(const StoredRecord& record, const std::vector<Flag>& flags);
  std::uint32_t count() const { return count_; }
  Bytes finish(std::optional<std::uint64_t> next, TreeSize head);

 private:
  Bytes body_;
  std::uint32_t count_ = 0;
};

// Events from a position on, then live ones as they become durable, always in position order. All
// messages of a subscription carry the request id of this one.
struct SubscribeRequest {
  static constexpr Kind kKind = Kind::subscribe;
  Selection selection;
  Position from;
  std::uint32_t credit = 0;  // Records that the server may send before it is given more.
  bool with_flags = false;

  Bytes encode() const;
  static Result<SubscribeRequest> decode(ByteView body);
  bool operator==(const SubscribeRequest&) const = default;
};

// How far a subscription is. A subscriber stores only scanned_to: every match below it has been
// delivered, and it is where to resume.
struct Progress {
  Position scanned_to;
  TreeSize head;
  bool operator==(const Progress&) const = default;
};

struct SubscribeReply {
  static constexpr Kind kKind = Kind::subscribe_reply;
  Progress progress;

  Bytes encode() const;
  static Result<SubscribeReply> decode(ByteView body);
  bool operator==(const SubscribeReply&) const = default;
};

struct Credit {
  static constexpr Kind kKind = Kind::credit;
  std::uint32_t records = 0;

  Bytes encode() const;
  static Result<Credit> decode(ByteView body);
  bool operator==(const Credit&) const = default;
};

// Matches, in position order; `progress` holds once they have been processed.
struct Events {
  static constexpr Kind kKind = Kind::events;
  Progress progress;
  std::vector<RawRecord> records;

  Bytes encode() const;
  static Result<Events> decode(ByteView body);
  bool operator==(const Events&) const = default;
};

struct Heartbeat {
  static constexpr Kind kKind = Kind::heartbeat;
  Progress progress;

  Bytes encode() const;
  static Result<Heartbeat> decode(ByteView body);
  bool operator==(const Heartbeat&) const = default;
};

// Nothing more comes under this request id. Without an error: it was asked for.
struct SubscriptionEnd {
  static constexpr Kind kKind = Kind::subscription_end;
  std::optional<Error> error;

  Bytes encode() const;
  static Result<SubscriptionEnd> decode(ByteView body);
};

using Unsubscribe = EmptyMessage<Kind::unsubscribe>;

}  // namespace tally::protocol
