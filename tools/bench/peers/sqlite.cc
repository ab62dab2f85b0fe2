// The program `bench-sqlite FILE EVENTS BATCH`: rows with the bytes and indexes of a ledger's
// events into a new SQLite database, BATCH rows a transaction, in process. WAL and
// synchronous=FULL: a transaction is durable when it has been committed, as an acknowledged event
// is. One JSON line.
#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

namespace {

constexpr int kHeaderBytes = 160;
constexpr int kBodyBytes = 196;
constexpr std::uint64_t kStreams = 10'000;

const char kSchema[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -262144;"
    "PRAGMA wal_autocheckpoint = 10000;"
    "CREATE TABLE events (position INTEGER PRIMARY KEY, id BLOB NOT NULL, stream TEXT NOT NULL,"
    "  revision INTEGER NOT NULL, header BLOB NOT NULL, body BLOB NOT NULL);"
    "CREATE UNIQUE INDEX events_id ON events (id);"
    "CREATE UNIQUE INDEX events_stream ON events (stream, revision);";

[[noreturn]] void fail(sqlite3* database) {
  std::fprintf(stderr, "bench-sqlite: %s\n", sqlite3_errmsg(database));
  std::exit(1);
}

class Rows {
 public:
  explicit Rows(sqlite3* database) : database_(database) {
    if (sqlite3_exec(database_, kSchema, nullptr, nullptr, nullptr) != SQLITE_OK) fail(database_);
    prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", &insert_);
    prepare("BEGIN IMMEDIATE", &begin_);
    prepare("COMMIT", &commit_);
  }
  ~Rows() {
    for (auto* statement : {insert_, begin_, commit_}) sqlite3_finalize(statement);
  }

  void add(std::uint64_t first, std::uint64_t count) {
    run(begin_);
    for (auto position = first; position < first + count; ++position) insert(position);
    run(commit_);
  }

 private:
  void prepare(const char* text, sqlite3_stmt** statement) {
    if (sqlite3_prepare_v2(database_, text, -1, statement, nullptr) != SQLITE_OK) fail(database_);
  }

  void run(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) fail(database_);
    sqlite3_reset(statement);
  }

  void insert(std::uint64_t position) {
    const std::uint64_t id[2] = {random_(), random_()};
    char stream[32];
    const int length = std::snprintf(stream, sizeof(stream), "project-B-%05u",
                                     static_cast<unsigned>(position % kStreams));
    sqlite3_bind_int64(insert_, 1, static_cast<std::int64_t>(position));
    sqlite3_bind_blob(insert_, 2, id, sizeof(id), SQLITE_TRANSIENT);
    sqlite3_bind_text(insert_, 3, stream, length, SQLITE_TRANSIENT);
    sqlite3_bind_int64(insert_, 4, static_cast<std::int64_t>(position / kStreams));
    sqlite3_bind_blob(insert_, 5, header_.data(), kHeaderBytes, SQLITE_STATIC);
    sqlite3_bind_blob(insert_, 6, body_.data(), kBodyBytes, SQLITE_STATIC);
    run(insert_);
  }

  sqlite3* database_;
  sqlite3_stmt* insert_ = nullptr;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
  std::mt19937_64 random_{std::random_device{}()};
  std::string header_ = std::string(kHeaderBytes, 'h');
  std::string body_ = std::string(kBodyBytes, 'b');
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "bench-sqlite FILE EVENTS BATCH\n");
    return 2;
  }
  const std::uint64_t events = std::strtoull(argv[2], nullptr, 10);
  const std::uint64_t batch = std::strtoull(argv[3], nullptr, 10);
  if (events == 0 || batch == 0) return 2;
  sqlite3* database = nullptr;
  if (sqlite3_open(argv[1], &database) != SQLITE_OK) fail(database);
  std::int64_t us = 0;
  {
    Rows rows(database);
    const auto begin = std::chrono::steady_clock::now();
    for (std::uint64_t at = 0; at < events; at += batch) {
      rows.add(at, events - at < batch ? events - at : batch);
    }
    us = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                               begin)
             .count();
  }
  sqlite3_close(database);
  std::printf(
      "{\"bench\":\"sqlite\",\"version\":\"%s\",\"batch\":%llu,\"events\":%llu,"
      "\"microseconds\":%lld,\"events_per_second\":%llu}\n",
      sqlite3_libversion(), static_cast<unsigned long long>(batch),
      static_cast<unsigned long long>(events), static_cast<long long>(us),
      static_cast<unsigned long long>(us > 0 ? events * 1'000'000 / static_cast<std::uint64_t>(us)
                                             : 0));
  return 0;
}
