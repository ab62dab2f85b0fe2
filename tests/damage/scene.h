// A whole ledger directory as bytes, in the states in which damage is done to it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/ledger/directory.h"
#include "core/log/log_store.h"
#include "tests/support/fake_disk.h"

namespace tally::test {

inline constexpr const char* kLedger = "ledger";

using Files = std::map<std::string, Bytes>;  // By path below the ledger's directory.

struct KeptEvent {
  Bytes header;
  Bytes body;
  bool operator==(const KeptEvent&) const = default;
};

struct Scene {
  Files files;
  Files older;                    // Before the last signed checkpoint.
  Files previous;                 // Before the last commit, behind the checkpoint.
  std::vector<KeptEvent> events;  // All, by position.
  std::uint64_t acknowledged = 0;
  std::optional<std::uint64_t> erasing;  // The position whose erasure has begun.
};

enum class SceneKind {
  grown,      // Several segments, a checkpoint, two commits behind it; closed.
  torn,       // The same; nobody was told of the last commit yet when the machine stopped.
  successor,  // Stopped between the seal of a segment and the first commit of the next.
  erasing,    // Stopped when an erasure had begun.
  saved,      // As grown, with index files, the saved state and the saved views.
};
const Scene& scene(SceneKind kind);

// A ledger on a disk of its own that holds these files. `disk` first: it outlives the ledger.
struct Place {
  explicit Place(const Files& files);
  Result<void> open(DirectoryAccess access);
  void close() { ledger.reset(); }

  FakeDisk disk{1};
  FakeClock clock;
  SeededRandom random{2};
  std::unique_ptr<LedgerDirectory> ledger;
};

// Every event of an open ledger; an error where one cannot be read.
Result<std::vector<KeptEvent>> read_events(LedgerDirectory& ledger);
// The segments among the files, by first position.
std::vector<std::string> segments_of(const Files& files);

}  // namespace tally::test
