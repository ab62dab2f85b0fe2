// The benchmarks: each measures the ledger and, in the same run, a plain baseline of the machine,
// so that the figure to keep is a ratio. One JSON line per result, with its settings.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "core/codec/json.h"
#include "core/store/open_store.h"

namespace tally::bench {

struct Settings {
  std::string directory;  // Is made, and must not exist.
  std::uint64_t events = 200'000;
  std::uint32_t batch = 256;    // Events of one append request.
  std::uint32_t waiting = 16;   // Requests queued when the writer steps: a group commit.
  std::uint32_t payload = 160;  // Bytes, about.
  unsigned threads = 2;         // Of the parallel rebuild.
  StoreOpener opener;
};

class Stopwatch {
 public:
  std::int64_t us() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                 begin_)
        .count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// {"bench",…settings…,"events","microseconds","events_per_second"}; then `more` is added.
Json line(std::string_view bench, const Settings& settings, std::uint64_t events, std::int64_t us);
void print(const Json& json);

// Durable appends through the ledger's step function, against plain writes and fdatasyncs of the
// same bytes in the same portions.
Result<void> append(const Settings& settings);
// Sequential reads of every record through the store, against pread of the same files.
Result<void> read(const Settings& settings);
// Opening the ledger (rules, heads, tree) and folding all views, in order and in parallel.
Result<void> replay(const Settings& settings);

// Bare write and fdatasync of 300 bytes, in a growing file and in one filled with zeros before.
Result<void> disk(const Settings& settings);
// The store alone: commits of `batch` records of 300 bytes.
Result<void> log(const Settings& settings);

// Makes the ledger that read and replay run on.
Result<void> fill(const Settings& settings, std::int64_t& us, std::uint64_t& commits);

}  // namespace tally::bench
