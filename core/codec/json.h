// JSON in two layers (contracts C2): the parser accepts and refuses as JSONTestSuite says and keeps
// everything it saw, duplicate keys and fractions included; what reads the value decides.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/result.h"

namespace tally {

// A number that is not an int64 (fraction, exponent, or too large), as it was written.
struct JsonNumber {
  std::string text;
  bool operator==(const JsonNumber&) const = default;
};

class Json {
 public:
  using Array = std::vector<Json>;
  using Member = std::pair<std::string, Json>;
  using Object = std::vector<Member>;  // In the order written; duplicates kept.

  Json() = default;  // null
  Json(std::nullptr_t) {}
  Json(bool value) : value_(value) {}
  Json(int value) : value_(std::int64_t{value}) {}
  Json(std::int64_t value) : value_(value) {}
  Json(std::uint64_t value);  // Above int64 becomes a JsonNumber.
  Json(std::uint32_t value) : value_(std::int64_t{value}) {}
  Json(const char* value) : value_(std::string(value)) {}
  Json(std::string_view value) : value_(std::string(value)) {}
  Json(std::string value) : value_(std::move(value)) {}
  Json(JsonNumber value) : value_(std::move(value)) {}
  Json(Array value) : value_(std::move(value)) {}
  Json(Object value) : value_(std::move(value)) {}

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(value_); }
  // Null pointers when the value is of another kind.
  const bool* boolean() const { return std::get_if<bool>(&value_); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&value_); }
  const JsonNumber* number() const { return std::get_if<JsonNumber>(&value_); }
  const std::string* string() const { return std::get_if<std::string>(&value_); }
  const Array* array() const { return std::get_if<Array>(&value_); }
  const Object* object() const { return std::get_if<Object>(&value_); }
  Array* array() { return std::get_if<Array>(&value_); }
  Object* object() { return std::get_if<Object>(&value_); }

  // An empty object with room for that many members.
  static Json object_of(std::size_t members);

  // The first member of that name, or null.
  const Json* find(std::string_view key) const;
  // Appends a member to an object (a null value becomes an object first).
  Json& set(std::string_view key, Json value);
  // Appends to an array (a null value becomes an array first).
  Json& push(Json value);

  bool operator==(const Json&) const = default;

 private:
  std::variant<std::nullptr_t, bool, std::int64_t, JsonNumber, std::string, Array, Object> value_ =
      nullptr;
};

inline constexpr std::size_t kJsonDepthMax = 64;

// RFC 8259, UTF-8 without byte order mark, no lone surrogates, depth at most kJsonDepthMax.
// `invalid`; the message names line and column.
Result<Json> parse_json(std::string_view text);

// As written in memory: compact, or indented by two spaces for people.
std::string to_json_text(const Json& value);
std::string to_json_pretty(const Json& value);

// The one canonical text (C2, for x.* payloads and state hashes): keys sorted by UTF-8 bytes and
// unique, int64 numbers only, no white space, minimal escapes (\" \\ \b \f \n \r \t, \u00xx below
// U+0020). `invalid` with the field for a duplicate key or any other number; depth at most 16.
Result<std::string> canonical_json(const Json& value);

// The same for many values, appended to a text. Quicker where neighbours have members in the same
// order, as the rows of a table have. After an error the text holds a part of the value.
class CanonicalJson {
 public:
  Result<void> append(std::string& to, const Json& value) { return append(to, value, 0); }

 private:
  // The order of members in the last object with so many of them.
  static constexpr std::size_t kKeptMembersMax = 64;
  using Order = std::vector<std::uint32_t>;

  Result<void> append(std::string& to, const Json& value, std::size_t depth);
  Result<void> append_array(std::string& to, const Json::Array& items, std::size_t depth);
  Result<void> append_object(std::string& to, const Json::Object& members, std::size_t depth);

  std::vector<Order> orders_ = std::vector<Order>(kKeptMembersMax + 1);
};

}  // namespace tally
