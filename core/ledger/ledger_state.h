// What a ledger holds in memory, for the files of this room only.
//
// Locks: `writer` is the writer's role. `queue_mutex` guards the queue and the pending ids, and is
// never held together with `state_mutex`, which guards rules, heads and tree: the writer holds it
// alone while it judges and while it adopts, not while the disk works.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "core/ledger/clock_watch.h"
#include "core/ledger/commit_draft.h"
#include "core/ledger/stored_event.h"

namespace tally {

class Ledger::State {
 public:
  State(LedgerParts parts_in, LedgerLimits limits_in)
      : parts(parts_in), limits(limits_in), leaves(parts_in.store), watch(parts_in.clock) {}

  struct Waiting {
    AppendBatch batch;
    AppendCompletion done;
    std::size_t bytes = 0;
  };

  // open.cc
  Result<void> load();
  Result<void> load_record(const StoredRecord& record, Hash& leaf);
  // step.cc
  void run_waiting();
  std::vector<Waiting> commit_some(std::vector<Waiting> batches);
  std::optional<Error> blocked();
  RecordedTime now() const;
  void answer(Waiting& waiting, AppendResult result);
  Result<void> write(const CommitDraft& draft);
  void adopt(const CommitDraft& draft);
  void tell_followers(TreeSize size);
  // answers.cc
  std::shared_lock<std::shared_mutex> lock_with(TreeSize size) const;

  LedgerParts parts;
  LedgerLimits limits;
  StoredLeaves leaves;
  ZoneOffset zone;

  mutable std::shared_mutex state_mutex;
  mutable std::condition_variable_any adopted;  // The tree has grown; with state_mutex.
  RuleState rules;
  StreamHeads heads;
  Tree tree;
  RecordedTime last;
  ClockWatch watch;

  std::mutex writer;

  mutable std::mutex queue_mutex;
  std::deque<Waiting> queue;
  std::size_t queue_bytes = 0;
  std::size_t in_flight = 0;
  std::unordered_map<EventId, std::size_t> pending_ids;
  bool stopped = false;
  std::string read_only_reason;

  mutable std::mutex follow_mutex;
  mutable std::condition_variable grown;
  std::vector<std::function<void(TreeSize)>> listeners;
};

}  // namespace tally
