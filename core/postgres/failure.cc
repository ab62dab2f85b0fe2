#include "core/postgres/failure.h"

#include <algorithm>
#include <pqxx/pqxx>
#include <string_view>

namespace tally::postgres {
namespace {

struct StateCode {
  std::string_view begin;  // An SQLSTATE, or the first characters of a class of them.
  ErrorCode code;
};

// libpqxx 6.4 has exceptions for some of these, which do not all carry their SQLSTATE.
// The first that fits. Appendix A of PostgreSQL's manual lists them; TA001 is our own.
constexpr StateCode kStates[] = {
    {"TA001", ErrorCode::conflict},   // tally.commit: the ledger has moved on.
    {"23505", ErrorCode::conflict},   // unique_violation: a position, an id or a revision is taken.
    {"40003", ErrorCode::in_doubt},   // statement_completion_unknown
    {"40", ErrorCode::conflict},      // serialization_failure, deadlock_detected, …
    {"25006", ErrorCode::read_only},  // read_only_sql_transaction
    {"53100", ErrorCode::read_only},  // disk_full
    {"53", ErrorCode::overloaded},    // out_of_memory, too_many_connections, …
    {"55P03", ErrorCode::overloaded},  // lock_not_available
    {"57014", ErrorCode::overloaded},  // query_canceled: statement_timeout, or somebody's wish.
    {"57", ErrorCode::io},             // admin_shutdown, crash_shutdown, cannot_connect_now, …
    {"08", ErrorCode::io},             // connection_exception
    {"58", ErrorCode::io},             // system_error
    {"XX001", ErrorCode::corrupt},     // data_corrupted
    {"XX002", ErrorCode::corrupt},     // index_corrupted
    {"28", ErrorCode::invalid},        // invalid_authorization_specification
    {"42", ErrorCode::invalid},        // insufficient_privilege, undefined_table, …
    {"3F", ErrorCode::invalid},        // invalid_schema_name
};

ErrorCode code_of(std::string_view state) {
  for (const auto& entry : kStates) {
    if (state.substr(0, entry.begin.size()) == entry.begin) return entry.code;
  }
  return ErrorCode::io;
}

}  // namespace

Error postgres_error(ErrorCode code, std::string message) {
  while (!message.empty() && message.back() == '\n') message.pop_back();
  std::replace(message.begin(), message.end(), '\n', ' ');
  return Error(code, std::move(message), "postgres");
}

Error caught_failure() {
  try {
    throw;
  } catch (const pqxx::in_doubt_error& error) {
    return postgres_error(ErrorCode::in_doubt, error.what());
  } catch (const pqxx::statement_completion_unknown& error) {
    return postgres_error(ErrorCode::in_doubt, error.what());
  } catch (const pqxx::transaction_rollback& error) {
    return postgres_error(ErrorCode::conflict, error.what());
  } catch (const pqxx::unique_violation& error) {
    return postgres_error(ErrorCode::conflict, error.what());
  } catch (const pqxx::disk_full& error) {
    return postgres_error(ErrorCode::read_only, error.what());
  } catch (const pqxx::insufficient_resources& error) {
    return postgres_error(ErrorCode::overloaded, error.what());
  } catch (const pqxx::insufficient_privilege& error) {
    return postgres_error(ErrorCode::invalid, error.what());
  } catch (const pqxx::syntax_error& error) {  // And undefined_table, undefined_function, …
    return postgres_error(ErrorCode::invalid, error.what());
  } catch (const pqxx::sql_error& error) {
    return postgres_error(code_of(error.sqlstate()), error.what());
  } catch (const pqxx::broken_connection& error) {
    return postgres_error(ErrorCode::io, error.what());
  } catch (const std::exception& error) {
    return postgres_error(ErrorCode::io, error.what());
  }
}

}  // namespace tally::postgres
