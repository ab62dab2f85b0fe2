// Makes the readable rows of events again from the hashed bytes and holds the table against them:
// what a superuser changed in it shows here.
#include "core/postgres/store_state.h"

namespace tally::postgres {
namespace {

constexpr std::size_t kRowsAtOnce = 1'000;
constexpr std::size_t kBytesAtOnce = 2u << 20;
constexpr std::size_t kProblemsMax = 100;

// Where the readable rows say that they stand; what lies behind is no row of theirs.
constexpr char kStands[] =
    "SELECT position, (SELECT count(*) FROM tally.readable r WHERE r.position >= p.position)"
    " FROM (SELECT coalesce(max(position), 0) AS position FROM tally.projection"
    " WHERE view = 'events') p";

// Rows that are not there, or are not what they should be, with the names of the columns that
// differ. Text of JSON is compared, so that 1 and 1.0 are different.
constexpr char kCompare[] =
    "SELECT e.position, r.position IS NULL, (SELECT string_agg(a.key, ', ' ORDER BY a.key)"
    " FROM jsonb_each_text(to_jsonb(e)) a JOIN jsonb_each_text(to_jsonb(r)) b USING (key)"
    " WHERE a.value IS DISTINCT FROM b.value)"
    " FROM jsonb_populate_recordset(NULL::tally.readable, $1::jsonb) e"
    " LEFT JOIN tally.readable r ON r.position = e.position"
    " WHERE r.position IS NULL OR to_jsonb(e)::text <> to_jsonb(r)::text ORDER BY e.position";

std::string at(std::uint64_t position) {
  return "tally.readable: the row at position " + std::to_string(position);
}

using Problems = std::vector<std::string>;

Result<Problems> compare(pqxx::connection& connection, const std::string& rows) {
  pqxx::nontransaction now(connection);
  Problems problems;
  for (const auto& row : now.exec_params(kCompare, rows)) {
    const auto where = at(row[0].as<std::uint64_t>());
    problems.push_back(row[1].as<bool>()
                           ? where + " is missing"
                           : where + " says another " + row[2].c_str() + " than the record");
  }
  return problems;
}

}  // namespace

Result<std::uint64_t> PostgresStore::readable_position(Problems* problems) const {
  return readers_.run([&](pqxx::connection& connection) -> Result<std::uint64_t> {
    pqxx::nontransaction now(connection);
    const auto stands = now.exec1(kStands);
    if (problems && stands[1].as<std::uint64_t>() > 0) {
      problems->push_back("tally.readable: " + std::string(stands[1].c_str()) +
                          " rows stand beyond the position in tally.projection");
    }
    return stands[0].as<std::uint64_t>();
  });
}

// Of the records from `from` on, as many as a page holds; `next` is where the following ones begin.
Result<Problems> PostgresStore::compare_readable(Position from, TreeSize until,
                                                 const ReadableEvent& readable,
                                                 Position& next) const {
  const ReadLimits limits{std::min<std::size_t>(kRowsAtOnce, until.value - from.value),
                          kBytesAtOnce};
  TALLY_ASSIGN(const auto page, read(from, Direction::forward, limits));
  std::string rows = "[";
  for (const auto& record : page.records) {
    TALLY_ASSIGN(const auto row, readable(record));
    rows += (rows.size() > 1 ? "," : "") + row;
  }
  rows += "]";
  next = {from.value + page.records.size()};
  return readers_.run([&](pqxx::connection& connection) { return compare(connection, rows); });
}

Result<StoreCheck> PostgresStore::check_readable(TreeSize size,
                                                 const ReadableEvent& readable) const {
  StoreCheck result;
  TALLY_ASSIGN(const auto stands, readable_position(&result.problems));
  const TreeSize until{std::min(stands, size.value)};
  for (Position from; from.value < until.value;) {
    Position next;
    auto problems = compare_readable(from, until, readable, next);
    if (problems.ok() && !problems->empty()) {
      // An event may have been erased, or the table emptied to be made anew, between the two looks.
      TALLY_ASSIGN(const auto now, readable_position(nullptr));
      if (now < next.value) return check_readable({now}, readable);
      problems = compare_readable(from, until, readable, next);
    }
    TALLY_TRY(problems);
    for (auto& problem : *problems) {
      if (result.problems.size() < kProblemsMax) result.problems.push_back(std::move(problem));
    }
    result.records += next.value - from.value;
    from = next;
  }
  return result;
}

}  // namespace tally::postgres
