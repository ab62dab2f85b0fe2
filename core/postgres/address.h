// Where a ledger's database is: a PostgreSQL connection URI ("postgresql://host1,host2/ledger?…")
// or keywords ("host=… dbname=…"), as libpq takes them.
#pragma once

#include <string>
#include <string_view>

namespace tally::postgres {

// Whether `text` means a database rather than a directory: it begins with "postgresql://" or
// "postgres://", or holds a keyword "dbname=".
bool is_address(std::string_view text);

// Adds what a ledger needs where the address says nothing else: of several hosts the one that takes
// writes (`writes`), and deadlines, so that a machine that is gone is noticed in seconds.
std::string with_defaults(std::string_view address, bool writes);

// The address without its password, for logs and messages.
std::string without_password(std::string_view address);

}  // namespace tally::postgres
