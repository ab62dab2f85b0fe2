// Always-on check for programmer errors. Expected failures are Result, not this.
#pragma once

namespace tally::detail {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}

#define TALLY_CHECK(condition)        \
  ((condition) ? static_cast<void>(0) \
               : ::tally::detail::check_failed(#condition, __FILE__, __LINE__))
