#include "core/event/ids.h"

#include <algorithm>

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include "core/base/hex.h"
#include "core/base/utf8.h"

namespace tally {
namespace {

constexpr std::size_t kIdBytesMax = 200;
constexpr std::string_view kUpperHex = "0123456789ABCDEF";

// 737f569f-a306-5aed-b71d-3646e4f07890
constexpr std::array<std::uint8_t, 16> kNamespace = {
    0x73, 0x7f, 0x56, 0x9f, 0xa3, 0x06, 0x5a, 0xed, 0xb7, 0x1d, 0x36, 0x46, 0xe4, 0xf0, 0x78, 0x90};

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_plain(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '.' || c == '_' || c == '~' ||
         c == '-';
}

void set_version(EventId& id, std::uint8_t version) {
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | version << 4);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
}

// Decodes the id behind the category; nothing if it is not the one spelling.
std::optional<std::string> decode_id(std::string_view text) {
  std::string id;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_plain(text[i])) {
      id += text[i];
      continue;
    }
    if (text[i] != '%' || i + 2 >= text.size()) return std::nullopt;
    const auto high = kUpperHex.find(text[i + 1]);
    const auto low = kUpperHex.find(text[i + 2]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    const auto byte = static_cast<char>(high << 4 | low);
    if (is_plain(byte)) return std::nullopt;
    id += byte;
    i += 2;
  }
  if (!is_utf8(id)) return std::nullopt;
  return id;
}

}  // namespace

std::string EventId::to_string() const {
  const std::string hex = to_hex(bytes);
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
         hex.substr(16, 4) + "-" + hex.substr(20);
}

Result<EventId> EventId::parse(std::string_view text) {
  const auto bad = [] {
    return invalid("id", "must be a UUID like 0f8fad5b-d9cb-469f-a165-70867728950e");
  };
  if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' ||
      text[23] != '-') {
    return bad();
  }
  std::string hex;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 8 || i == 13 || i == 18 || i == 23) continue;
    hex += text[i] >= 'A' && text[i] <= 'F' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
  }
  const auto bytes = from_hex(hex);
  if (!bytes || bytes->size() != 16) return bad();
  EventId id;
  std::copy(bytes->begin(), bytes->end(), id.bytes.begin());
  return id;
}

EventId random_event_id(Random& random) {
  EventId id;
  random.fill(id.bytes);
  set_version(id, 4);
  return id;
}

EventId derived_event_id(std::initializer_list<std::string_view> parts) {
  SHA_CTX sha1;
  SHA1_Init(&sha1);
  SHA1_Update(&sha1, kNamespace.data(), kNamespace.size());
  for (const auto part : parts) {
    std::uint8_t size[4];
    store_le(size, static_cast<std::uint32_t>(part.size()));
    SHA1_Update(&sha1, size, sizeof(size));
    SHA1_Update(&sha1, part.data(), part.size());
  }
  std::uint8_t digest[20];
  SHA1_Final(digest, &sha1);
  EventId id;
  std::copy(digest, digest + 16, id.bytes.begin());
  set_version(id, 5);
  return id;
}

Result<void> check_stream_name(std::string_view name) {
  const auto dash = name.find('-');
  bool good = dash != std::string_view::npos && dash > 0 && is_lower(name[0]) && dash <= 64;
  for (std::size_t i = 1; good && i < dash; ++i) {
    good = is_lower(name[i]) || is_digit(name[i]) || name[i] == '_';
  }
  if (!good) return invalid("stream", "must begin with a category such as 'project-'");
  const auto id = name.substr(dash + 1);
  if (id.empty() || id.size() > kIdBytesMax) {
    return invalid("stream", "must have 1 to 200 bytes behind the category");
  }
  // Most names need no decoding to be judged.
  if (!std::all_of(id.begin(), id.end(), is_plain) && !decode_id(id)) {
    return invalid("stream",
                   "may hold letters, digits and . _ ~ - behind the category; any other byte of "
                   "UTF-8 is written %XX in upper case");
  }
  return {};
}

std::string_view stream_category(std::string_view name) { return name.substr(0, name.find('-')); }

std::string stream_name(std::string_view category, std::string_view id) {
  std::string name(category);
  name += '-';
  for (const char c : id) {
    if (is_plain(c)) {
      name += c;
      continue;
    }
    const auto byte = static_cast<std::uint8_t>(c);
    name += '%';
    name += kUpperHex[byte >> 4];
    name += kUpperHex[byte & 15];
  }
  return name;
}

std::string stream_id(std::string_view name) {
  const auto dash = name.find('-');
  if (dash == std::string_view::npos) return {};
  return decode_id(name.substr(dash + 1)).value_or(std::string());
}

Result<void> check_event_type(std::string_view type) {
  bool good = !type.empty() && type.size() <= 64;
  bool start = true;  // A part begins with a letter.
  std::size_t parts = 1;
  for (const char c : type) {
    if (start) {
      good = good && is_lower(c);
      start = false;
    } else if (c == '.') {
      start = true;
      ++parts;
    } else {
      good = good && (is_lower(c) || is_digit(c) || c == '_');
    }
  }
  if (!good || start || parts < 2) {
    return invalid("type", "must look like 'funding.disbursed' or 'x.vendor.name'");
  }
  return {};
}

}  // namespace tally
