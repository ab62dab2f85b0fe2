// The reading half: `position >= from ORDER BY position`, below the size that the last commit made
// known, and the same inside one stream.
#include <algorithm>
#include <unordered_map>

#include "core/postgres/binary.h"
#include "core/postgres/row_fetching.h"
#include "core/postgres/store_state.h"

namespace tally::postgres {
namespace {

constexpr std::uint64_t kBigintMax = INT64_MAX;

std::string bigint(std::uint64_t value) { return std::to_string(std::min(value, kBigintMax)); }

Error missing(Position position) {
  return postgres_error(ErrorCode::corrupt,
                        "the row of event " + std::to_string(position.value) + " is missing");
}

// Takes rows of (position, header, body) into a page until it is full.
class PageFilling {
 public:
  explicit PageFilling(const ReadLimits& limits)
      : records_max_(std::max<std::size_t>(limits.records_max, 1)), bytes_max_(limits.bytes_max) {}

  Taken take(const pqxx::result& rows) {
    Taken taken;
    std::size_t bytes = 0;
    for (const auto& row : rows) bytes += row[1].size() + row[2].size();
    // Never grows: the records point into it.
    Bytes buffer;
    buffer.reserve(bytes);
    for (const auto& row : rows) {
      if (full()) {
        more_ = true;
        break;
      }
      page_.records.push_back({Position{binary_integer<std::uint64_t>(row[0])},
                               keep(buffer, row[1]), keep(buffer, row[2]), row[2].is_null()});
      bytes_ += row[1].size() + row[2].size();
    }
    page_.buffers.push_back(std::move(buffer));
    taken.bytes = bytes;
    taken.full = more_;
    return taken;
  }

  bool more() const { return more_; }
  RecordPage page() { return std::move(page_); }

 private:
  bool full() const {
    return !page_.records.empty() && (page_.records.size() >= records_max_ || bytes_ >= bytes_max_);
  }
  static ByteView keep(Bytes& buffer, const pqxx::field& field) {
    const auto bytes = binary_bytes(field);
    const auto at = buffer.size();
    append(buffer, bytes);
    return ByteView(buffer).subspan(at);
  }

  std::size_t records_max_;
  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  bool more_ = false;  // A row was there that did not fit.
  RecordPage page_;
};

constexpr char kSelect[] = "SELECT position, header, body FROM tally.records WHERE ";

}  // namespace

Result<RecordPage> PostgresStore::read(Position from, Direction direction,
                                       const ReadLimits& limits) const {
  const auto size = last_commit().size;
  const bool forward = direction == Direction::forward;
  if (size.value == 0 || (forward && !size.holds(from))) return RecordPage();
  const auto first = std::min(from.value, size.last().value);
  const auto available = forward ? size.value - first : first + 1;
  const auto rows_max =
      std::min<std::uint64_t>(available, std::max<std::size_t>(limits.records_max, 1));
  const auto range = forward ? "position >= " + bigint(first) + " AND position < " +
                                   bigint(size.value) + " ORDER BY position"
                             : "position <= " + bigint(first) + " ORDER BY position DESC";
  return readers_.run([&](pqxx::connection& connection) -> Result<RecordPage> {
    PageFilling filling(limits);
    fetch_rows(connection, kSelect + range + " LIMIT " + std::to_string(rows_max), rows_max,
               limits.bytes_max, [&](const pqxx::result& rows) { return filling.take(rows); });
    auto page = filling.page();
    for (std::size_t i = 0; i < page.records.size(); ++i) {
      const Position expected{forward ? first + i : first - i};
      if (page.records[i].position != expected) return missing(expected);
    }
    if (page.records.empty()) return missing({first});
    const auto count = page.records.size();
    if (count < rows_max && !filling.more()) {
      return missing({forward ? first + count : first - count});
    }
    page.end = count == available;
    return page;
  });
}

Result<RecordPage> PostgresStore::read_stream(std::string_view stream, Revision from,
                                              Direction direction, const ReadLimits& limits) const {
  const auto size = last_commit().size;
  const bool forward = direction == Direction::forward;
  // One row more than is wanted says whether there are more.
  const auto rows_max = std::max<std::size_t>(limits.records_max, 1) + 1;
  const Error no_stream(ErrorCode::not_found, "no stream " + std::string(stream), "stream");
  return readers_.run([&](pqxx::connection& connection) -> Result<RecordPage> {
    const auto of_stream = "stream = " + connection.quote(std::string(stream)) +
                           " AND position < " + bigint(size.value);
    PageFilling filling(limits);
    fetch_rows(
        connection,
        kSelect + of_stream + " AND revision " + (forward ? ">= " : "<= ") + bigint(from.value) +
            " ORDER BY revision" + (forward ? "" : " DESC") + " LIMIT " + std::to_string(rows_max),
        rows_max, limits.bytes_max, [&](const pqxx::result& rows) { return filling.take(rows); });
    auto page = filling.page();
    page.end = !filling.more();
    if (!page.records.empty()) return page;
    pqxx::nontransaction now(connection);
    const auto any = now.exec("SELECT FROM tally.records WHERE " + of_stream + " LIMIT 1");
    if (any.empty()) return no_stream;
    return page;
  });
}

Result<std::vector<std::optional<Position>>> PostgresStore::find_all(
    std::span<const EventId> ids) const {
  const auto size = last_commit().size;
  BinaryArray asked(kUuid, ids.size());
  for (const auto& id : ids) asked.push_bytes(id.view());
  using Positions = std::vector<std::optional<Position>>;
  return readers_.run([&](pqxx::connection& connection) -> Result<Positions> {
    pqxx::nontransaction now(connection);
    const auto rows = now.exec_prepared(kFindIds, asked.parameter(), size.value);
    std::unordered_map<EventId, Position> positions;
    for (const auto& row : rows) {
      TALLY_ASSIGN(const auto id, EventId::parse(row[1].c_str()));
      positions.emplace(id, Position{row[0].as<std::uint64_t>()});
    }
    Positions found(ids.size());
    if (positions.empty()) return found;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (const auto at = positions.find(ids[i]); at != positions.end()) found[i] = at->second;
    }
    return found;
  });
}

Result<std::optional<Position>> PostgresStore::find(const EventId& id) const {
  TALLY_ASSIGN(const auto found, find_all(std::span(&id, 1)));
  return found[0];
}

Result<std::optional<Position>> PostgresStore::find_for_certain(const EventId& id) const {
  if (role_ == Role::reader) return find(id);
  return readers_.run_with_session([&](Session& session) {
    return session.run([&](pqxx::connection& connection) -> Result<std::optional<Position>> {
      pqxx::work work(connection);
      work.exec("SELECT FROM tally.lock_ledger()");
      const auto rows =
          work.exec_params("SELECT position FROM tally.records WHERE id = $1", id.to_string());
      std::optional<Position> found;
      if (!rows.empty()) found = Position{rows[0][0].as<std::uint64_t>()};
      // An old primary that has been replaced would say anything; but it commits nothing any more.
      TALLY_TRY(commit_quietly(work, session.notices()));
      return found;
    });
  });
}

}  // namespace tally::postgres
