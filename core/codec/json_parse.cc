// Boost.JSON reads the text; this file keeps what its own document type would drop: duplicate keys
// and the spelling of numbers.
#include <boost/json/basic_parser_impl.hpp>

#include "core/base/check.h"
#include "core/codec/json.h"

namespace tally {
namespace {

namespace bj = boost::json;

struct Handler {
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;

  struct Level {
    Json value;
    std::string key;
  };
  std::vector<Level> open;
  Json root;
  std::string text;

  void put(Json value) {
    if (open.empty()) {
      root = std::move(value);
    } else if (open.back().value.array()) {
      open.back().value.push(std::move(value));
    } else {
      open.back().value.set(open.back().key, std::move(value));
    }
  }
  bool close() {
    Json done = std::move(open.back().value);
    open.pop_back();
    put(std::move(done));
    return true;
  }
  bool number(std::int64_t value, bj::string_view last) {
    text += last;
    const std::string written = std::exchange(text, {});
    if (written == std::to_string(value)) {
      put(value);
    } else {
      put(JsonNumber{written});  // "-0": not the one way to write the number.
    }
    return true;
  }
  bool other_number(bj::string_view last) {
    text += last;
    put(JsonNumber{std::exchange(text, {})});
    return true;
  }

  bool on_document_begin(bj::error_code&) { return true; }
  bool on_document_end(bj::error_code&) { return true; }
  bool on_object_begin(bj::error_code&) {
    open.push_back({Json(Json::Object{}), {}});
    return true;
  }
  bool on_object_end(std::size_t, bj::error_code&) { return close(); }
  bool on_array_begin(bj::error_code&) {
    open.push_back({Json(Json::Array{}), {}});
    return true;
  }
  bool on_array_end(std::size_t, bj::error_code&) { return close(); }
  bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) {
    text += part;
    return true;
  }
  bool on_key(bj::string_view last, std::size_t, bj::error_code&) {
    text += last;
    open.back().key = std::exchange(text, {});
    return true;
  }
  bool on_string_part(bj::string_view part, std::size_t, bj::error_code&) {
    text += part;
    return true;
  }
  bool on_string(bj::string_view last, std::size_t, bj::error_code&) {
    text += last;
    put(std::exchange(text, {}));
    return true;
  }
  bool on_number_part(bj::string_view part, bj::error_code&) {
    text += part;
    return true;
  }
  bool on_int64(std::int64_t value, bj::string_view last, bj::error_code&) {
    return number(value, last);
  }
  bool on_uint64(std::uint64_t, bj::string_view last, bj::error_code&) {
    return other_number(last);
  }
  bool on_double(double, bj::string_view last, bj::error_code&) { return other_number(last); }
  bool on_bool(bool value, bj::error_code&) {
    put(value);
    return true;
  }
  bool on_null(bj::error_code&) {
    put(nullptr);
    return true;
  }
  bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
  bool on_comment(bj::string_view, bj::error_code&) { return true; }
};

Error at(std::string_view text, std::size_t offset, const std::string& reason) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else {
      ++column;
    }
  }
  return invalid("", "is not JSON: " + reason + " at line " + std::to_string(line) + ", column " +
                         std::to_string(column));
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  bj::parse_options options;
  options.max_depth = kJsonDepthMax;
  bj::basic_parser<Handler> parser(options);
  bj::error_code error;
  const auto used = parser.write_some(false, text.data(), text.size(), error);
  if (error) return at(text, used, error.message());
  if (used < text.size()) return at(text, used, "more text behind the value");
  return std::move(parser.handler().root);
}

}  // namespace tally
