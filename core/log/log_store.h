// The embedded store: segments of records in one directory, one writer, no server. FORMAT.md draws
// the bytes.
//
//   commit   one write, one fdatasync, then the index and the published durable size
//   read     pread and checksums; an I/O error or a flipped bit is a result, never a signal
//   open     contracts C4: a torn end is dropped and told, everything else is `corrupt`
#pragma once

#include <functional>
#include <string>

#include "core/base/background.h"
#include "core/base/random.h"
#include "core/store/open_store.h"

namespace tally {

struct LogOptions {
  // A commit that does not fit goes into a new segment. One that is larger than this has a segment
  // of its own.
  std::uint64_t segment_bytes_max = 64u << 20;
  // When less than this would stay free, commits are `read_only`; they go on when there is room.
  std::uint64_t reserve_bytes = 64u << 20;
  // For the check seeds of segments and the index's hash key; the kernel's if null.
  Random* random = nullptr;
  // Makes the index files of sealed segments, and fills the next segment with zeros while the
  // current one is written to, of the log's own length but at least 4 MiB and at most a segment:
  // commits are about a quarter faster for it. Null: a segment grows with its commits, and there
  // are no new index files.
  Background* background = nullptr;
  // Hears of work in the background that failed; commits go on. From any thread; may be empty.
  std::function<void(const Error&)> report;
};

// A StoreOpener. `directory` is the log's own (DIR/log of a ledger); its parent must exist.
// `create` in an existing directory is `invalid`, field "directory". A store opened `read_only`
// answers commit() and erase() with `read_only`. The disk, the random source and the background
// outlive the store.
Result<OpenedStore> open_log_store(Disk& disk, const std::string& directory, StoreAccess access);
Result<OpenedStore> open_log_store(Disk& disk, const std::string& directory, StoreAccess access,
                                   const LogOptions& options);

}  // namespace tally
