// How a durable store is opened, so that only a main.cc names a concrete one (decision D4).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/store/event_store.h"
#include "core/store/readable_tables.h"

namespace tally {

enum class StoreAccess : std::uint8_t {
  create,     // The directory must not exist; the new store is empty and locked for writing.
  write,      // Takes the writer's lock, recovers, repairs.
  resume,     // As write, though less is there than had been acknowledged: an approved recovery.
  read_only,  // Beside a live writer or none: stops at the durable size, never repairs.
};

// What a store found when it re-read everything it holds up to a size.
struct StoreCheck {
  std::uint64_t records = 0;
  std::uint64_t commits = 0;  // Marks checked.
  std::uint64_t bytes = 0;    // Read and compared with their checksums.
  bool ids_checked = false;   // Every id found at its position, and no id twice.
  bool streams_checked = false;
  std::vector<std::string> problems;  // File and offset of each; empty = sound.
};

struct OpenedStore {
  std::unique_ptr<EventStore> store;
  std::vector<std::string> notes;  // What recovery found and did, for people.
  // Read-only access: takes in what a live writer has made durable since. Others: does nothing.
  std::function<Result<void>()> refresh;
  // Makes it durable how much has been acknowledged so far, so that a store which has lost some of
  // it is refused before anything in it is repaired. `mark` is about to be signed: `corrupt`, rule
  // "forked", if something else is signed for its size. Any thread. Read-only access: does nothing.
  std::function<Result<void>(const CommitMark& mark)> keep_durable_size;
  // What was acknowledged before, as far as is known from elsewhere than the records: they must
  // lead to this root at this size, unless the store was opened to be resumed.
  std::optional<CommitMark> acknowledged;
  // Reads everything up to the size from the disk again. `invalid` beyond the durable size.
  std::function<Result<StoreCheck>(TreeSize)> check;
  // Holds the readable rows that stand beside the records (readable_tables.h) against them, as far
  // as there are any. Null where a store has none.
  std::function<Result<StoreCheck>(TreeSize, const ReadableEvent&)> check_readable;
};

// `not_found`: no store there. `overloaded`, field "lock": another process writes. `corrupt` with
// file and offset for damage. The disk outlives the store.
using StoreOpener =
    std::function<Result<OpenedStore>(Disk& disk, const std::string& directory, StoreAccess)>;

// A commit that was given up. Its bytes lie in the log's directory under `name`.
struct DroppedTail {
  std::string name;
  TreeSize size;          // Records that stand before it.
  TreeSize acknowledged;  // Records that the log had said were durable: at least `size`.
  std::uint64_t bytes = 0;
  Hash sha256;
};

// How an operator gives up the damaged last commit of a store whose opening is refused (contracts
// C4), so that only a main.cc names a concrete store.
struct TailRecovery {
  // See core/log/drop_tail.h.
  std::function<Result<DroppedTail>(Disk& disk, const std::string& directory, TreeSize signed_size)>
      drop;
  std::function<Result<std::vector<DroppedTail>>(Disk& disk, const std::string& directory)> dropped;
};

}  // namespace tally
