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
  ByteView raw(std::size_t size, std::string_view field);
  // A u32 length and that many bytes; a length above `max` is an error.
  ByteView bytes(std::string_view field, std::size_t max = SIZE_MAX);
  // As bytes(), and must be UTF-8.
  std::string_view text(std::string_view field, std::size_t max = SIZE_MAX);
  // 0x00 or 0x01; anything else is an error.
  bool flag(std::string_view field);

  void fail(std::string_view field, std::string message);
  bool failed() const { return error_.has_value(); }
  std::size_t remaining() const { return from_.size() - at_; }
  std::size_t offset() const { return at_; }

  // The first error, or an error if bytes remain.
  Result<void> finish();
  // The first error only.
  Result<void> status() const;

 private:
  bool have(std::size_t size, std::string_view field);

  ByteView from_;
  std::size_t at_ = 0;
  std::optional<Error> error_;
};

}  // namespace tally
