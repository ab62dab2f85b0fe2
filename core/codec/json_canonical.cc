#include <algorithm>
#include <numeric>

#include "core/base/utf8.h"
#include "core/codec/field_kind.h"
#include "core/codec/json.h"
#include "core/codec/json_text.h"

namespace tally {
namespace {

bool ascending(const Json::Object& members, const std::vector<std::uint32_t>& order) {
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (!(members[order[i - 1]].first < members[order[i]].first)) return false;
  }
  return true;
}

void sort_order(const Json::Object& members, std::vector<std::uint32_t>& order) {
  order.resize(members.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return members[a].first < members[b].first; });
}

}  // namespace

Result<void> CanonicalJson::append_array(std::string& to, const Json::Array& items,
                                         std::size_t depth) {
  to += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i) to += ',';
    auto inner = append(to, items[i], depth + 1);
    if (!inner.ok()) return std::move(inner).error().within("[" + std::to_string(i) + "]");
  }
  to += ']';
  return {};
}

Result<void> CanonicalJson::append_object(std::string& to, const Json::Object& members,
                                          std::size_t depth) {
  // Values inside may have as many members and change the order kept, so it is taken out meanwhile.
  Order order;
  const bool kept = members.size() <= kKeptMembersMax;
  if (kept) std::swap(order, orders_[members.size()]);
  const bool sorted = order.size() != members.size() || !ascending(members, order);
  if (sorted) sort_order(members, order);
  to += '{';
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto& [name, value] = members[order[i]];
    if (!is_utf8(name)) return invalid("", "has a name that is not UTF-8");
    // Where they ascend already, no name stands twice.
    if (sorted && i && members[order[i - 1]].first == name) return invalid(name, "stands twice");
    if (i) to += ',';
    append_json_string(to, name);
    to += ':';
    auto inner = append(to, value, depth + 1);
    if (!inner.ok()) return std::move(inner).error().within(name);
  }
  to += '}';
  if (kept) std::swap(order, orders_[members.size()]);
  return {};
}

Result<void> CanonicalJson::append(std::string& to, const Json& value, std::size_t depth) {
  if (depth >= kDepthMax && (value.array() || value.object())) {
    return invalid("", "is nested deeper than 16");
  }
  if (value.number()) return invalid("", "must be a whole number within 64 bits");
  if (const auto* items = value.array()) return append_array(to, *items, depth);
  if (const auto* members = value.object()) return append_object(to, *members, depth);
  if (const auto* text = value.string()) {
    if (!is_utf8(*text)) return invalid("", "must be UTF-8");
    append_json_string(to, *text);
  } else if (const auto* integer = value.integer()) {
    append_json_integer(to, *integer);
  } else if (const auto* flag = value.boolean()) {
    to += *flag ? "true" : "false";
  } else {
    to += "null";
  }
  return {};
}

Result<std::string> canonical_json(const Json& value) {
  std::string text;
  TALLY_TRY(CanonicalJson().append(text, value));
  return text;
}

}  // namespace tally
