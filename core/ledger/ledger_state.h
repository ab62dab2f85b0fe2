// What a ledger holds in memory, for the files of this room only.
//
// Locks: `writer` is the writer's role. `queue_mutex` guards the queue and what is pending, and is
// never held together with `state_mutex`, which guards rules, heads and tree: the writer holds it
// alone while it judges and while it adopts, not while the disk works.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include "core/ledger/clock_watch.h"
#include "core/ledger/commit_draft.h"
#include "core/ledger/replay.h"
#include "core/ledger/stored_event.h"

namespace tally {

// Why appends are refused while only the clock stands against them (contracts C6).
inline constexpr char kClockReason[] =
    "clock: the machine's time cannot be trusted until its clocks agree again";

// Rules, heads, tree and the last event's time are a replayed state's: what other writers of the
// store record is replayed into it.
class Ledger::State : public ReplayedState {
 public:
  State(LedgerParts parts_in, LedgerLimits limits_in)
      : parts(parts_in),
        limits(limits_in),
        leaves(parts_in.store),
        salts(parts_in.random),
        watch(parts_in.clock) {}

  struct Waiting {
    PreparedBatch batch;
    AppendCompletion done;
    std::size_t bytes = 0;
  };
  using Batches = std::vector<std::unique_ptr<Waiting>>;

  // open.cc
  Result<void> load();
  // step.cc
  // What waits now, and with `all` also what is queued meanwhile.
  void run_waiting(bool all);
  Result<void> room_for(std::size_t bytes) const;
  Batches commit_some(Batches batches);
  // What became of batches that were judged and written together.
  struct Round {
    std::unique_ptr<CommitDraft> draft;
    std::vector<DraftedBatch> drafted;  // Of the first batches, as many as fit.
    Result<void> written;
  };
  Round judge_and_write(const Batches& batches, bool ask_first);
  void judge(const Batches& batches, const FoundIds* found, Round& round);
  Result<void> judge_shared(const Batches& batches, bool ask_first, Round& round);
  // Of all batches, or of those refused in the round.
  Result<FoundIds> find_ids(const Batches& batches, const Round* refused) const;
  std::optional<Error> blocked();
  // catching_up.cc
  Result<void> catch_up();
  Result<void> take_in_others();
  // Another writer has continued the ledger under another origin: not ours to write any more.
  bool continued_elsewhere() const {
    return identity && rules.identity()->origin != identity->origin;
  }
  RecordedTime now() const;
  void answer(Batches batches, std::vector<AppendResult> results);
  Result<void> write(const CommitDraft& draft);
  void adopt(const CommitDraft& draft);
  void tell_followers(TreeSize size);
  // answers.cc
  bool is_pending(const EventId& id) const;  // With queue_mutex.
  std::shared_lock<std::shared_mutex> lock_with(TreeSize size) const;

  LedgerParts parts;
  LedgerLimits limits;
  StoredLeaves leaves;
  SaltSource salts;
  ZoneOffset zone;
  // As it was when the ledger was opened, or as event 0 then said: whoever asks needs no lock.
  std::optional<LedgerIdentity> identity;

  mutable std::shared_mutex state_mutex;
  mutable std::condition_variable_any adopted;  // The tree has grown; with state_mutex.
  // And the inherited rules, heads, tree and last.
  ClockWatch watch;

  std::mutex writer;
  // The last batches held ids that were recorded already: the store is asked before judging. With
  // the writer's role.
  bool ids_return = false;

  mutable std::mutex queue_mutex;
  Batches queue;
  std::size_t queue_bytes = 0;
  // Taken from the queue and not answered, in that order. Nobody changes a batch while it is here.
  std::deque<const Waiting*> in_flight;
  // Their commit failed: only a reopened store can say what has become of them, or a shared one
  // that has caught up.
  Batches in_doubt;
  bool stopped = false;
  std::string read_only_reason;

  mutable std::mutex follow_mutex;
  mutable std::condition_variable grown;
  std::vector<std::function<void(TreeSize)>> listeners;
};

}  // namespace tally
