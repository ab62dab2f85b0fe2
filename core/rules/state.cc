#include "core/rules/state.h"

namespace tally::rules {

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

}  // namespace tally::rules
