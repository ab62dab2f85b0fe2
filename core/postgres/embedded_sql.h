// The SQL of sql/, as the build found it.
#pragma once

#include <span>
#include <string_view>

namespace tally::postgres {

struct SqlFile {
  std::string_view name;  // "0001_ledger" of sql/migrations/0001_ledger.sql.
  std::string_view text;
};

// sql/schema.sql: roles, schema, the list of migrations.
std::string_view schema_sql();
// One function each, by name. Replaced whenever a database is set up or migrated.
std::span<const SqlFile> sql_functions();
// In order; the number of the first is 1.
std::span<const SqlFile> sql_migrations();

}  // namespace tally::postgres
