// What the machine gives: the bare limits that every figure is held against, measured in the same
// run and on the same file system.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace tally::bench {

enum class FileKind : std::uint8_t { growing, zero_filled };

struct SyncTimes {
  std::int64_t us = 0;
  std::vector<std::uint32_t> each_us;
};

// `count` times: write `bytes` bytes behind the last, fdatasync. The file is made at `path` and
// removed.
Result<SyncTimes> bare_syncs(const std::string& path, FileKind kind, std::uint64_t bytes,
                             std::uint64_t count);

// Group commit without a ledger: each of `threads` threads hands in `bytes` bytes and waits until
// they are durable, over and over, `count` times in all; one of those that wait writes and syncs
// what has gathered, in a zero-filled file. Microseconds.
Result<std::int64_t> bare_group_commit(const std::string& path, std::uint32_t threads,
                                       std::uint64_t bytes, std::uint64_t count);

// SHA-256 by OpenSSL of `count` messages of `bytes` bytes each, on each of `threads` threads its
// share. Microseconds.
std::int64_t bare_sha256(std::uint64_t bytes, std::uint64_t count, unsigned threads);

struct LogFiles {
  std::vector<std::string> paths;
  std::uint64_t bytes = 0;
};
// The segments of the ledger in this directory.
Result<LogFiles> log_files(const std::string& directory);
// pread of all of them, 1 MiB at a time. Microseconds.
Result<std::int64_t> bare_scan(const LogFiles& files);

// The value below which 99 of 100 lie, and so on; 0 of nothing. Sorts.
std::uint32_t percentile(std::vector<std::uint32_t>& values, unsigned permille);
// Longer than 20 ms.
std::uint64_t stalls(const std::vector<std::uint32_t>& values_us);

}  // namespace tally::bench
