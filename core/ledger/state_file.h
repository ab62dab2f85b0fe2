// The snapshot of what the ledger holds in memory: rules, stream heads, tree. FORMAT.md draws it.
//
//   look()   before the store is opened, which beside a live writer only grows meanwhile
//   load()   when it is open: the state at the snapshot's size, if it can be used
//   save()   at clean shutdown, or by StateSaving beside the writer
//
// Disposable (core/base/snapshot_file.h). A state that was loaded is right only if, with the events
// behind it replayed, the tree's root is the store's: the caller compares, and replays from the
// start if it is not.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "core/base/snapshot_file.h"
#include "core/ledger/replay.h"

namespace tally {

class StateFile {
 public:
  static constexpr const char* kName = "state";

  // In the ledger's directory. The disk outlives this.
  StateFile(Disk& disk, std::string directory, std::string origin)
      : disk_(disk), directory_(std::move(directory)), origin_(std::move(origin)) {}

  void look();
  // Nothing if there is no file, or none that can be used with a store of this size.
  std::optional<ReplayedState> load(TreeSize store_size);
  // Makes the file durable. `root` is the tree's.
  Result<void> save(const RuleState& rules, const StreamHeads& heads, const Tree& tree,
                    RecordedTime last);

  // Of the file that was loaded or saved last; 0 if none was. From any thread.
  TreeSize saved_size() const { return {saved_size_}; }
  // The loaded state turned out to be of another log.
  void disown(const std::string& why);
  // Why a file was not used, for people.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  SnapshotStamp stamp(TreeSize size, const Hash& root) const;
  Result<ReplayedState> read(SnapshotReader& from, TreeSize store_size) const;

  Disk& disk_;
  std::string directory_;
  std::string origin_;
  std::unique_ptr<SnapshotReader> found_;
  std::atomic<std::uint64_t> saved_size_ = 0;
  std::vector<std::string> notes_;
};

}  // namespace tally
