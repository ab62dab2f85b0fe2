#include "core/codec/json.h"

#include <limits>

#include "core/base/check.h"
#include "core/codec/json_text.h"

namespace tally {
namespace {

// Writes values as they stand; `indent` below zero is compact.
void append_json(std::string& to, const Json& value, int indent, int level) {
  const auto line = [&](int at) {
    if (indent < 0) return;
    to += '\n';
    to.append(static_cast<std::size_t>(at * indent), ' ');
  };
  if (value.is_null()) {
    to += "null";
  } else if (const auto* flag = value.boolean()) {
    to += *flag ? "true" : "false";
  } else if (const auto* integer = value.integer()) {
    append_json_integer(to, *integer);
  } else if (const auto* number = value.number()) {
    to += number->text;
  } else if (const auto* text = value.string()) {
    append_json_string(to, *text);
  } else if (const auto* items = value.array()) {
    to += '[';
    for (std::size_t i = 0; i < items->size(); ++i) {
      if (i) to += ',';
      line(level + 1);
      append_json(to, (*items)[i], indent, level + 1);
    }
    if (!items->empty()) line(level);
    to += ']';
  } else if (const auto* members = value.object()) {
    to += '{';
    for (std::size_t i = 0; i < members->size(); ++i) {
      if (i) to += ',';
      line(level + 1);
      append_json_string(to, (*members)[i].first);
      to += indent < 0 ? ":" : ": ";
      append_json(to, (*members)[i].second, indent, level + 1);
    }
    if (!members->empty()) line(level);
    to += '}';
  }
}

}  // namespace

Json::Json(std::uint64_t value) {
  if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    value_ = static_cast<std::int64_t>(value);
  } else {
    value_ = JsonNumber{std::to_string(value)};
  }
}

const Json* Json::find(std::string_view key) const {
  const auto* members = object();
  if (!members) return nullptr;
  for (const auto& member : *members) {
    if (member.first == key) return &member.second;
  }
  return nullptr;
}

Json Json::object_of(std::size_t members) {
  Object object;
  object.reserve(members);
  return object;
}

Json& Json::set(std::string_view key, Json value) {
  if (is_null()) value_ = Object{};
  auto* members = object();
  TALLY_CHECK(members != nullptr);
  members->emplace_back(key, std::move(value));
  return *this;
}

Json& Json::push(Json value) {
  if (is_null()) value_ = Array{};
  auto* items = array();
  TALLY_CHECK(items != nullptr);
  items->push_back(std::move(value));
  return *this;
}

std::string to_json_text(const Json& value) {
  std::string text;
  append_json(text, value, -1, 0);
  return text;
}

std::string to_json_pretty(const Json& value) {
  std::string text;
  append_json(text, value, 2, 0);
  return text;
}

}  // namespace tally
