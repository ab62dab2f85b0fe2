// CRC-32C (Castagnoli, RFC 3720 appendix B.4): the check of every frame and record.
#pragma once

#include <cstdint>

#include "core/base/bytes.h"

namespace tally {

// `seed` is the CRC of the bytes before, so that crc32c(b, crc32c(a)) is the CRC of a then b.
std::uint32_t crc32c(ByteView data, std::uint32_t seed = 0);

namespace detail {
// The table version, always compiled so that a test can compare both.
std::uint32_t crc32c_portable(ByteView data, std::uint32_t seed);
}  // namespace detail

}  // namespace tally
