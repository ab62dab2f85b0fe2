// PostgreSQL's binary form of values: big-endian integers, and one-dimensional arrays.
//
// libpqxx 6.4 sends a parameter in binary form if it comes as a pqxx::binarystring, whatever its
// type; and the rows of a BINARY CURSOR arrive in binary form. So neither way costs a text.
#pragma once

#include <pqxx/pqxx>

#include "core/base/bytes.h"
#include "core/base/check.h"

namespace tally::postgres {

// Type numbers of pg_type, which never change.
inline constexpr std::uint32_t kInt4 = 23;
inline constexpr std::uint32_t kInt8 = 20;
inline constexpr std::uint32_t kUuid = 2950;
inline constexpr std::uint32_t kTimestamptz = 1184;

// Microseconds from 1970-01-01 to 2000-01-01, from where PostgreSQL counts.
inline constexpr std::int64_t kPostgresEpoch_us = 946'684'800'000'000;

template <class T>
void append_big_endian(Bytes& to, T value) {
  for (int shift = 8 * (static_cast<int>(sizeof(T)) - 1); shift >= 0; shift -= 8) {
    to.push_back(static_cast<std::uint8_t>(static_cast<std::make_unsigned_t<T>>(value) >> shift));
  }
}

// An array of `count` elements, each of the same size.
class BinaryArray {
 public:
  BinaryArray(std::uint32_t type, std::size_t count) {
    append_big_endian(bytes_, std::int32_t{1});  // Dimensions.
    append_big_endian(bytes_, std::int32_t{0});  // No nulls.
    append_big_endian(bytes_, type);
    append_big_endian(bytes_, static_cast<std::int32_t>(count));
    append_big_endian(bytes_, std::int32_t{1});  // Number of the first.
  }
  template <class T>
  void push(T value) {
    append_big_endian(bytes_, static_cast<std::int32_t>(sizeof(T)));
    append_big_endian(bytes_, value);
  }
  void push_bytes(ByteView value) {
    append_big_endian(bytes_, static_cast<std::int32_t>(value.size()));
    append(bytes_, value);
  }
  pqxx::binarystring parameter() const { return {bytes_.data(), bytes_.size()}; }

 private:
  Bytes bytes_;
};

inline pqxx::binarystring binary_parameter(ByteView bytes) { return {bytes.data(), bytes.size()}; }

// Of a field that arrived in binary form.
inline ByteView binary_bytes(const pqxx::field& field) {
  return {reinterpret_cast<const std::uint8_t*>(field.c_str()), field.size()};
}

template <class T>
T binary_integer(const pqxx::field& field) {
  TALLY_CHECK(field.size() == sizeof(T));
  std::make_unsigned_t<T> value = 0;
  for (const auto byte : binary_bytes(field)) {
    value = static_cast<std::make_unsigned_t<T>>(value << 8 | byte);
  }
  return static_cast<T>(value);
}

}  // namespace tally::postgres
