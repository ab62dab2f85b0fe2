// Ledgers' databases on a server of the test's own.
#pragma once

#include <gtest/gtest.h>

#include <pqxx/pqxx>
#include <string>

#include "core/postgres/postgres_store.h"
#include "tests/support/postgres_cluster.h"
#include "tests/support/record_source.h"

namespace tally::test {

// One server for a whole test program; tests that kill theirs make another.
inline PostgresCluster& shared_cluster() {
  static PostgresCluster cluster;
  return cluster;
}

// Runs statements as the superuser and gives the first value of the last one, or "".
inline std::string run_sql(const std::string& address, const std::string& sql) {
  pqxx::connection connection(address);
  pqxx::nontransaction now(connection);
  const auto rows = now.exec(sql);
  if (rows.empty() || rows.columns() == 0) return {};
  return rows[0][0].is_null() ? "null" : rows[0][0].c_str();
}

// A database of its own, with any number of stores over it.
class Database {
 public:
  explicit Database(PostgresCluster& cluster = shared_cluster()) : cluster_(cluster) {
    static int number = 0;
    name_ = "ledger_" + std::to_string(++number);
    run_sql(cluster.address("postgres"), "CREATE DATABASE " + name_);
    directory_ = cluster.local_directory(name_);
  }

  const std::string& name() const { return name_; }
  std::string address() const { return cluster_.address(name_); }
  // Of a server's own files.
  std::string directory(const std::string& name) const { return directory_ + "/" + name; }
  std::string sql(const std::string& statements) const { return run_sql(address(), statements); }
  // As a superuser who means harm: no trigger is in his way.
  std::string tamper(const std::string& statements) const {
    return sql(
        "SET session_replication_role = replica;"
        "ALTER TABLE tally.records DISABLE TRIGGER ALL;"
        "ALTER TABLE tally.ledger DISABLE TRIGGER ALL;" +
        statements);
  }

  Result<OpenedStore> open(StoreAccess access, const std::string& name = "one",
                           const PostgresOptions& options = {}) const {
    return open_postgres_store(system_disk(), directory(name), access, address(), options);
  }
  OpenedStore must_open(StoreAccess access, const std::string& name = "one",
                        const PostgresOptions& options = {}) const {
    auto opened = open(access, name, options);
    if (!opened.ok()) ADD_FAILURE() << opened.error().to_string();
    TALLY_CHECK(opened.ok());
    return std::move(opened).value();
  }

 private:
  PostgresCluster& cluster_;
  std::string name_;
  std::string directory_;
};

inline Result<void> commit_next(EventStore& store, RecordSource& source, std::size_t count) {
  const auto records = source.batch(count);
  return store.commit(views_of(records), source.mark());
}

}  // namespace tally::test
