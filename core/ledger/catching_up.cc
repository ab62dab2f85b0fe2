// Other writers of a shared store (contracts C12): what they record is replayed into this ledger,
// in the order in which it stands in the store.
#include "core/ledger/ledger_state.h"

namespace tally {

Result<void> Ledger::catch_up() {
  if (!state_->parts.store.shared()) return {};
  const std::unique_lock role(state_->writer, std::try_to_lock);
  if (!role.owns_lock()) return {};
  return state_->catch_up();
}

// With the writer's role.
Result<void> Ledger::State::catch_up() {
  auto done = parts.store.catch_up();
  if (done.ok()) done = take_in_others();
  if (done.ok()) {
    // What was in doubt has been settled: it stands among the events now, or nowhere.
    const std::lock_guard lock(queue_mutex);
    in_doubt.clear();
  } else if (done.error().code == ErrorCode::corrupt) {
    const std::lock_guard lock(queue_mutex);
    read_only_reason = "corrupt: " + done.error().message;
  }
  return done;
}

Result<void> Ledger::State::take_in_others() {
  const auto head = parts.store.last_commit();
  {
    const std::unique_lock lock(state_mutex);
    const auto before = tree.size();
    if (before == head.size.value) return {};
    TALLY_TRY(replay(parts.store, head.size, *this));
    if (tree.root() != head.root) {
      return Error(ErrorCode::corrupt, "the events from " + std::to_string(before) +
                                           " on do not lead to the root of the last commit");
    }
  }
  adopted.notify_all();
  if (rules.holds_unknown_types()) {
    const std::lock_guard lock(queue_mutex);
    read_only_reason = "unknown_types: the log holds events of types newer than this software";
  }
  if (continued_elsewhere()) {
    const std::lock_guard lock(queue_mutex);
    read_only_reason = "continued: the ledger goes on under the origin " +
                       rules.identity()->origin + ", with another key";
  }
  tell_followers(head.size);
  return {};
}

}  // namespace tally
