#include "core/codec/json.h"

#include <algorithm>
#include <limits>

#include "core/base/check.h"
#include "core/base/utf8.h"
#include "core/codec/field_kind.h"

namespace tally {
namespace {

void append_text(std::string& to, std::string_view text) {
  constexpr char kDigits[] = "0123456789abcdef";
  to += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        to += "\\\"";
        break;
      case '\\':
        to += "\\\\";
        break;
      case '\b':
        to += "\\b";
        break;
      case '\f':
        to += "\\f";
        break;
      case '\n':
        to += "\\n";
        break;
      case '\r':
        to += "\\r";
        break;
      case '\t':
        to += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          to += "\\u00";
          to += kDigits[c >> 4];
          to += kDigits[c & 15];
        } else {
          to += c;
        }
    }
  }
  to += '"';
}

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
    to += std::to_string(*integer);
  } else if (const auto* number = value.number()) {
    to += number->text;
  } else if (const auto* text = value.string()) {
    append_text(to, *text);
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
      append_text(to, (*members)[i].first);
      to += indent < 0 ? ":" : ": ";
      append_json(to, (*members)[i].second, indent, level + 1);
    }
    if (!members->empty()) line(level);
    to += '}';
  }
}

Result<void> append_canonical(std::string& to, const Json& value, std::size_t depth) {
  if (depth >= kDepthMax && (value.array() || value.object())) {
    return invalid("", "is nested deeper than 16");
  }
  if (value.number()) return invalid("", "must be a whole number within 64 bits");
  if (const auto* items = value.array()) {
    to += '[';
    for (std::size_t i = 0; i < items->size(); ++i) {
      if (i) to += ',';
      auto inner = append_canonical(to, (*items)[i], depth + 1);
      if (!inner.ok()) return std::move(inner).error().within("[" + std::to_string(i) + "]");
    }
    to += ']';
    return {};
  }
  if (const auto* members = value.object()) {
    std::vector<const Json::Member*> sorted;
    for (const auto& member : *members) sorted.push_back(&member);
    std::sort(sorted.begin(), sorted.end(),
              [](const auto* a, const auto* b) { return a->first < b->first; });
    to += '{';
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      const auto& name = sorted[i]->first;
      if (!is_utf8(name)) return invalid("", "has a name that is not UTF-8");
      if (i && sorted[i - 1]->first == name) return invalid(name, "stands twice");
      if (i) to += ',';
      append_text(to, name);
      to += ':';
      auto inner = append_canonical(to, sorted[i]->second, depth + 1);
      if (!inner.ok()) return std::move(inner).error().within(name);
    }
    to += '}';
    return {};
  }
  if (value.string() && !is_utf8(*value.string())) return invalid("", "must be UTF-8");
  append_json(to, value, -1, 0);
  return {};
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

Json& Json::set(std::string_view key, Json value) {
  if (is_null()) value_ = Object{};
  auto* members = object();
  TALLY_CHECK(members != nullptr);
  members->emplace_back(std::string(key), std::move(value));
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

Result<std::string> canonical_json(const Json& value) {
  std::string text;
  TALLY_TRY(append_canonical(text, value, 0));
  return text;
}

}  // namespace tally
