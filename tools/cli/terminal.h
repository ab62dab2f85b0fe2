// The terminal on standard output.
#pragma once

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace tally::cli {

inline bool is_terminal() { return isatty(STDOUT_FILENO) == 1; }

// Columns of the terminal; else COLUMNS, else 100.
inline std::size_t terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const char* columns = std::getenv("COLUMNS");
  const long stated = columns ? std::strtol(columns, nullptr, 10) : 0;
  return stated > 0 ? static_cast<std::size_t>(std::min(stated, 1000L)) : 100;
}

// On a terminal, unless NO_COLOR is set (no-color.org).
inline bool wants_colour() {
  const char* off = std::getenv("NO_COLOR");
  return is_terminal() && !(off && *off);
}

}  // namespace tally::cli
