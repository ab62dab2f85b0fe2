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

// Contracts C12: how often a batch is judged anew because another writer was first.
constexpr int kCommitTriesMax = 8;

bool lost_to_another_writer(const Result<void>& written) {
  return !written.ok() && written.error().code == ErrorCode::conflict;
}

Error outrun() {
  return Error(ErrorCode::overloaded, "other writers of the store were first " +
                                          std::to_string(kCommitTriesMax) +
                                          " times; nothing was recorded, try again later");
}

// A store that cannot be asked has recorded nothing of what was to be asked for.
Error nothing_recorded(Error error) {
  if (error.code == ErrorCode::io) error.code = ErrorCode::overloaded;
  return error;
}

AppendedEvent event_of(const DraftedEvent& event, const CommitDraft& draft) {
  if (const auto* stored = std::get_if<AppendedEvent>(&event)) return *stored;
  auto appended = draft.appended(std::get<std::size_t>(event));
  appended.duplicate = true;
  return appended;
}

// What a batch is told when the commit it was judged in is durable.
AppendResult result_of(DraftedBatch& batch, const CommitDraft& draft, const CommitMark& head) {
  if (batch.failure) {
    for (const auto& [index, event] : batch.recorded) {
      batch.failure->recorded.emplace_back(index, event_of(event, draft));
    }
    return std::move(*batch.failure);
  }
  Appended appended;
  appended.events.reserve(batch.known.size() + batch.count);
  for (const auto& event : batch.known) appended.events.push_back(event_of(event, draft));
  for (std::size_t i = 0; i < batch.count; ++i) {
    appended.events.push_back(draft.appended(batch.first + i));
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
  {
    // Whoever is turned away costs no more than this.
    const std::lock_guard lock(state.queue_mutex);
    TALLY_TRY(state.room_for(bytes));
  }
  auto prepared = prepare(std::move(batch), limits.payload_bytes_max, state.salts);
  auto waiting =
      std::make_unique<State::Waiting>(State::Waiting{std::move(prepared), std::move(done), bytes});
  const std::lock_guard lock(state.queue_mutex);
  TALLY_TRY(state.room_for(bytes));
  state.queue_bytes += bytes;
  state.queue.push_back(std::move(waiting));
  return {};
}

// Whether another batch may be queued; with queue_mutex.
Result<void> Ledger::State::room_for(std::size_t bytes) const {
  if (stopped) return read_only("it is stopping");
  if (!read_only_reason.empty()) return read_only(read_only_reason);
  if (queue.size() >= limits.queue_batches_max || queue_bytes + bytes > limits.queue_bytes_max) {
    return Error(ErrorCode::overloaded, "the queue is full; nothing was recorded, try again later");
  }
  return {};
}

std::size_t Ledger::waiting() const {
  const std::lock_guard lock(state_->queue_mutex);
  return state_->queue.size();
}

bool Ledger::step() {
  // Whoever queued while the role was held elsewhere must not be left waiting: after giving the
  // role back, look again.
  while (waiting() > 0) {
    const std::unique_lock role(state_->writer, std::try_to_lock);
    if (!role.owns_lock()) return false;
    state_->run_waiting(true);
  }
  return true;
}

bool Ledger::step_once() {
  if (waiting() == 0) return true;
  const std::unique_lock role(state_->writer, std::try_to_lock);
  if (!role.owns_lock()) return false;
  state_->run_waiting(false);
  return true;
}

void Ledger::State::run_waiting(bool all) {
  Batches batches;
  for (bool take = true;; take = all) {
    if (take) {
      const std::lock_guard lock(queue_mutex);
      for (auto& waiting : queue) {
        in_flight.push_back(waiting.get());
        batches.push_back(std::move(waiting));
      }
      queue.clear();
      queue_bytes = 0;
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
  bool doubt = false;
  {
    const std::lock_guard lock(queue_mutex);
    if (!read_only_reason.empty()) return read_only(read_only_reason);
    doubt = !in_doubt.empty();
  }
  // Only a shared store is asked again; what it says then goes for what was in doubt.
  if (doubt) {
    if (const auto settled = catch_up(); !settled.ok()) {
      return read_only("a commit is in doubt (" + settled.error().message + ")");
    }
  }
  if (!identity || identity->sample) return std::nullopt;
  if (watch.agrees(last.at.us)) return std::nullopt;
  return read_only(kClockReason);
}

// Answers the oldest batches in flight, in their order.
void Ledger::State::answer(Batches batches, std::vector<AppendResult> results) {
  const auto is_unknown = [](const AppendResult& result) {
    const auto* failed = std::get_if<AppendFailure>(&result);
    return failed && failed->error.code == ErrorCode::in_doubt;
  };
  std::vector<AppendCompletion> completions;
  completions.reserve(batches.size());
  {
    const std::lock_guard lock(queue_mutex);
    for (std::size_t i = 0; i < batches.size(); ++i) {
      TALLY_CHECK(in_flight.front() == batches[i].get());
      in_flight.pop_front();
      completions.push_back(std::move(batches[i]->done));
      if (is_unknown(results[i])) in_doubt.push_back(std::move(batches[i]));
    }
  }
  for (std::size_t i = 0; i < completions.size(); ++i) completions[i](std::move(results[i]));
}

Result<FoundIds> Ledger::State::find_ids(const Batches& batches, const Round* refused) const {
  std::vector<EventId> ids;
  for (std::size_t i = 0; i < batches.size(); ++i) {
    if (refused && (i >= refused->drafted.size() || !refused->drafted[i].failure)) continue;
    for (const auto& [id, index] : batches[i]->batch.ids) ids.push_back(id);
  }
  FoundIds found;
  if (ids.empty()) return found;
  TALLY_ASSIGN(const auto positions, parts.store.find_all(ids));
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (positions[i]) found.emplace(ids[i], *positions[i]);
  }
  return found;
}

// Judges as many of the batches as fit into one commit. Rules and heads then hold them.
void Ledger::State::judge(const Batches& batches, const FoundIds* found, Round& round) {
  const std::unique_lock lock(state_mutex);
  round.drafted.clear();
  round.draft = std::make_unique<CommitDraft>(DraftGround{
      parts.store, found, rules, heads, TreeSize{tree.size()}, tree.frontier(), last, now()});
  round.drafted.reserve(batches.size());
  for (const auto& waiting : batches) {
    auto taken = round.draft->take(waiting->batch);
    if (!taken) break;
    round.drafted.push_back(std::move(*taken));
  }
}

// Where a question to the store costs a journey, it is saved as long as the answer would be "none
// of these ids": an id that is recorded after all is found by the store's own index, which refuses
// the commit, and then all are asked. Only a refusal must not be told before it is known that the
// event is not a recorded one sent again.
Result<void> Ledger::State::judge_shared(const Batches& batches, bool ask_first, Round& round) {
  FoundIds found;
  if (ask_first) {
    TALLY_ASSIGN(found, find_ids(batches, nullptr));
    ids_return = !found.empty();
  }
  for (;;) {
    judge(batches, &found, round);
    if (ask_first) return {};
    TALLY_ASSIGN(auto more, find_ids(batches, &round));
    const auto known = found.size();
    found.merge(more);
    if (found.size() == known) return {};
    ids_return = true;
    const std::unique_lock lock(state_mutex);
    rules.rollback(0);
    heads.rollback(0);
  }
}

// And writes them. Rules, heads and tree then hold them, or are as they were.
Ledger::State::Round Ledger::State::judge_and_write(const Batches& batches, bool ask_first) {
  Round round;
  if (!parts.store.shared()) {
    judge(batches, nullptr, round);
  } else {
    round.written = judge_shared(batches, ask_first, round);
  }
  const bool judged = round.written.ok();
  const bool empty = !round.draft || round.draft->empty();
  if (judged && !empty) round.written = write(*round.draft);
  {
    const std::unique_lock lock(state_mutex);
    if (!round.written.ok()) {
      rules.rollback(0);
      heads.rollback(0);
    } else if (!empty) {
      adopt(*round.draft);
    }
  }
  // Nothing was written, and nothing can be said of any batch.
  if (!judged) round.draft.reset();
  adopted.notify_all();
  return round;
}

// Commits as many of the batches as fit into one commit, and returns the others.
Ledger::State::Batches Ledger::State::commit_some(Batches batches) {
  std::vector<AppendResult> results;
  results.reserve(batches.size());
  const auto answer_all = [&](const Error& error) {
    results.assign(batches.size(), failure(error));
    answer(std::move(batches), std::move(results));
    return Batches();
  };
  if (const auto error = blocked()) return answer_all(*error);
  auto round = judge_and_write(batches, ids_return);
  for (int tries = 1; lost_to_another_writer(round.written); ++tries) {
    if (tries == kCommitTriesMax) return answer_all(outrun());
    if (const auto caught_up = catch_up(); !caught_up.ok()) {
      return answer_all(nothing_recorded(caught_up.error()));
    }
    // What was taken in may have ended this server's right to write.
    if (const auto error = blocked()) return answer_all(*error);
    round = judge_and_write(batches, true);
  }
  auto& [draft, drafted, written] = round;
  if (!draft) return answer_all(nothing_recorded(written.error()));
  const auto head = parts.store.last_commit();
  if (written.ok() && !draft->empty()) tell_followers(head.size);

  for (auto& batch : drafted) {
    if (written.ok() || !batch.rests_on_draft) {
      results.push_back(result_of(batch, *draft, head));
    } else if (batch.failure && batch.recorded.empty() &&
               written.error().code == ErrorCode::in_doubt) {
      // It was refused beside events whose fate is unknown: it is not recorded, that is all.
      results.push_back(failure(read_only("a commit failed; reopen the ledger")));
    } else {
      results.push_back(failure(written.error()));
    }
  }
  const auto done = batches.begin() + static_cast<std::ptrdiff_t>(drafted.size());
  Batches rest(std::make_move_iterator(done), std::make_move_iterator(batches.end()));
  batches.erase(done, batches.end());
  answer(std::move(batches), std::move(results));
  return rest;
}

Result<void> Ledger::State::write(const CommitDraft& draft) {
  auto written = parts.store.commit(draft.records(), draft.mark());
  if (!written.ok() && written.error().code == ErrorCode::in_doubt && !parts.store.shared()) {
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
  if (!identity) identity = rules.identity();
  if (!zone && identity) {
    if (auto offset = zone_offset(identity->zone); offset.ok()) {
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
