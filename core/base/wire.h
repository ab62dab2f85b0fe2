// Writes and reads the canonical little-endian encoding (contracts C2): fixed
// integers, u32 lengths before text and bytes, 0x00 or 0x01 before an optional.
//
// The reader never trusts a length: it is compared with what remains before
// anything is allocated. The first error sticks: later reads return zero values,
// so that a caller may read a whole structure and look at error() once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/utf8.h"

namespace tally {

class WireWriter {
 public:
  explicit WireWriter(Bytes& to) : to_(to) {}

  template <class T>
  void number(T value) {
    append_le(to_, value);
  }
  void raw(ByteView bytes) { append(to_, bytes); }
  void bytes(ByteView value) {
    number(static_cast<std::uint32_t>(value.size()));
    raw(value);
  }
  void text(std::string_view value) { bytes(as_bytes(value)); }
  void flag(bool present) { number<std::uint8_t>(present ? 1 : 0); }

 private:
  Bytes& to_;
};

// Two more writers with the verbs of WireWriter: one counts the bytes, the other writes them where
// there is room for exactly so many. What is written often goes through both: bytes that grow one
// by one cost more than counting them first.
class WireCounter {
 public:
  template <class T>
  void number(T) {
    size_ += sizeof(T);
  }
  void raw(ByteView bytes) { size_ += bytes.size(); }
  void bytes(ByteView value) { size_ += sizeof(std::uint32_t) + value.size(); }
  void text(std::string_view value) { bytes(as_bytes(value)); }
  void flag(bool) { ++size_; }
  std::size_t size() const { return size_; }

 private:
  std::size_t size_ = 0;
};

class WireCursor {
 public:
  explicit WireCursor(std::uint8_t* to) : to_(to) {}

  template <class T>
  void number(T value) {
    store_le(to_, value);
    to_ += sizeof(T);
  }
  void raw(ByteView bytes) {
    if (!bytes.empty()) std::memcpy(to_, bytes.data(), bytes.size());
    to_ += bytes.size();
  }
  void bytes(ByteView value) {
    number(static_cast<std::uint32_t>(value.size()));
    raw(value);
  }
  void text(std::string_view value) { bytes(as_bytes(value)); }
  void flag(bool present) { number<std::uint8_t>(present ? 1 : 0); }

 private:
  std::uint8_t* to_;
};

// Appends what `write(out)` writes; it is called once with each of the two.
template <class Write>
void append_counted(Bytes& to, const Write& write) {
  WireCounter counter;
  write(counter);
  const auto at = to.size();
  to.resize(at + counter.size());
  WireCursor cursor(to.data() + at);
  write(cursor);
}

class WireReader {
 public:
  // `from` must outlive the reader and every view it returns.
  explicit WireReader(ByteView from) : from_(from) {}

  template <class T>
  T number(std::string_view field) {
    if (!have(sizeof(T), field)) return T{};
    const T value = load_le<T>(from_.data() + at_);
    at_ += sizeof(T);
    return value;
  }
  ByteView raw(std::size_t size, std::string_view field) {
    if (!have(size, field)) return {};
    const auto view = from_.subspan(at_, size);
    at_ += size;
    return view;
  }
  // A u32 length and that many bytes; a length above `max` is an error.
  ByteView bytes(std::string_view field, std::size_t max = SIZE_MAX) {
    const auto size = number<std::uint32_t>(field);
    if (size <= max) return raw(size, field);
    too_long(size, max, field);
    return {};
  }
  // As bytes(), and must be UTF-8.
  std::string_view text(std::string_view field, std::size_t max = SIZE_MAX) {
    const auto view = as_text(bytes(field, max));
    if (is_utf8(view)) return view;
    not_utf8(field);
    return {};
  }
  // 0x00 or 0x01; anything else is an error.
  bool flag(std::string_view field) {
    const auto value = number<std::uint8_t>(field);
    if (value > 1) no_flag(field);
    return value == 1;
  }

  void fail(std::string_view field, std::string message);
  bool failed() const { return error_.has_value(); }
  std::size_t remaining() const { return from_.size() - at_; }
  std::size_t offset() const { return at_; }

  // The first error, or an error if bytes remain.
  Result<void> finish() {
    if (!error_ && remaining() == 0) return {};
    return unfinished();
  }
  // The first error only.
  Result<void> status() const;

 private:
  // Inline, as everything on the way of good bytes: a record is some thirty reads. After an error
  // nothing remains, so that the length alone need be looked at.
  bool have(std::size_t size, std::string_view field) {
    if (size <= remaining()) return true;
    too_short(size, field);
    return false;
  }
  void too_short(std::size_t size, std::string_view field);
  void too_long(std::size_t size, std::size_t max, std::string_view field);
  void not_utf8(std::string_view field);
  void no_flag(std::string_view field);
  Error unfinished();

  ByteView from_;
  std::size_t at_ = 0;
  std::optional<Error> error_;
};

}  // namespace tally
