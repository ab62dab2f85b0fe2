// Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace tally {

// Only bytes below 0x80, as most text here is. Inline: it stands on the way of every event.
inline bool is_ascii(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080u;
  const char* at = text.data();
  auto left = text.size();
  std::uint64_t seen = 0;
  if (left < sizeof(seen)) {
    for (; left > 0; --left) seen |= static_cast<std::uint8_t>(*at++);
    return (seen & kHighBits) == 0;
  }
  std::uint64_t word;
  for (; left > sizeof(word); at += sizeof(word), left -= sizeof(word)) {
    std::memcpy(&word, at, sizeof(word));
    seen |= word;
  }
  // The last eight may have been looked at in part already.
  std::memcpy(&word, at + left - sizeof(word), sizeof(word));
  return ((seen | word) & kHighBits) == 0;
}

namespace detail {
bool is_utf8_beyond_ascii(std::string_view text);
}

inline bool is_utf8(std::string_view text) {
  return is_ascii(text) || detail::is_utf8_beyond_ascii(text);
}

}  // namespace tally
