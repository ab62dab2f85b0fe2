// Appending, and asking whether an event is recorded (contracts C3).
#pragma once

#include "server/protocol/message.h"

namespace tally::protocol {

// One batch, atomic. A proposal travels as its canonical bytes (core/event/FORMAT.md), so that what
// an author signed is what the ledger copies. `invalid` carries the index of the event at fault.
struct AppendRequest {
  static constexpr Kind kKind = Kind::append;
  AppendBatch batch;

  // Every proposal has passed check_proposal().
  Bytes encode() const;
  // Channel `local` is refused: it is for what the machine itself writes.
  static Result<AppendRequest> decode(ByteView body);
};

struct AppendReply {
  static constexpr Kind kKind = Kind::append_reply;
  Appended appended;

  Bytes encode() const;
  static Result<AppendReply> decode(ByteView body);
};

struct AppendFailedReply {
  static constexpr Kind kKind = Kind::append_failed;
  AppendFailure failure;

  Bytes encode() const;
  static Result<AppendFailedReply> decode(ByteView body);
};

struct LookupRequest {
  static constexpr Kind kKind = Kind::lookup;
  EventId id;

  Bytes encode() const;
  static Result<LookupRequest> decode(ByteView body);
  bool operator==(const LookupRequest&) const = default;
};

struct LookupReply {
  static constexpr Kind kKind = Kind::lookup_reply;
  LookupAnswer answer;

  Bytes encode() const;
  static Result<LookupReply> decode(ByteView body);
};

}  // namespace tally::protocol
