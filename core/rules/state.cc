#include "core/rules/state.h"

namespace tally::rules {
namespace {

constexpr std::size_t kNodeBytes = 48;   // Links, hash and allocation of a map's entry.
constexpr std::size_t kInlineText = 15;  // A std::string holds so much without allocation.

std::size_t text_bytes(const std::string& text) {
  return text.size() > kInlineText ? text.capacity() + 1 : 0;
}
template <class T>
std::size_t list_bytes(const std::vector<T>& values) {
  return values.capacity() * sizeof(T);
}
std::size_t texts_bytes(const std::vector<std::string>& texts) {
  std::size_t bytes = list_bytes(texts);
  for (const auto& text : texts) bytes += text_bytes(text);
  return bytes;
}

std::size_t held_bytes(const IdentifierUse&) { return 0; }
std::size_t held_bytes(std::uint32_t) { return 0; }
std::size_t held_bytes(const Project& p) {
  return list_bytes(p.stages) + list_bytes(p.codes) + list_bytes(p.starts) +
         list_bytes(p.completions) + list_bytes(p.investments);
}
std::size_t held_bytes(const Phase& p) {
  std::size_t bytes = text_bytes(p.project);
  for (const auto& [name, step] : p.steps) {
    bytes += kNodeBytes + sizeof(name) + sizeof(step) + text_bytes(name) + list_bytes(step.acts);
  }
  return bytes;
}
std::size_t held_bytes(const Contract& c) {
  return text_bytes(c.project) + list_bytes(c.certified);
}
std::size_t held_bytes(const Quota& q) { return text_bytes(q.project); }
std::size_t held_bytes(const Request& r) {
  return text_bytes(r.project) + text_bytes(r.requester) + text_bytes(r.quota) +
         list_bytes(r.approvals);
}
std::size_t held_bytes(const Declaration& d) { return text_bytes(d.project); }
std::size_t held_bytes(const Actor& a) {
  std::size_t bytes = list_bytes(a.facts);
  for (const auto& fact : a.facts) bytes += 32 + texts_bytes(fact.roles);
  return bytes;
}

template <class Map>
std::size_t table_bytes(const Map& map) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : map) {
    bytes += kNodeBytes + sizeof(name) + sizeof(value) + text_bytes(name) + held_bytes(value);
  }
  return bytes;
}

std::size_t reference_bytes(const Tables& tables) {
  std::size_t bytes = list_bytes(tables.rulebooks);
  for (const auto& [list, versions] : tables.codelists) {
    for (const auto& version : versions) bytes += sizeof(version) + texts_bytes(version.codes);
  }
  for (const auto& [year, by_place] : tables.calendars) {
    for (const auto& [place, versions] : by_place) {
      for (const auto& version : versions) bytes += version.days.size() * (kNodeBytes + 8);
    }
  }
  return bytes;
}

}  // namespace

NameId Tables::intern(std::string_view name) {
  if (const auto found = name_ids.find(name); found != name_ids.end()) return found->second;
  const auto id = static_cast<NameId>(names.size());
  journal.push_back(names, std::string(name));
  journal.node(name_ids, name) = id;
  return id;
}

std::optional<NameId> Tables::name_id(std::string_view name) const {
  const auto found = name_ids.find(name);
  if (found == name_ids.end()) return std::nullopt;
  return found->second;
}

std::size_t memory_bytes(const Tables& tables) {
  std::size_t bytes = sizeof(tables) + reference_bytes(tables);
  bytes += table_bytes(tables.actors) + table_bytes(tables.identifiers);
  bytes += table_bytes(tables.projects) + table_bytes(tables.code_uses);
  bytes += table_bytes(tables.phases) + table_bytes(tables.contracts);
  bytes += table_bytes(tables.quotas) + table_bytes(tables.requests);
  bytes += table_bytes(tables.declarations) + table_bytes(tables.name_ids);
  bytes += tables.returns.size() * (kNodeBytes + sizeof(EventId) + sizeof(Returned));
  bytes += tables.voided.size() * (kNodeBytes + sizeof(EventId));
  for (const auto& [target, live] : tables.corrections) {
    bytes += kNodeBytes + sizeof(target) + list_bytes(live);
  }
  return bytes + list_bytes(tables.flags) + texts_bytes(tables.names);
}

}  // namespace tally::rules
