// The one door to a ledger (decision D5): a step function over an injected store, clock and
// randomness. Nothing in here starts a thread or opens a socket.
//
//   submit() -> bounded queue -> step(): take what waits, check, number, encode, hash, commit,
//   complete. Acknowledged means durable and hashed.
//
// Threads: submit(), lookup() and every const function may be called from any thread. step() is the
// writer's role: one thread at a time takes it; a second caller returns at once.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/random.h"
#include "core/base/result.h"
#include "core/ledger/append.h"
#include "core/merkle/checkpoint.h"
#include "core/rules/rules.h"
#include "core/store/event_store.h"

namespace tally {

// The limits a client is told in the handshake (decision D12).
struct LedgerLimits {
  std::size_t batch_events_max = 4096;
  std::size_t batch_bytes_max = 4u << 20;  // Payload and proposal bytes of one request.
  std::size_t payload_bytes_max = 256u << 10;
  std::size_t queue_batches_max = 4096;
  std::size_t queue_bytes_max = 64u << 20;  // Of waiting requests.
};

// The offset at which recorded_at is shown: of the ledger's zone at that instant.
using ZoneOffset = std::function<UtcOffset(Instant)>;
// By the system's time zone database; `invalid`, field "zone", for a name it does not know.
Result<ZoneOffset> zone_offset(const std::string& zone);

struct LedgerStatus {
  LedgerIdentity identity;
  CommitMark head;  // Durable.
  std::size_t queued_batches = 0;
  std::string read_only_reason;  // Empty: appends are taken.
  std::vector<std::string> warnings;
  std::size_t rule_state_bytes = 0;
};

class StateFile;

// What opening needs. All references outlive the ledger; the state file is of use while opening.
struct LedgerParts {
  EventStore& store;
  Clock& clock;
  Random& random;
  StateFile* state_file = nullptr;  // Has looked; may spare reading the whole log.
};

class Ledger {
 public:
  // Reads the whole log once, or what lies behind a saved state: rules, stream heads, the tree. A
  // log with events of unknown types opens read-only. `corrupt` if the recomputed root is not the
  // store's.
  static Result<std::unique_ptr<Ledger>> open(LedgerParts parts, LedgerLimits limits = {});
  ~Ledger();

  // Prepares a batch on the caller's thread (form, decoding, commitments; the part of the work that
  // runs beside the writer) and queues it. An error here (`overloaded`, `invalid` for a batch over
  // the limits, `read_only` after a failed commit or stop()) means that the completion never runs
  // and nothing is recorded.
  Result<void> submit(AppendBatch batch, AppendCompletion done);

  // Commits everything that waits, in as few commits as the limits allow, and runs completions.
  // Returns false if another thread holds the writer's role (which then sees what was queued).
  bool step();
  // The same for a thread that has other work as well: only what waits at this moment. Whoever
  // calls it looks at waiting() afterwards, since those who found the role taken rely on that.
  bool step_once();
  // How many batches wait for step().
  std::size_t waiting() const;
  // Takes in what other writers of a shared store have recorded, settles what is in doubt, and
  // tells followers. Does nothing while another thread holds the writer's role, which does the same
  // where it must; to be called every now and then. It takes the role: whoever calls it looks
  // at waiting() afterwards, as with step_once(). `corrupt` for good if the store is not the one
  // that was written to: then appends are `read_only`.
  Result<void> catch_up();

  // Ordered behind the appends submitted before it: `pending` while such an append waits, and,
  // after a failed commit that held it, until the ledger is opened again. An Error (`io`,
  // `corrupt`) when the store cannot say: `not_recorded` is never a guess.
  Result<LookupAnswer> lookup(const EventId& id) const;
  // The receipt, flags and duplicate mark of a stored record (`duplicate` is false).
  Result<AppendedEvent> appended_event(const StoredRecord& record) const;

  // Saves what is held in memory. The writer waits for it: for clean shutdown, when nothing is in
  // flight.
  Result<void> save_state(StateFile& file) const;

  // No new work from now on (submit says `read_only`); what is queued is still committed by step().
  void stop();

  LedgerStatus status() const;
  // As of the opening of this object.
  const LedgerIdentity& identity() const;
  // Under which the last events were recorded: the identity's, unless another writer of a shared
  // store has meanwhile continued the ledger under another (continuation.h). Then appends are
  // `read_only` here, and nothing may be signed.
  std::string origin() const;
  const LedgerLimits& limits() const;
  const EventStore& store() const;
  std::vector<Flag> flags(Position position) const;

  // The date that "today" means here (C6): of the last event in a sample ledger, else of the clock.
  Date today() const;
  // The largest size K such that every event in it was recorded on `day` or before (as shown at its
  // own offset), or at `instant` or before.
  Result<TreeSize> size_known_on(Date day) const;
  Result<TreeSize> size_known_at(Instant instant) const;

  // Tree. Sizes up to the durable head; beyond it `invalid`.
  Result<Hash> root_at(TreeSize size) const;
  Result<std::vector<Hash>> inclusion_proof(Position position, TreeSize size) const;
  Result<std::vector<Hash>> consistency_proof(TreeSize older, TreeSize newer) const;

  // Followers: blocks until the durable size passes `seen`, the time runs out (microseconds of the
  // machine, not of the injected clock) or stop() was called; returns the durable size.
  TreeSize wait_beyond(TreeSize seen, std::int64_t timeout_us) const;
  // Runs after each commit on the stepping thread, with the new durable size; must not block.
  // Register before the first step; there is no removal.
  void on_commit(std::function<void(TreeSize)> listener);

 private:
  class State;
  explicit Ledger(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Makes the first events of a ledger in an empty store (contracts C8): ledger.opened, the
// operator's enrolment, the shipped rulebook and codelists.
struct InitOptions {
  std::string origin;
  Currency currency;
  std::string zone = "Asia/Shanghai";
  std::string operator_id = "operator";
  bool sample = false;
};
Result<void> init_ledger(LedgerParts parts, const InitOptions& options);

}  // namespace tally
