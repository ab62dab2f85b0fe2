#include "core/ledger/ledger_state.h"
#include "core/ledger/state_file.h"

namespace tally {
namespace {

Result<void> replay_to(const CommitMark& head, const EventStore& store, ReplayedState& state) {
  TALLY_TRY(replay(store, head.size, state));
  if (state.tree.root() == head.root) return {};
  return Error(ErrorCode::corrupt, "the events do not hash to the root of the last commit");
}

// From the saved state if there is one that leads to the store's root, else from the first event.
Result<ReplayedState> replayed(const LedgerParts& parts) {
  const auto head = parts.store.last_commit();
  if (parts.state_file) {
    if (auto saved = parts.state_file->load(head.size)) {
      const auto done = replay_to(head, parts.store, *saved);
      if (done.ok()) return std::move(*saved);
      // The saved state or the log is at fault; without the saved state it will be seen which.
      parts.state_file->disown("with the events behind it: " + done.error().message);
    }
  }
  ReplayedState state;
  TALLY_TRY(replay_to(head, parts.store, state));
  return state;
}

}  // namespace

Result<void> Ledger::State::load() {
  TALLY_ASSIGN(static_cast<ReplayedState&>(*this), replayed(parts));
  if (rules.holds_unknown_types()) {
    read_only_reason = "unknown_types: the log holds events of types newer than this software";
  }
  identity = rules.identity();
  if (identity) {
    auto offset = zone_offset(identity->zone);
    if (offset.ok()) {
      zone = std::move(offset).value();
    } else {
      read_only_reason = "zone: " + offset.error().message;
    }
  }
  return {};
}

Result<std::unique_ptr<Ledger>> Ledger::open(LedgerParts parts, LedgerLimits limits) {
  auto state = std::make_unique<State>(parts, limits);
  TALLY_TRY(state->load());
  return std::unique_ptr<Ledger>(new Ledger(std::move(state)));
}

Result<void> Ledger::save_state(StateFile& file) const {
  const std::shared_lock lock(state_->state_mutex);
  return file.save(state_->rules, state_->heads, state_->tree, state_->last);
}

Ledger::Ledger(std::unique_ptr<State> state) : state_(std::move(state)) {}
Ledger::~Ledger() = default;

}  // namespace tally
