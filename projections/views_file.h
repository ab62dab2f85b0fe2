// The snapshot of the facts: what the views have read of the log, so that they are ready without
// reading it again. FORMAT.md draws it.
//
//   look()   tells early whether there is one of use
//   load()   when the ledger is open: facts at the snapshot's size; the rest is folded as ever
//   save()   beside the writer as the log grows, and at a clean stop
//
// Disposable (core/base/snapshot_file.h): used only if the tree at its size has its root, else
// ignored, which is told. One thread at a time; saved_size() from any.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "core/base/snapshot_file.h"
#include "projections/projections.h"

namespace tally {

class ViewsFile {
 public:
  static constexpr const char* kName = "views";
  using RootAt = std::function<Result<Hash>(TreeSize)>;

  // In the ledger's directory. The disk outlives this.
  ViewsFile(Disk& disk, std::string directory, std::string origin)
      : disk_(disk), directory_(std::move(directory)), origin_(std::move(origin)) {}

  // Reads the stamp alone and notes what is wrong with it; load() need not be called after.
  void look(TreeSize head, const RootAt& root_at);
  // False, and the projections as they were, if there is no file or none of use. `head`: of the
  // log.
  bool load(Projections& projections, TreeSize head, const RootAt& root_at, unsigned threads);
  // Makes durable what was folded. Nobody folds meanwhile; readers go on.
  Result<void> save(const Projections& projections, const RootAt& root_at);

  // Whether a log that grew to this size should have its facts saved anew while it is open: a
  // million events behind the last saved ones, and a quarter of them, so that saving stays a small
  // part of the work.
  bool due(TreeSize size) const;
  // At a clean stop, unless few events have come.
  bool due_at_stop(TreeSize size) const;
  // Of the file that was loaded or saved last; 0 if none was.
  TreeSize saved_size() const { return {saved_size_}; }
  // Why a file was not used, for people.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  Result<std::unique_ptr<SnapshotReader>> open(TreeSize head, const RootAt& root_at) const;
  void ignore(const Error& error);

  Disk& disk_;
  std::string directory_;
  std::string origin_;
  std::atomic<std::uint64_t> saved_size_ = 0;
  std::vector<std::string> notes_;
};

}  // namespace tally
