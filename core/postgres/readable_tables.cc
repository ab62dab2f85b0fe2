#include "core/postgres/readable_tables.h"

#include <charconv>
#include <map>

#include "core/base/hex.h"
#include "core/postgres/rows.h"
#include "core/postgres/setup.h"
#include "core/postgres/table_sql.h"

namespace tally::postgres {
namespace {

// In each database of its own: whoever projects holds it. The other number is the product's.
constexpr char kTakeRole[] = "SELECT pg_try_advisory_lock(6962, 1)";
constexpr std::size_t kInsertBytesMax = 4u << 20;

// Hears of the ledger's growth (sql/functions/tell_followers.sql).
class GrowthReceiver final : public pqxx::notification_receiver {
 public:
  explicit GrowthReceiver(pqxx::connection_base& connection)
      : pqxx::notification_receiver(connection, "tally") {}
  void operator()(const std::string& said, int) override {
    const auto* const end = said.data() + said.size();
    std::uint64_t size = 0;
    if (std::from_chars(said.data(), end, size).ptr == end) heard_.value = size;
  }
  TreeSize take() { return std::exchange(heard_, {}); }

 private:
  TreeSize heard_;
};

std::string bytea(const Hash& hash) { return "\\x" + to_hex(hash.view()); }

std::string array_text(const std::vector<std::int64_t>& values) {
  std::string text = "{";
  for (const auto value : values) {
    if (text.size() > 1) text += ",";
    text += std::to_string(value);
  }
  return text + "}";
}

void put_state(pqxx::work& work, const ProjectionState& state) {
  work.exec_params(
      "INSERT INTO tally.projection (view, of_list, version, position, root, state_hash, effective,"
      " definition, updated_at) VALUES ($1, $2, $3, $4, $5::bytea, nullif($6, '')::bytea,"
      " nullif($7, '')::date, $8, clock_timestamp()) ON CONFLICT (view, of_list) DO UPDATE SET"
      " version = excluded.version, position = excluded.position, root = excluded.root,"
      " state_hash = excluded.state_hash, effective = excluded.effective,"
      " definition = excluded.definition, updated_at = excluded.updated_at",
      state.view, state.of_list, state.version, state.position.value, bytea(state.root),
      state.state_hash ? bytea(*state.state_hash) : std::string(),
      state.effective ? state.effective->to_string() : std::string(), state.definition);
}

Result<ProjectionState> state_of(const pqxx::row& row) {
  ProjectionState state;
  state.view = row[0].c_str();
  state.of_list = row[1].c_str();
  state.version = row[2].as<std::uint32_t>();
  state.position = {row[3].as<std::uint64_t>()};
  state.root = hash_of(row[4]);
  if (!row[5].is_null()) state.state_hash = hash_of(row[5]);
  if (!row[6].is_null()) {
    TALLY_ASSIGN(state.effective, Date::parse(row[6].c_str()));
  }
  state.definition = row[7].c_str();
  return state;
}

// One array of JSON objects out of many, a few MiB at a time.
template <class Rows, class Text, class Send>
void in_portions(const Rows& rows, const Text& text, const Send& send) {
  std::string array = "[";
  for (const auto& row : rows) {
    if (array.size() > 1) array += ",";
    array += text(row);
    if (array.size() < kInsertBytesMax) continue;
    send(array + "]");
    array = "[";
  }
  if (array.size() > 1) send(array + "]");
}

void change_table(pqxx::work& work, const TableChange& change) {
  const auto& to = change.to;
  const auto table = "tally_views." + quoted_name(to.view);
  if (change.gone) {
    work.exec_params("DELETE FROM " + table + " WHERE of_list = $1", to.of_list);
    work.exec_params("DELETE FROM tally.projection WHERE view = $1 AND of_list = $2", to.view,
                     to.of_list);
    return;
  }
  if (!change.deleted.empty()) {
    work.exec_params("DELETE FROM " + table + " WHERE of_list = $1 AND ordinal = ANY($2::bigint[])",
                     to.of_list, array_text(change.deleted));
  }
  if (!change.inserted.empty()) {
    const auto insert = insert_rows_sql(to.view, change.columns);
    in_portions(
        change.inserted,
        [](const TableRow& row) {
          return "{\"ordinal\":" + std::to_string(row.ordinal) + ",\"json\":" + row.json + "}";
        },
        [&](const std::string& rows) { work.exec_params(insert, to.of_list, rows); });
  }
  put_state(work, to);
}

class PostgresReadableTables final : public ReadableTables {
 public:
  PostgresReadableTables(std::string address, bool reads_only)
      : address_(std::move(address)), reads_only_(reads_only) {}

