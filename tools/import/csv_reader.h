// Rows of a CSV file (RFC 4180: quoted fields may hold commas, quotes and line breaks), by libcsv.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace tally {

struct CsvRow {
  std::uint64_t line = 0;  // Of the row's first byte, from 1.
  std::vector<std::string> cells;
};

// Calls `row` for each row in file order; stops with its error. A byte order mark is skipped. Text
// that is not UTF-8, or quotes that do not close, are `invalid` with the line.
Result<void> read_csv(std::string_view text, const std::function<Result<void>(CsvRow&&)>& row);

}  // namespace tally
