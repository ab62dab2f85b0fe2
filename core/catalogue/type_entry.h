// What is known of a catalogued type beside its description. For the catalogue's own sources.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/base/result.h"
#include "core/catalogue/types.h"
#include "core/codec/json.h"

namespace tally {

class CanonicalReader;

struct TypeEntry {
  const TypeInfo* info;
  // Into the value of this type that the payload holds, or into a new one; `reader` is started.
  Result<void> (*decode)(Payload&, CanonicalReader& reader);
  Result<Bytes> (*from_json)(const Json&);
  Result<Json> (*to_json)(ByteView);
};

// Null for an unknown name, and for the open types.
const TypeEntry* find_entry(std::string_view name);
// Its place in catalogue().
std::size_t index_of(const TypeEntry& entry);

}  // namespace tally
