// The benchmarks: each measures the ledger and, in the same run, the bare limit of the machine, so
// that the figure to keep is a ratio. One JSON line per result, with its settings. BENCHMARKS.md
// explains each.
//
// A new bench is a function `Result<void> name(const Settings&)`, declared here, and one line of
// the list in main.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/background.h"
#include "core/base/result.h"
#include "core/codec/json.h"
#include "core/ledger/directory.h"
#include "core/store/open_store.h"

namespace tally::bench {

struct Settings {
  std::string directory;  // Is made, and must not exist.
  std::uint64_t events = 200'000;
  std::uint32_t batch = 256;       // Events of one append request.
  std::uint32_t waiting = 16;      // Requests queued when the writer steps: a group commit.
  std::uint32_t payload = 180;     // Bytes.
  unsigned threads = 2;            // Of what runs in parallel.
  std::uint32_t streams = 10'000;  // Projects, registered first and not counted.
  std::uint32_t clients = 32;
  std::uint32_t pipeline = 1;  // Requests of a client under way.
  std::uint32_t rounds = 3;    // The median counts.
  std::uint64_t growth_events = 1'000'000;
  std::vector<std::string> server_flags;  // Handed on to tallyd.
  std::string store;                      // Address of a database; empty: the log.
  StoreOpener opener;
  // Opens the log for writing, with work beside the writer queued there.
  std::function<Result<OpenedStore>(const std::string& directory, Background&)> background_opener;
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

// Whole numbers: nothing here needs a float. 0 where nothing was measured.
std::uint64_t per_second(std::uint64_t events, std::int64_t us);
std::int64_t ratio_permille(std::uint64_t ours, std::uint64_t limit);
// The middle one, the lower of two. At least one value.
std::int64_t median(std::vector<std::int64_t> values);

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
// Folding, rebuilding and asking the views over a mix as a portfolio makes it. A directory that is
// there is read again instead of made.
Result<void> views(const Settings& settings);

// Bare write and fdatasync of 300 bytes, in a growing file and in one filled with zeros before.
Result<void> disk(const Settings& settings);
// The store alone: commits of `batch` records of 300 bytes.
Result<void> log(const Settings& settings);
// Appends over loopback TCP to a tallyd of its own, against the bare limit of the same shape: a
// lone client against write and fdatasync, several against a group commit of as many threads, whole
// batches against the plain bytes.
Result<void> serve_append(const Settings& settings);
// Latencies at half of the rate that the clients reach, against those of a bare fdatasync.
Result<void> serve_latency(const Settings& settings);
// What an append costs at growth_events, against what it costs at `events`.
Result<void> serve_growth(const Settings& settings);
// Reads of every event with decoded headers and payloads, through the store and over TCP.
Result<void> serve_read(const Settings& settings);
// Verification of every byte on one and on `threads` threads, against SHA-256 of the same bytes.
Result<void> verify(const Settings& settings);
// The machine alone: fdatasync, group commit, SHA-256.
Result<void> bare(const Settings& settings);
// Opening the ledger, and having its views, with index files, saved state and saved views, against
// the same without. A ledger that stands in the directory already is used; those are made anew.
Result<void> open_ledger(const Settings& settings);
// Resident bytes of the index, the rules, the facts and a connection. A ledger that stands there is
// used; its index files, state and views are removed.
Result<void> memory(const Settings& settings);

// Appends and a full read over a PostgreSQL database (--store).
Result<void> postgres(const Settings& settings);

// Makes the ledger that read and replay run on.
Result<void> fill(const Settings& settings, std::int64_t& us, std::uint64_t& commits);
// The same where none stands in the directory; one that --keep has left there is used again.
Result<void> fill_unless_there(const Settings& settings);
// Opens it to be read.
Result<std::unique_ptr<LedgerDirectory>> open_filled(const Settings& settings, Clock& clock,
                                                     Random& random);
// Removes what is disposable: index files, the saved state, the saved views.
Result<void> remove_snapshots(const std::string& directory);

}  // namespace tally::bench
