// Owned and borrowed bytes, and little-endian integers in them.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tally {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;  // Borrowed: never stored beyond the owner.

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes to_owned(ByteView bytes) { return Bytes(bytes.begin(), bytes.end()); }
inline void append(Bytes& to, ByteView from) { to.insert(to.end(), from.begin(), from.end()); }
inline bool equal(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

static_assert(std::endian::native == std::endian::little,
              "the formats are little-endian; a big-endian port must swap in load/store");

// The caller guarantees sizeof(T) readable or writable bytes.
template <class T>
T load_le(const std::uint8_t* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}
template <class T>
void store_le(std::uint8_t* to, T value) {
  std::memcpy(to, &value, sizeof(T));
}
template <class T>
void append_le(Bytes& to, T value) {
  std::uint8_t raw[sizeof(T)];
  store_le(raw, value);
  to.insert(to.end(), raw, raw + sizeof(T));
}

}  // namespace tally
