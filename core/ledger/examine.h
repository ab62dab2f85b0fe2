// What can be said of a record without any other: hashes and decoding, by far the most of the work
// of verification.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "core/catalogue/event_decoder.h"
#include "core/store/event_store.h"

namespace tally {

// A stream's name with its hash: names are hashed side by side, and looked up one behind another.
struct HashedName {
  std::string_view text;
  std::size_t hash = 0;
};

// Small, since a page of them goes from one thread to another. `stream` points into the record.
struct ExaminedRecord {
  enum class Body : std::uint8_t { kept, erased, too_short, not_committed, undecodable };
  Hash leaf;
  // Of the header, where there is one.
  bool has_header = false;
  bool has_signature = false;
  std::uint8_t suite = 0;
  EventId id;
  HashedName stream;
  Position position;
  Revision revision;
  std::optional<Position> previous;
  Instant recorded_at;

  Body body = Body::kept;
  bool unknown_type = false;
  // Why there is no header, or why the body is undecodable; else null.
  std::unique_ptr<Error> error;
  // What verification follows: the opening, a continuation, an enrolment or a revocation; null
  // for all others.
  std::unique_ptr<Payload> payload;
};

// A function of the record alone. For one thread: several may examine while one verifies, each with
// an examiner of its own.
class Examiner {
 public:
  ExaminedRecord examine(const StoredRecord& record);

 private:
  void examine_body(const StoredRecord& record, ExaminedRecord& examined);

  HeaderView header_;
  PayloadDecoder payloads_;
};

}  // namespace tally
