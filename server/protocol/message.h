// What the bodies of messages share. Every message is a struct with
//
//   static constexpr Kind kKind;
//   Bytes encode() const;
//   static Result<T> decode(ByteView body);
//
// in the canonical encoding (contracts C2; core/base/wire.h). Decoding is strict: `invalid` with
// the field for a length beyond what remains, an unknown number, text that is not UTF-8, a count
// over its limit, or bytes behind the end. Encoding the result of decode() gives the same bytes
// again. Everything is owned; nothing points into the body.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/wire.h"
#include "core/event/ids.h"
#include "core/ledger/append.h"
#include "core/rules/rules.h"
#include "server/protocol/kind.h"

namespace tally::protocol {

inline constexpr std::size_t kTextBytesMax = 64u << 10;  // Of any text without a smaller limit.
inline constexpr std::size_t kNameBytesMax = 256;        // Stream, category, type, view, list.
inline constexpr std::size_t kTypeFilterMax = 64;

void put(WireWriter& to, const std::optional<std::uint64_t>& value);
void put(WireWriter& to, const std::optional<std::string>& value);
void put(WireWriter& to, const std::vector<std::string>& values);
void put(WireWriter& to, const Hash& hash);
void put(WireWriter& to, const EventId& id);
void put(WireWriter& to, const Error& error);
void put(WireWriter& to, const std::vector<Flag>& flags);
void put(WireWriter& to, const AppendedEvent& event);

std::optional<std::uint64_t> get_optional_number(WireReader& from, std::string_view field);
std::optional<std::string> get_optional_text(WireReader& from, std::string_view field,
                                             std::size_t bytes_max);
std::string get_text(WireReader& from, std::string_view field,
                     std::size_t bytes_max = kTextBytesMax);
std::vector<std::string> get_texts(WireReader& from, std::string_view field, std::size_t count_max,
                                   std::size_t bytes_max);
Hash get_hash(WireReader& from, std::string_view field);
EventId get_event_id(WireReader& from, std::string_view field);
Error get_error(WireReader& from);
std::vector<Flag> get_flags(WireReader& from);
AppendedEvent get_appended_event(WireReader& from);

// A u32 count, compared with what remains before anything is allocated; 0 after an error.
std::uint32_t get_count(WireReader& from, std::string_view field, std::size_t element_bytes_min,
                        std::size_t count_max = SIZE_MAX);

// The decoded struct, or the reader's first error. Every decode() ends with this.
template <class T>
Result<T> finished(WireReader& from, T value) {
  TALLY_TRY(from.finish());
  return value;
}

// A message without content: its body is empty.
template <Kind K>
struct EmptyMessage {
  static constexpr Kind kKind = K;
  Bytes encode() const { return {}; }
  static Result<EmptyMessage> decode(ByteView body) {
    WireReader from(body);
    return finished(from, EmptyMessage{});
  }
  bool operator==(const EmptyMessage&) const = default;
};

// The answer to any request that failed, append excepted.
struct ErrorReply {
  static constexpr Kind kKind = Kind::error;
  Error error;

  Bytes encode() const;
  static Result<ErrorReply> decode(ByteView body);
};

}  // namespace tally::protocol
