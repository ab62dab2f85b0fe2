// SipHash-2-4 (Aumasson and Bernstein, 2012): a hash for tables whose keys strangers choose. Who
// does not know the key cannot make many names fall into one place.
#pragma once

#include <array>
#include <cstdint>

#include "core/base/bytes.h"

namespace tally::log {

using HashKey = std::array<std::uint64_t, 2>;

std::uint64_t keyed_hash(const HashKey& key, ByteView bytes);

}  // namespace tally::log
