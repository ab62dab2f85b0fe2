// The numbers and names that everything else refers to. Index, count, size and
// offset never stand for one another: each has a type of its own.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/random.h"
#include "core/base/result.h"

namespace tally {

// An event's place in the whole ledger, from 0, without gaps, in commit order.
// It is also the event's leaf index in the Merkle tree (decision D1).
struct Position {
  std::uint64_t value = 0;
  auto operator<=>(const Position&) const = default;
};

// An event's place in its stream, from 0.
struct Revision {
  std::uint64_t value = 0;
  auto operator<=>(const Revision&) const = default;
};

// A number of events: positions 0..value-1. A knowledge cutoff K is a TreeSize.
struct TreeSize {
  std::uint64_t value = 0;
  auto operator<=>(const TreeSize&) const = default;
  // The last position inside; the caller knows that the size is not 0.
  Position last() const { return {value - 1}; }
  bool holds(Position p) const { return p.value < value; }
};

// A UUID (RFC 9562), any version. Unique in a ledger for ever (decision D6).
struct EventId {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const EventId&) const = default;
  ByteView view() const { return bytes; }
  std::string to_string() const;  // Lower case, 8-4-4-4-12.
  // Accepts upper and lower case in the 8-4-4-4-12 form only.
  static Result<EventId> parse(std::string_view text);
};

EventId random_event_id(Random& random);  // Version 4.

// Version 5 in Tallystick's namespace (contracts C3): the name is the parts in
// order, each as u32 little-endian length and bytes.
EventId derived_event_id(std::initializer_list<std::string_view> parts);

// C7: `[a-z][a-z0-9_]*-` then 1 to 200 bytes of `[A-Za-z0-9._~-]` or `%XX`
// (upper-case hex, only for UTF-8 bytes outside that set). `invalid`, field "stream".
Result<void> check_stream_name(std::string_view name);
// The text before the first '-'; the name must be a valid one.
std::string_view stream_category(std::string_view name);
// "project" and "示例/1" give "project-%E7%A4%BA%E4%BE%8B%2F1".
std::string stream_name(std::string_view category, std::string_view id);
// The decoded id behind the category.
std::string stream_id(std::string_view name);

// An event type: `[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+`, at most 64 bytes. `invalid`, field "type".
Result<void> check_event_type(std::string_view type);

}  // namespace tally

template <>
struct std::hash<tally::EventId> {
  std::size_t operator()(const tally::EventId& id) const noexcept {
    std::size_t value;
    static_assert(sizeof(value) <= 16);
    std::memcpy(&value, id.bytes.data() + 8, sizeof(value));
    std::size_t other;
    std::memcpy(&other, id.bytes.data(), sizeof(other));
    return value ^ (other * 0x9e3779b97f4a7c15u);
  }
};
