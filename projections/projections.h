// All views over one ledger: catch-up, live following and rebuild are the same code reading
// `position >= from` (decision D1).
//
// Threads: fold and rebuild by one thread at a time; view() and status() by any number beside it.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/snapshot_file.h"
#include "core/rules/rules.h"
#include "core/store/event_store.h"
#include "projections/view.h"

namespace tally {

struct ViewInfo {
  std::string_view name;
  std::uint32_t version = 1;
  Label label;
  std::vector<ViewColumn> columns;
};

// The views there are, in the order of the list in views.cc.
std::vector<ViewInfo> view_list();

struct ViewStatus {
  std::string name;
  std::uint32_t version = 1;
  TreeSize position;  // Events folded.
  std::string state;  // "live", "catching_up", "rebuilding", "failed: …"
};

class Projections {
 public:
  Projections();
  ~Projections();

  // Folds what lies between what was folded and `until`, in pages. Stops with the store's error;
  // the facts then stand at the last event folded. `progress` (may be empty) gets the size reached.
  Result<void> catch_up(const EventStore& store, TreeSize until,
                        const std::function<void(TreeSize)>& progress = {});

  // Forgets all facts and folds from position 0 with this many threads, partitioned by stream; the
  // old facts answer until the new ones stand. Equal to what catch_up gives, bit for bit.
  Result<void> rebuild(const EventStore& store, TreeSize until, unsigned threads,
                       const std::function<void(TreeSize)>& progress = {});

  // `not_found`, field "view"; `invalid`, field "list" naming the lists when one must be chosen;
  // `invalid`, field "known" when K is beyond what was folded. root_at gives the root at K.
  Result<ViewResult> view(std::string_view name, const ViewQuery& query,
                          const std::function<Result<Hash>(TreeSize)>& root_at) const;

  // The project lists that the ledger knew at K, in order: a view of one list has an answer for
  // each.
  std::vector<std::string> lists(TreeSize known) const;

  // Writes all facts as sections of a snapshot (FORMAT.md). Readers go on meanwhile; nobody folds.
  Result<void> save(SnapshotWriter& to) const;
  // Takes the facts of a snapshot that was made of so many events in place of those there are;
  // after an error those stay. Decodes with this many threads.
  Result<void> load(SnapshotReader& from, TreeSize size, unsigned threads);

  TreeSize folded() const;
  std::vector<ViewStatus> status() const;
  // Bytes of facts (C13).
  std::size_t memory_bytes() const;
  // What event 0 said; absent before it was folded.
  std::optional<LedgerIdentity> identity() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace tally
