// Imports a table by a mapping: the same file gives the same event ids, so a second run records
// nothing, and a later edition finds its old rows as duplicates (contracts C3).
//
// Every actor named by a row and not seen before in the file is enrolled first. Events go out in
// file order in batches; what the ledger does not take is reported with its line, the rest goes on.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/ledger/append.h"
#include "tools/import/mapping.h"

namespace tally {

struct ImportSource {
  std::string file_name;  // Base name; stands in each event's basis as "name#line".
  Bytes data;
};

struct ImportOptions {
  std::string actor;     // Who imports: the actor of the enrolments.
  bool dry_run = false;  // Maps and encodes everything, sends nothing.
  std::size_t batch_events = 256;
};

struct ImportSummary {
  std::uint64_t recorded = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t skipped = 0;   // Rows that the mapping leaves out.
  std::uint64_t rejected = 0;  // Rows or events that could not be recorded.
};

struct ImportReject {
  std::uint64_t line = 0;
  std::string type;  // Empty when the row as a whole was rejected.
  Error error;
};

struct ImportCalls {
  // Sends one batch on channel `import`. An Error means that the ledger could not be reached, and
  // ends the import; running it again goes on where it stopped.
  std::function<Result<AppendResult>(AppendBatch)> append;
  std::function<void(const ImportReject&)> reject;
  std::function<void(std::uint64_t line)> progress;  // The line reached; may be empty.
};

Result<ImportSummary> run_import(const Mapping& mapping, const ImportSource& source,
                                 const ImportOptions& options, const ImportCalls& calls);

// {"line","type","error","field","rule","message"}
Json reject_json(const ImportReject& reject);

}  // namespace tally
