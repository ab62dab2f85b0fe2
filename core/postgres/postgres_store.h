// The shared store: a ledger in a PostgreSQL database, for several servers at once. POSTGRES.md
// says how to set one up and what the database defends (contracts C12).
//
//   commit   one transaction: one function call, a compare-and-swap on the ledger's row as its last
//            statement, COMMIT. Somebody else was first: `conflict`, nothing is recorded.
//   doubt    a connection lost during COMMIT, or a standby that was not waited for, is settled by
//   id
//            under the row's lock; `in_doubt` if that takes too long
//   read     position >= from ORDER BY position: positions are in commit order, without gaps
//
// Needs the logins' memberships: tally_writer to write, tally_redactor to erase, tally_reader to
// read only.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/store/open_store.h"

namespace tally {

struct PostgresOptions {
  std::size_t readers_max = 8;  // Connections beside the writer's own.
  // The server gives up a statement by itself after these.
  std::chrono::milliseconds lock_timeout{5'000};
  std::chrono::milliseconds statement_timeout{60'000};
  std::chrono::milliseconds idle_in_transaction_timeout{10'000};
  // So long a commit waits for the answer to what has become of it; then it is `in_doubt`.
  std::chrono::milliseconds settle_timeout{10'000};
};

// Whether `text` is the address of a database rather than a directory.
bool is_postgres_address(std::string_view text);
// The address without its password.
std::string shown_postgres_address(std::string_view address);

// Brings a database up to this software's schema; for a login that may make roles.
Result<void> migrate_postgres(const std::string& address);

// `directory` is on the local disk: a lock, and what was acknowledged last, so that a database that
// has lost some of it is `corrupt` and not believed. Made where it is missing; its parent exists.
//
//   create     sets the database up; `invalid`, field "store", if it holds events
//   write      several processes may, each with a directory of its own
//   resume     as write, and what was acknowledged is not held against the database
//   read_only  needs no directory
//
// Errors: `io` if the server cannot be reached, `not_found` if the database holds no ledger,
// `invalid` for a schema of another version or a login without the role.
Result<OpenedStore> open_postgres_store(Disk& disk, const std::string& directory,
                                        StoreAccess access, const std::string& address,
                                        const PostgresOptions& options = {});

// The same as a LedgerDirectory opens its store: what would be DIR/log is DIR/postgres.
StoreOpener postgres_opener(std::string address, PostgresOptions options = {});

}  // namespace tally
