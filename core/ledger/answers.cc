// What the ledger says to those who do not write.
#include <algorithm>

#include "core/ledger/ledger_state.h"

namespace tally {
namespace {

// The largest size whose last event still satisfies `within`, which is true up to some position and
// false behind it.
template <class Within>
Result<TreeSize> last_within(const EventStore& store, const Within& within) {
  std::uint64_t low = 0;
  std::uint64_t high = store.last_commit().size.value;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    TALLY_ASSIGN(const auto page, read_one(store, Position{middle}));
    TALLY_ASSIGN(const auto header, decode_header(page.records[0].header));
    if (within(header.ledger)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return TreeSize{low};
}

}  // namespace

// Each batch has its ids sorted: a few steps for each that waits, and nothing to keep for appends
// that nobody asks about.
bool Ledger::State::is_pending(const EventId& id) const {
  const auto holds = [&](const auto& waiting) { return waiting->batch.holds(id); };
  return std::any_of(in_flight.begin(), in_flight.end(), holds) ||
         std::any_of(queue.begin(), queue.end(), holds) ||
         std::any_of(in_doubt.begin(), in_doubt.end(), holds);
}

Result<LookupAnswer> Ledger::lookup(const EventId& id) const {
  LookupAnswer answer;
  {
    const std::lock_guard lock(state_->queue_mutex);
    if (state_->is_pending(id)) {
      answer.state = LookupAnswer::State::pending;
      answer.size = state_->parts.store.last_commit().size;
      return answer;
    }
  }
  answer.size = state_->parts.store.last_commit().size;
  TALLY_ASSIGN(auto position, state_->parts.store.find(id));
  if (!position) {
    TALLY_ASSIGN(position, state_->parts.store.find_for_certain(id));
    if (!position) return answer;
  }
  {
    // Another writer's, which has not been taken in yet, or may be only just recorded.
    const std::shared_lock lock(state_->state_mutex);
    if (!TreeSize{state_->tree.size()}.holds(*position)) {
      answer.state = LookupAnswer::State::pending;
      return answer;
    }
  }
  TALLY_ASSIGN(const auto page, read_one(state_->parts.store, *position));
  TALLY_ASSIGN(answer.event, appended_event(page.records[0]));
  answer.state = LookupAnswer::State::recorded;
  return answer;
}

Result<AppendedEvent> Ledger::appended_event(const StoredRecord& record) const {
  AppendedEvent event;
  {
    const std::shared_lock lock(state_->state_mutex);
    TALLY_ASSIGN(event.receipt, receipt_of(state_->rules.origin_at(record.position), record));
  }
  event.flags = flags(record.position);
  return event;
}

LedgerStatus Ledger::status() const {
  LedgerStatus status;
  status.head = state_->parts.store.last_commit();
  bool clock_blocks = false;
  {
    const std::shared_lock lock(state_->state_mutex);
    status.identity = identity();
    status.rule_state_bytes = state_->rules.memory_bytes();
    clock_blocks = !status.identity.sample && !state_->watch.would_agree(state_->last.at.us);
    for (const auto& missing : state_->rules.missing_reference_data()) {
      status.warnings.push_back("the log lacks " + missing + ", which this software ships");
    }
  }
  auto store_reason = state_->parts.store.read_only_reason();
  const std::lock_guard lock(state_->queue_mutex);
  status.queued_batches = state_->queue.size() + state_->in_flight.size();
  status.read_only_reason = state_->stopped ? "it is stopping" : state_->read_only_reason;
  if (status.read_only_reason.empty() && clock_blocks) status.read_only_reason = kClockReason;
  if (status.read_only_reason.empty()) status.read_only_reason = std::move(store_reason);
  if (status.identity.sample) {
    status.warnings.insert(status.warnings.begin(), "SAMPLE/样例: this ledger holds invented data");
  }
  return status;
}

const LedgerIdentity& Ledger::identity() const {
  TALLY_CHECK(state_->identity.has_value());
  return *state_->identity;
}

std::string Ledger::origin() const {
  const std::shared_lock lock(state_->state_mutex);
  return state_->rules.identity()->origin;
}

const LedgerLimits& Ledger::limits() const { return state_->limits; }
const EventStore& Ledger::store() const { return state_->parts.store; }

std::vector<Flag> Ledger::flags(Position position) const {
  const std::shared_lock lock(state_->state_mutex);
  return state_->rules.flags(position);
}

Date Ledger::today() const {
  const std::shared_lock lock(state_->state_mutex);
  if (identity().sample) return state_->last.at.date_at(state_->last.offset);
  const auto now = state_->now();
  return now.at.date_at(now.offset);
}

Result<TreeSize> Ledger::size_known_on(Date day) const {
  return last_within(state_->parts.store, [day](const LedgerPart& part) {
    return part.recorded_at.date_at(part.recorded_offset) <= day;
  });
}

Result<TreeSize> Ledger::size_known_at(Instant instant) const {
  return last_within(state_->parts.store,
                     [instant](const LedgerPart& part) { return part.recorded_at <= instant; });
}

// A commit is durable, and so may be seen in the store, a moment before the tree has taken it in.
// Whoever asks about a size in between waits for that moment, and is not told that it is beyond the
// head. The bound is for stores that grow without this ledger.
std::shared_lock<std::shared_mutex> Ledger::State::lock_with(TreeSize size) const {
  std::shared_lock lock(state_mutex);
  adopted.wait_for(lock, std::chrono::seconds(2), [&] {
    return size.value <= tree.size() || size > parts.store.last_commit().size;
  });
  return lock;
}

Result<Hash> Ledger::root_at(TreeSize size) const {
  const auto lock = state_->lock_with(size);
  return state_->tree.root_at(size.value, state_->leaves);
}

Result<std::vector<Hash>> Ledger::inclusion_proof(Position position, TreeSize size) const {
  const auto lock = state_->lock_with(size);
  return state_->tree.inclusion_proof(position.value, size.value, state_->leaves);
}

Result<std::vector<Hash>> Ledger::consistency_proof(TreeSize older, TreeSize newer) const {
  const auto lock = state_->lock_with(std::max(older, newer));
  return state_->tree.consistency_proof(older.value, newer.value, state_->leaves);
}

TreeSize Ledger::wait_beyond(TreeSize seen, std::int64_t timeout_us) const {
  std::unique_lock lock(state_->follow_mutex);
  const auto size = [this] { return state_->parts.store.last_commit().size; };
  state_->grown.wait_for(lock, std::chrono::microseconds(timeout_us), [&] {
    const std::lock_guard queue(state_->queue_mutex);
    return size() > seen || state_->stopped;
  });
  return size();
}

void Ledger::on_commit(std::function<void(TreeSize)> listener) {
  state_->listeners.push_back(std::move(listener));
}

}  // namespace tally