  Result<bool> take_role() override {
    if (session_ && session_->lost()) drop();
    if (has_role_) return true;
    if (!session_) TALLY_TRY(connect());
    if (reads_only_) return false;
    TALLY_ASSIGN(has_role_, run([](pqxx::connection& connection) -> Result<bool> {
                   pqxx::nontransaction now(connection);
                   return now.exec1(kTakeRole)[0].as<bool>();
                 }));
    if (has_role_) ++term_;
    return has_role_;
  }
  std::uint64_t term() const override { return term_; }

  Result<TreeSize> ledger_size() override {
    return run([&](pqxx::connection& connection) -> Result<TreeSize> {
      pqxx::nontransaction now(connection);
      return TreeSize{now.exec1("SELECT size FROM tally.ledger")[0].as<std::uint64_t>()};
    });
  }

  Result<std::vector<ProjectionState>> states() override {
    using States = std::vector<ProjectionState>;
    return run([&](pqxx::connection& connection) -> Result<States> {
      pqxx::nontransaction now(connection);
      States states;
      for (const auto& row : now.exec(
               "SELECT view, of_list, version, position, root, state_hash, effective, definition"
               " FROM tally.projection ORDER BY view, of_list")) {
        TALLY_ASSIGN(states.emplace_back(), state_of(row));
      }
      return states;
    });
  }

  Result<void> clear() override {
    return in_transaction([&](pqxx::work& work) -> Result<void> {
      work.exec("TRUNCATE tally.readable");
      for (const auto& row :
           work.exec("SELECT DISTINCT view FROM tally.projection WHERE view <> 'events'")) {
        work.exec("DROP TABLE IF EXISTS tally_views." + quoted_name(row[0].c_str()));
      }
      work.exec("DELETE FROM tally.projection");
      return {};
    });
  }

  Result<std::vector<std::string>> keep_families(std::span<const EventFamily> families) override {
    using Notes = std::vector<std::string>;
    return run([&](pqxx::connection& connection) -> Result<Notes> {
      Notes notes;
      auto there = views_there(connection);
      for (const auto& family : families) {
        const auto name = family_view_name(family);
        const auto sql = create_family_sql(family);
        const auto made_of =
            "Events, one row each. Made of " + to_hex(sha256(as_bytes(sql)).view());
        const auto found = there.find(name);
        const bool same = found != there.end() && found->second == made_of;
        if (!same) make_view(connection, name, sql, made_of, notes);
        if (found != there.end()) there.erase(found);
      }
      for (const auto& [name, made_of] : there) make_view(connection, name, "", "", notes);
      return notes;
    });
  }

  Result<void> append_events(TreeSize from, const ProjectionState& to,
                             std::span<const std::string> rows) override {
    return in_transaction([&](pqxx::work& work) -> Result<void> {
      // Whoever erases waits until this is committed, or has done so before the look below.
      work.exec("LOCK TABLE tally.readable IN ROW EXCLUSIVE MODE");
      const auto stands = work.exec1(
          "SELECT coalesce(max(position), 0) FROM tally.projection WHERE view = 'events'");
      if (stands[0].as<std::uint64_t>() != from.value) {
        return postgres_error(ErrorCode::conflict, "somebody else has projected meanwhile");
      }
      in_portions(
          rows, [](const std::string& row) { return row; },
          [&](const std::string& array) {
            work.exec_params(
                "INSERT INTO tally.readable"
                " SELECT * FROM jsonb_populate_recordset(NULL::tally.readable, $1::jsonb)",
                array);
          });
      work.exec_params(
          "UPDATE tally.readable SET payload = NULL, erased = true FROM tally.records"
          " WHERE readable.position = records.position AND body IS NULL AND NOT erased"
          " AND readable.position >= $1 AND readable.position < $2"
          " AND records.position >= $1 AND records.position < $2",
          from.value, to.position.value);
      put_state(work, to);
      return {};
    });
  }

  Result<void> make_table(const std::string& view, std::span<const TableColumn> columns) override {
    return in_transaction([&](pqxx::work& work) -> Result<void> {
      drop_table_in(work, view);
      work.exec(create_table_sql(view, columns));
      return {};
    });
  }

  Result<void> drop_table(const std::string& view) override {
    return in_transaction([&](pqxx::work& work) -> Result<void> {
      drop_table_in(work, view);
      return {};
    });
  }

