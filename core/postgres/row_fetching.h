// Rows of a query in binary form, a bounded number of bytes at a time.
#pragma once

#include <functional>
#include <pqxx/pqxx>
#include <string>

#include "core/base/result.h"

namespace tally::postgres {

// What of a result was taken in.
struct Taken {
  std::size_t bytes = 0;  // So that the next portion is made to measure.
  bool full = false;      // No more is wanted.
};

// Runs a SELECT of at most `rows_max` rows through a binary cursor and gives `take` one portion
// after another until it is full or there are no more. A portion holds more than a few rows only
// when those before it were small: `bytes_max` is passed by little, and by 128 MiB at worst.
void fetch_rows(pqxx::connection& connection, const std::string& select, std::size_t rows_max,
                std::size_t bytes_max, const std::function<Taken(const pqxx::result&)>& take);

}  // namespace tally::postgres
