// What libpqxx throws, as the ledger's errors. Whoever calls libpqxx catches with these.
#pragma once

#include <exception>
#include <string>

#include "core/base/result.h"

namespace tally::postgres {

// To be called while an exception is handled.
//
//   conflict    somebody else was there first (lost compare-and-swap, unique violation,
//   serialization
//               failure, deadlock): nothing was recorded; look again and decide again
//   in_doubt    the connection was lost while COMMIT was under way
//   read_only   the database takes no writes now: a standby, or its disk is full
//   overloaded  the database cannot do it now (lock or statement timeout, too many connections)
//   corrupt     PostgreSQL found its own data damaged
//   invalid     not allowed, or not a ledger's database: a person must look at the set-up
//   io          the connection was lost or could not be made, and all else
Error caught_failure();

// Field "postgres": the message is PostgreSQL's own, on one line.
Error postgres_error(ErrorCode code, std::string message);

}  // namespace tally::postgres