  Result<std::vector<TableRow>> rows(const std::string& view, const std::string& of_list) override {
    using Rows = std::vector<TableRow>;
    return run([&](pqxx::connection& connection) -> Result<Rows> {
      pqxx::nontransaction now(connection);
      Rows rows;
      for (const auto& row :
           now.exec_params("SELECT ordinal, json FROM tally_views." + quoted_name(view) +
                               " WHERE of_list = $1 ORDER BY ordinal",
                           of_list)) {
        rows.push_back({row[0].as<std::int64_t>(), row[1].c_str()});
      }
      return rows;
    });
  }

  Result<std::uint64_t> columns_differing(const std::string& view,
                                          std::span<const TableColumn> columns) override {
    return run([&](pqxx::connection& connection) -> Result<std::uint64_t> {
      pqxx::nontransaction now(connection);
      return now.exec1(count_differing_sql(view, columns))[0].as<std::uint64_t>();
    });
  }

  Result<void> change_tables(std::span<const TableChange> changes) override {
    return in_transaction([&](pqxx::work& work) -> Result<void> {
      for (const auto& change : changes) change_table(work, change);
      return {};
    });
  }

  Result<TreeSize> wait(std::chrono::milliseconds time) override {
    return run([&](pqxx::connection& connection) -> Result<TreeSize> {
      if (!receiver_) return postgres_error(ErrorCode::io, "not listening");
      if (const auto heard = receiver_->take(); heard.value > 0) return heard;
      connection.await_notification(time.count() / 1000, time.count() % 1000 * 1000);
      return receiver_->take();
    });
  }

 private:
  // After a failure nothing is known of the session: it ends, and the role with it.
  template <class Body>
  auto run(const Body& body) -> decltype(body(std::declval<pqxx::connection&>())) {
    if (!session_) return postgres_error(ErrorCode::io, "not connected");
    auto result = session_->run(body);
    if (!result.ok()) drop();
    return result;
  }
  template <class Body>
  Result<void> in_transaction(const Body& body) {
    return run([&](pqxx::connection& connection) -> Result<void> {
      pqxx::work work(connection);
      TALLY_TRY(body(work));
      work.commit();
      return {};
    });
  }
  Result<void> connect() {
    const auto role = reads_only_ ? Role::reader : Role::projector;
    TALLY_ASSIGN(session_, Session::connect(address_, role));
    return run([&](pqxx::connection& connection) -> Result<void> {
      TALLY_TRY(check_schema(*session_));
      if (!reads_only_) receiver_ = std::make_unique<GrowthReceiver>(connection);
      return {};
    });
  }
  void drop() {
    has_role_ = false;
    receiver_.reset();
    session_.reset();
  }

  static void drop_table_in(pqxx::work& work, const std::string& view) {
    work.exec("DROP TABLE IF EXISTS tally_views." + quoted_name(view));
    work.exec_params("DELETE FROM tally.projection WHERE view = $1", view);
  }

  // The views in tally_views, with what they say of themselves.
  static std::map<std::string, std::string> views_there(pqxx::connection& connection) {
    pqxx::nontransaction now(connection);
    std::map<std::string, std::string> there;
    for (const auto& row :
         now.exec("SELECT relname, coalesce(obj_description(oid, 'pg_class'), '') FROM pg_class"
                  " WHERE relnamespace = 'tally_views'::regnamespace AND relkind = 'v'"
                  " AND relowner = 'tally_projector'::regrole")) {
      there.emplace(row[0].c_str(), row[1].c_str());
    }
    return there;
  }

  // In place of the one that is there; without `sql` only that one goes.
  static void make_view(pqxx::connection& connection, const std::string& name,
                        const std::string& sql, const std::string& made_of,
                        std::vector<std::string>& notes) {
    const auto view = "tally_views." + quoted_name(name);
    try {
      pqxx::work work(connection);
      work.exec("DROP VIEW IF EXISTS " + view);
      if (!sql.empty()) {
        work.exec(sql);
        work.exec("GRANT SELECT ON " + view + " TO tally_reader, tally_writer");
        work.exec("COMMENT ON VIEW " + view + " IS " + quoted_text(made_of));
      }
      work.commit();
    } catch (const pqxx::sql_error& error) {
      notes.push_back(postgres_error(ErrorCode::invalid, error.what()).message);
    }
  }

  const std::string address_;
  const bool reads_only_;
  std::uint64_t term_ = 0;
  std::unique_ptr<Session> session_;
  std::unique_ptr<GrowthReceiver> receiver_;  // Of the session.
  bool has_role_ = false;
};

}  // namespace
}  // namespace tally::postgres

namespace tally {

std::unique_ptr<ReadableTables> postgres_readable_tables(std::string address, bool reads_only) {
  return std::make_unique<postgres::PostgresReadableTables>(std::move(address), reads_only);
}

}  // namespace tally
