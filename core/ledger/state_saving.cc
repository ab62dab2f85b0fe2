#include "core/ledger/state_saving.h"

#include <mutex>

namespace tally {
namespace {

// Of one job: other work waits behind it.
constexpr std::uint64_t kEventsAtATime = 16384;

}  // namespace

// What the jobs hold on to. The references are good until `stopped` is set and `working` was free.
struct StateSaving::Shared {
  const EventStore& store;
  StateFile& file;

  std::atomic<bool> busy = false;
  std::mutex working;  // Of what follows.
  bool stopped = false;
  std::unique_ptr<ReplayedState> state;
  CommitMark target;

  // One step; true if another one follows.
  bool step() {
    const std::lock_guard lock(working);
    const bool more = !stopped && advance();
    if (!more) {
      state.reset();
      busy = false;
    }
    return more;
  }

  // An error ends the attempt: the saved state stays the one it was, and the next attempt begins
  // when the log has grown again.
  bool advance() {
    if (!state) {
      target = store.last_commit();
      file.look();
      auto saved = file.load(target.size);
      state = std::make_unique<ReplayedState>(saved ? std::move(*saved) : ReplayedState());
      return true;
    }
    if (state->tree.size() < target.size.value) {
      return replay(store, target.size, *state, kEventsAtATime).ok();
    }
    if (state->tree.root() == target.root) {
      static_cast<void>(file.save(state->rules, state->heads, state->tree, state->last));
    }
    return false;
  }
};

StateSaving::StateSaving(const EventStore& store, StateFile& file, Background& background,
                         std::uint64_t growth)
    : background_(background),
      growth_(growth),
      next_(file.saved_size().value + growth),
      shared_(new Shared{store, file, {}, {}, {}, {}, {}}) {}

StateSaving::~StateSaving() {
  const std::lock_guard lock(shared_->working);
  shared_->stopped = true;
}

void StateSaving::grown(TreeSize size) {
  if (size.value < next_ || shared_->busy.exchange(true)) return;
  next_ = size.value + growth_;  // Also after a failure: it does not go away by trying at once.
  struct Job {
    Background& background;
    std::shared_ptr<Shared> shared;
    void operator()() const {
      if (shared->step()) background.run(*this);
    }
  };
  background_.run(Job{background_, shared_});
}

}  // namespace tally
