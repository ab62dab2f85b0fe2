// Hexadecimal (lower case) and base64 (RFC 4648, with padding) text of bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"

namespace tally {

std::string to_hex(ByteView bytes);
// Lower-case digits only, an even number of them; else nothing.
std::optional<Bytes> from_hex(std::string_view text);

std::string to_base64(ByteView bytes);
// Strict: canonical padding, no white space, unused bits zero; else nothing.
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace tally
