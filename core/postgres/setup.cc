#include "core/postgres/setup.h"

#include "core/postgres/embedded_sql.h"

namespace tally::postgres {
namespace {

std::size_t applied_migrations(pqxx::transaction_base& transaction) {
  return transaction.exec1("SELECT coalesce(max(number), 0) FROM tally.migrations")[0]
      .as<std::size_t>();
}

Error newer_than_known(std::size_t applied) {
  return postgres_error(ErrorCode::invalid, "the database is at migration " +
                                                std::to_string(applied) + ", this software knows " +
                                                std::to_string(sql_migrations().size()));
}

}  // namespace

Result<void> set_up(const std::string& address) {
  TALLY_ASSIGN(const auto session, Session::connect(address, Role::set_up));
  return session->run([](pqxx::connection& connection) -> Result<void> {
    pqxx::work work(connection);
    const auto encoding = work.exec1("SHOW server_encoding")[0].as<std::string>();
    if (encoding != "UTF8") {
      return postgres_error(ErrorCode::invalid,
                            "the database holds text as " + encoding + "; it must be UTF8");
    }
    work.exec("SELECT pg_advisory_xact_lock(6962)");  // One at a time.
    work.exec("SET LOCAL client_min_messages = error");
    work.exec(std::string(schema_sql()));
    for (const auto& function : sql_functions()) work.exec(std::string(function.text));
    const auto applied = applied_migrations(work);
    if (applied > sql_migrations().size()) return newer_than_known(applied);
    for (auto number = applied; number < sql_migrations().size(); ++number) {
      const auto& migration = sql_migrations()[number];
      work.exec(std::string(migration.text));
      work.exec_params("INSERT INTO tally.migrations (number, name) VALUES ($1, $2)", number + 1,
                       std::string(migration.name));
    }
    work.commit();
    return {};
  });
}

Result<void> check_schema(Session& session) {
  return session.run([](pqxx::connection& connection) -> Result<void> {
    pqxx::nontransaction now(connection);
    if (now.exec1("SELECT to_regclass('tally.migrations')")[0].is_null()) {
      return Error(ErrorCode::not_found,
                   "the database holds no ledger; make one with tally init --store", "postgres");
    }
    const auto applied = applied_migrations(now);
    if (applied > sql_migrations().size()) return newer_than_known(applied);
    if (applied == sql_migrations().size()) return {};
    return postgres_error(ErrorCode::invalid, "the database is at migration " +
                                                  std::to_string(applied) + " of " +
                                                  std::to_string(sql_migrations().size()) +
                                                  "; bring it up with tally migrate");
  });
}

Result<std::vector<std::string>> server_warnings(Session& session) {
  using Warnings = std::vector<std::string>;
  return session.run([](pqxx::connection& connection) -> Result<Warnings> {
    Warnings warnings;
    pqxx::nontransaction now(connection);
    for (const char* name : {"fsync", "full_page_writes"}) {
      const auto value = now.exec1("SELECT current_setting('" + std::string(name) + "')")[0];
      if (std::string(value.c_str()) == "off") {
        warnings.push_back("the database server runs with " + std::string(name) +
                           " off: what is acknowledged may be lost when its machine stops");
      }
    }
    return warnings;
  });
}

}  // namespace tally::postgres
