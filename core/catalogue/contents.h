// What a payload names and holds, found through its fields: for rules that hold for every type.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/catalogue/types.h"

namespace tally {

// One id in a field, and the path to it ("industries[1]").
struct NamedId {
  std::string path;
  std::string id;
};

// The ids in a top-level field that holds a text or a list of texts; none when it is not stated.
std::vector<NamedId> ids_in(const Payload& payload, std::string_view field);

// The path of the first money, at any depth, that is in another currency.
std::optional<std::string> money_beside(const Payload& payload, const Currency& currency);

}  // namespace tally
