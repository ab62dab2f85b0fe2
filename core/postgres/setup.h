// Makes and migrates the schema `tally` of a database, and says whether it is the one that this
// software knows.
#pragma once

#include "core/postgres/session.h"

namespace tally::postgres {

// Brings roles, functions and migrations up to this software's, in one transaction, one process at
// a time. For a login that may make roles. `invalid` if the database is newer than this software,
// or does not hold text as UTF-8.
Result<void> set_up(const std::string& address);

// `invalid` with what to do, if the database holds no ledger's schema, an older or a newer one.
Result<void> check_schema(Session& session);

// What of the server's configuration takes away what the ledger promises, for people.
Result<std::vector<std::string>> server_warnings(Session& session);

}  // namespace tally::postgres
