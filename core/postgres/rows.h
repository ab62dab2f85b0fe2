// Values in rows that arrived as text.
#pragma once

#include <pqxx/pqxx>

#include "core/store/event_store.h"

namespace tally::postgres {

inline Hash hash_of(const pqxx::field& field) {
  const pqxx::binarystring bytes(field);
  Hash hash;
  TALLY_CHECK(bytes.size() == hash.bytes.size());
  std::copy_n(bytes.data(), hash.bytes.size(), hash.bytes.begin());
  return hash;
}

// Of (size, root).
inline CommitMark mark_of(const pqxx::row& row) {
  return {TreeSize{row[0].as<std::uint64_t>()}, hash_of(row[1])};
}

}  // namespace tally::postgres
