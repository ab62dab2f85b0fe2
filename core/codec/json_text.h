// How strings and numbers stand in JSON text, for those who write it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tally {

// In quotes, with the minimal escapes of canonical_json.
void append_json_string(std::string& to, std::string_view text);
void append_json_integer(std::string& to, std::int64_t value);

}  // namespace tally
