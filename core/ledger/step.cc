// The one way into the log: take what waits, check, number, encode, hash, commit, complete
// (decision D5).
#include <algorithm>

#include "core/base/hex.h"
#include "core/ledger/ledger_state.h"

namespace tally {
namespace {

std::size_t request_bytes(const AppendBatch& batch) {
  std::size_t bytes = 0;
  for (const auto& event : batch.events) {
    bytes += event.payload.size() + event.proposal.stream.size() + event.proposal.type.size() + 128;
  }
  return bytes;
}

AppendFailure failure(Error error) {
  AppendFailure failed;
  failed.error = std::move(error);
  return failed;
}

Error read_only(const std::string& reason) {
  return Error(ErrorCode::read_only, "the ledger takes no appends now: " + reason);
}

AppendedEvent event_of(const DraftedEvent& event, const CommitDraft& draft, bool duplicate) {
  if (const auto* stored = std::get_if<AppendedEvent>(&event)) return *stored;
  auto appended = draft.appended(std::get<std::size_t>(event));
  appended.duplicate = duplicate;
  return appended;
}

// What a batch is told when the commit it was judged in is durable.
AppendResult result_of(DraftedBatch& batch, const CommitDraft& draft, const CommitMark& head) {
  if (batch.failure) {
    for (const auto& [index, event] : batch.recorded) {
      batch.failure->recorded.emplace_back(index, event_of(event, draft, true));
    }
    return std::move(*batch.failure);
  }
  Appended appended;
  for (std::size_t i = 0; i < batch.events.size(); ++i) {
    appended.events.push_back(event_of(batch.events[i], draft, batch.duplicate[i]));
  }
  appended.size = head.size;
  appended.root = head.root;
  return appended;
}

}  // namespace

Result<void> Ledger::submit(AppendBatch batch, AppendCompletion done) {
  auto& state = *state_;
  const auto& limits = state.limits;
  if (batch.events.empty()) return invalid("events", "a batch holds at least one event");
  if (batch.events.size() > limits.batch_events_max) {
    return invalid("events", "the batch holds " + std::to_string(batch.events.size()) +
                                 " events; the limit is " +
                                 std::to_string(limits.batch_events_max));
  }
  const auto bytes = request_bytes(batch);
  if (bytes > limits.batch_bytes_max) {
    return invalid("events", "the batch holds " + std::to_string(bytes) + " bytes; the limit is " +
                                 std::to_string(limits.batch_bytes_max));
  }
  const std::lock_guard lock(state.queue_mutex);
  if (state.stopped) return read_only("it is stopping");
  if (!state.read_only_reason.empty()) return read_only(state.read_only_reason);
  if (state.queue.size() >= limits.queue_batches_max ||
      state.queue_bytes + bytes > limits.queue_bytes_max) {
    return Error(ErrorCode::overloaded, "the queue is full; nothing was recorded, try again later");
  }
  for (const auto& event : batch.events) ++state.pending_ids[event.proposal.id];
  state.queue_bytes += bytes;
  state.queue.push_back({std::move(batch), std::move(done), bytes});
  return {};
}

bool Ledger::waiting() const {
  const std::lock_guard lock(state_->queue_mutex);
  return !state_->queue.empty();
}

bool Ledger::step() {
  // Whoever queued while the role was held elsewhere must not be left waiting: after giving the
  // role back, look again.
  while (waiting()) {
    const std::unique_lock role(state_->writer, std::try_to_lock);
    if (!role.owns_lock()) return false;
    state_->run_waiting();
  }
  return true;
}

void Ledger::State::run_waiting() {
  std::vector<Waiting> batches;
  for (;;) {
    {
      const std::lock_guard lock(queue_mutex);
      while (!queue.empty()) {
        queue_bytes -= queue.front().bytes;
        batches.push_back(std::move(queue.front()));
        queue.pop_front();
      }
      in_flight = batches.size();
    }
    if (batches.empty()) return;
    batches = commit_some(std::move(batches));
  }
}

RecordedTime Ledger::State::now() const {
  const Instant at{parts.clock.wall_us()};
  return {at, zone ? zone(at) : UtcOffset{}};
}

// Why nothing may be written at this moment.
std::optional<Error> Ledger::State::blocked() {
  {
    const std::lock_guard lock(queue_mutex);
    if (!read_only_reason.empty()) return read_only(read_only_reason);
  }
  const auto& identity = rules.identity();
  if (!identity || identity->sample) return std::nullopt;
  if (watch.agrees(last.at.us)) return std::nullopt;
  return read_only("clock: the machine's time cannot be trusted until its clocks agree again");
}

void Ledger::State::answer(Waiting& waiting, AppendResult result) {
  const auto* failed = std::get_if<AppendFailure>(&result);
  const bool unknown = failed && failed->error.code == ErrorCode::in_doubt;
  {
    const std::lock_guard lock(queue_mutex);
    for (const auto& event : waiting.batch.events) {
      // Events in doubt stay pending: only a reopened store can say what has become of them.
      if (unknown) break;
      const auto at = pending_ids.find(event.proposal.id);
      if (--at->second == 0) pending_ids.erase(at);
    }
    if (in_flight > 0) --in_flight;
  }
  waiting.done(std::move(result));
}

// Commits as many of the batches as fit into one commit, and returns the others.
std::vector<Ledger::State::Waiting> Ledger::State::commit_some(std::vector<Waiting> batches) {
  if (const auto error = blocked()) {
    for (auto& waiting : batches) answer(waiting, failure(*error));
    return {};
  }
  std::unique_lock lock(state_mutex);
  CommitDraft draft({parts.store, rules, heads, parts.random, limits, TreeSize{tree.size()},
                     tree.frontier(), last, now()});
  std::vector<DraftedBatch> drafted;
  for (const auto& waiting : batches) {
    auto taken = draft.take(waiting.batch);
    if (!taken) break;
    drafted.push_back(std::move(*taken));
  }
  lock.unlock();

  const auto written = draft.empty() ? Result<void>() : write(draft);
  lock.lock();
  if (!written.ok()) {
    rules.rollback(0);
    heads.rollback(0);
  } else if (!draft.empty()) {
    adopt(draft);
  }
  lock.unlock();
  adopted.notify_all();
  const auto head = parts.store.last_commit();
  if (written.ok() && !draft.empty()) tell_followers(head.size);

  for (std::size_t i = 0; i < drafted.size(); ++i) {
    if (written.ok() || !drafted[i].rests_on_draft) {
      answer(batches[i], result_of(drafted[i], draft, head));
    } else if (drafted[i].failure && drafted[i].recorded.empty() &&
               written.error().code == ErrorCode::in_doubt) {
      // It was refused beside events whose fate is unknown: it is not recorded, that is all.
      answer(batches[i], failure(read_only("a commit failed; reopen the ledger")));
    } else {
      answer(batches[i], failure(written.error()));
    }
  }
  batches.erase(batches.begin(), batches.begin() + static_cast<std::ptrdiff_t>(drafted.size()));
  return batches;
}

Result<void> Ledger::State::write(const CommitDraft& draft) {
  auto written = parts.store.commit(draft.records(), draft.mark());
  if (!written.ok() && written.error().code == ErrorCode::in_doubt) {
    const std::lock_guard lock(queue_mutex);
    read_only_reason = "a commit failed; reopen the ledger (" + written.error().message + ")";
  }
  return written;
}

void Ledger::State::adopt(const CommitDraft& draft) {
  for (const auto& leaf : draft.leaves()) tree.append(leaf);
  rules.keep();
  heads.keep();
  last = draft.last_recorded();
  if (!zone && rules.identity()) {
    if (auto offset = zone_offset(rules.identity()->zone); offset.ok()) {
      zone = std::move(offset).value();
    }
  }
}

void Ledger::State::tell_followers(TreeSize size) {
  {
    const std::lock_guard lock(follow_mutex);  // Orders the new size before the wake-up.
  }
  grown.notify_all();
  for (const auto& listener : listeners) listener(size);
}

void Ledger::stop() {
  {
    const std::lock_guard lock(state_->queue_mutex);
    state_->stopped = true;
  }
  { const std::lock_guard lock(state_->follow_mutex); }
  state_->grown.notify_all();
}

}  // namespace tally
