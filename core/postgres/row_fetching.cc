#include "core/postgres/row_fetching.h"

#include <algorithm>

namespace tally::postgres {
namespace {

constexpr std::size_t kFirstRows = 128;  // Of a mebibyte at most.

}  // namespace

void fetch_rows(pqxx::connection& connection, const std::string& select, std::size_t rows_max,
                std::size_t bytes_max, const std::function<Taken(const pqxx::result&)>& take) {
  pqxx::nontransaction session(connection);
  const auto cursor = "DECLARE page BINARY NO SCROLL CURSOR FOR " + select + ";";
  if (rows_max <= kFirstRows) {
    // The statements of one message are one transaction, which ends with it.
    take(session.exec(cursor + "FETCH ALL FROM page"));
    return;
  }
  std::size_t asked = kFirstRows;
  auto rows =
      session.exec("BEGIN READ ONLY;" + cursor + "FETCH " + std::to_string(asked) + " FROM page");
  std::size_t fetched = 0;
  std::size_t bytes = 0;
  while (true) {
    const auto taken = take(rows);
    fetched += rows.size();
    bytes += taken.bytes;
    if (taken.full || rows.size() < asked || fetched == rows_max) break;
    const auto row_bytes = bytes / fetched + 1;
    const auto fitting = bytes < bytes_max ? (bytes_max - bytes) / row_bytes + 1 : 1;
    asked = std::min({rows_max - fetched, 8 * fetched, fitting});
    rows = session.exec("FETCH " + std::to_string(asked) + " FROM page");
  }
  session.exec("COMMIT");
}

}  // namespace tally::postgres
