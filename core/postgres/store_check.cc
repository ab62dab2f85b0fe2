// Reads every row again and holds it against the bytes that are hashed: what a superuser changed
// behind the ledger's back shows here, or in the root (core/ledger/verify.h).
#include "core/postgres/binary.h"
#include "core/postgres/row_fetching.h"
#include "core/postgres/rows.h"
#include "core/postgres/store_state.h"

namespace tally::postgres {
namespace {

constexpr std::size_t kRowsAtOnce = 4096;
constexpr std::size_t kBytesAtOnce = 4u << 20;
constexpr std::size_t kProblemsMax = 100;  // As many as a person reads.

class RowCheck {
 public:
  explicit RowCheck(StoreCheck& result) : result_(result) {}

  // Rows in ascending order from `next` on, as kSelect gives them.
  std::size_t take(const pqxx::result& rows, std::uint64_t& next) {
    std::size_t bytes = 0;
    for (const auto& row : rows) {
      const auto position = binary_integer<std::uint64_t>(row[0]);
      for (; next < position; ++next) problem(next, "is missing");
      ++next;
      bytes += row[6].size() + row[7].size();
      check(position, row);
    }
    result_.bytes += bytes;
    return bytes;
  }

  void problem(std::uint64_t position, const std::string& what) {
    problem("tally.records: the row at position " + std::to_string(position) + " " + what);
  }
  void problem(std::string text) {
    if (result_.problems.size() < kProblemsMax) result_.problems.push_back(std::move(text));
  }

 private:
  void check(std::uint64_t position, const pqxx::row& row) {
    ++result_.records;
    const auto header = decode_header(binary_bytes(row[6]));
    if (!header.ok()) {
      // A later version of the header is not for this software to judge.
      if (header.error().field != "version") problem(position, "has a header that does not decode");
      return;
    }
    const auto differs = [&](const char* column, bool equal) {
      if (!equal) problem(position, "says another " + std::string(column) + " than its header");
    };
    differs("position", header->ledger.position.value == position);
    differs("id", equal(binary_bytes(row[1]), header->id.view()));
    differs("stream", as_text(binary_bytes(row[2])) == header->stream);
    differs("revision", binary_integer<std::uint64_t>(row[3]) == header->ledger.revision.value);
    differs("type", as_text(binary_bytes(row[4])) == header->type);
    differs("recorded_at", binary_integer<std::int64_t>(row[5]) + kPostgresEpoch_us ==
                               header->ledger.recorded_at.us);
    if (row[7].is_null()) return;
    const auto body = binary_bytes(row[7]);
    const bool committed =
        body.size() >= kSaltBytes &&
        payload_commitment(body_salt(body), body_payload(body)) == header->commitment;
    if (!committed) problem(position, "has a payload that its header does not commit to");
  }

  StoreCheck& result_;
};

constexpr char kSelect[] =
    "SELECT position, id, stream, revision, type, recorded_at, header, body FROM tally.records ";

// How many of the rows are found by id, and by stream and revision: the planner is left no other
// way than through the two indexes.
constexpr char kThroughIndexes[] =
    "SELECT count(*) FILTER (WHERE b.position = a.position),"
    " count(*) FILTER (WHERE c.position = a.position) FROM tally.records a"
    " LEFT JOIN tally.records b ON b.id = a.id"
    " LEFT JOIN tally.records c ON c.stream = a.stream AND c.revision = a.revision"
    " WHERE a.position >= $1 AND a.position < $2";

Result<void> check_indexes(pqxx::connection& connection, std::uint64_t from, std::uint64_t to,
                           StoreCheck& result) {
  pqxx::work work(connection);
  work.exec(
      "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;"
      "SET LOCAL enable_seqscan = off; SET LOCAL enable_material = off");
  const auto found = work.exec_params1(kThroughIndexes, from, to);
  const auto there = work.exec_params1(
      "SELECT count(*) FROM tally.records WHERE position >= $1 AND position < $2", from, to);
  const auto range = std::to_string(from) + " to " + std::to_string(to - 1);
  const auto rows = there[0].as<std::uint64_t>();
  if (found[0].as<std::uint64_t>() != rows) {
    result.problems.push_back("index events_id does not lead to every row of " + range);
  }
  if (found[1].as<std::uint64_t>() != rows) {
    result.problems.push_back("index events_stream does not lead to every row of " + range);
  }
  return {};
}

// What stands in the database beside the first `size` rows.
Result<void> check_head(pqxx::connection& connection, TreeSize size, RowCheck& check) {
  pqxx::work work(connection);
  const auto head = mark_of(work.exec1("SELECT size, root FROM tally.ledger"));
  if (head.size < size) {
    check.problem("tally.ledger: holds the size " + std::to_string(head.size.value) +
                  ", smaller than it was");
  }
  const auto beyond = work.exec_params1(
      "SELECT count(*) FROM tally.records WHERE position >= (SELECT size FROM tally.ledger)");
  if (beyond[0].as<std::uint64_t>() != 0) {
    check.problem("tally.records: rows stand beyond the size in tally.ledger");
  }
  return {};
}

}  // namespace

Result<StoreCheck> PostgresStore::check(TreeSize size) const {
  const auto durable = last_commit().size;
  if (size > durable) {
    return invalid("size", std::to_string(size.value) + " is beyond the durable size " +
                               std::to_string(durable.value));
  }
  StoreCheck result;
  RowCheck rows_check(result);
  std::uint64_t next = 0;
  while (next < size.value) {
    const auto from = next;
    const auto rows_max = std::min<std::uint64_t>(size.value - from, kRowsAtOnce);
    const auto select = kSelect + ("WHERE position >= " + std::to_string(from)) +
                        " AND position < " + std::to_string(from + rows_max) + " ORDER BY position";
    TALLY_TRY(readers_.run([&](pqxx::connection& connection) -> Result<void> {
      next = from;
      fetch_rows(connection, select, rows_max, kBytesAtOnce, [&](const pqxx::result& rows) {
        return Taken{rows_check.take(rows, next), false};
      });
      for (; next < from + rows_max; ++next) rows_check.problem(next, "is missing");
      return check_indexes(connection, from, next, result);
    }));
  }
  result.ids_checked = true;
  result.streams_checked = true;
  result.commits = 1;
  TALLY_TRY(readers_.run(
      [&](pqxx::connection& connection) { return check_head(connection, size, rows_check); }));
  return result;
}

}  // namespace tally::postgres
