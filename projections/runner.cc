// The runner: pages of events are decoded in parallel and folded part by part.
//
// The number of parts is fixed and every stream lies in one of them, so the facts are the same
// whatever the number of threads, and catch_up is a rebuild with one thread from where it stood.
#include <array>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include "projections/decoding.h"
#include "projections/views.h"

namespace tally {
namespace {

constexpr std::size_t kParts = 16;
constexpr ReadLimits kPage{.records_max = 16384, .bytes_max = 8u << 20};

struct Built {
  std::array<FactPart, kParts> parts;
  TreeSize folded;
  std::optional<LedgerIdentity> identity;
};

// Calls work(0) .. work(count - 1), the first on this thread.
template <class Work>
void in_parallel(unsigned count, const Work& work) {
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < count; ++i) threads.emplace_back([&work, i] { work(i); });
  work(0);
  for (auto& thread : threads) thread.join();
}

// Decodes a page; on an error `events` ends before the event at fault.
Result<void> decode_page(const RecordPage& page, std::size_t count, const EventStore& store,
                         unsigned threads, std::vector<FoldEvent>& events) {
  events.assign(count, {});
  std::vector<std::pair<std::size_t, Error>> failures(threads, {count, Error()});
  in_parallel(threads, [&](unsigned worker) {
    const std::size_t first = count * worker / threads;
    const std::size_t last = count * (worker + 1) / threads;
    for (std::size_t i = first; i < last; ++i) {
      auto event = decode_for_folding(page.records[i], store, kParts);
      if (!event.ok()) {
        failures[worker] = {i, event.error()};
        return;
      }
      events[i] = std::move(event).value();
    }
  });
  for (auto& [at, error] : failures) {
    if (at == count) continue;
    events.resize(at);
    return std::move(error);
  }
  return {};
}

void fold_page(Built& built, const std::vector<FoldEvent>& events, unsigned threads) {
  in_parallel(threads, [&](unsigned worker) {
    for (const FoldEvent& event : events) {
      if (event.part % threads == worker) built.parts[event.part].fold_event(event);
    }
  });
  for (const FoldEvent& event : events) {
    const auto* opened = std::get_if<LedgerOpened>(&event.payload);
    if (event.position != 0 || !opened) continue;
    built.identity = LedgerIdentity{opened->origin, opened->suite,  opened->currency,
                                    opened->zone,   opened->sample, opened->operator_id};
  }
  built.folded.value += events.size();
}

}  // namespace

class Projections::State {
 public:
  // Folds pages into `built` until `until` or the end of the store. `locked` guards the folding of
  // each page: readers see whole pages only.
  Result<void> advance(Built& built, const EventStore& store, TreeSize until, unsigned threads,
                       bool published, const std::function<void(TreeSize)>& progress) {
    std::vector<FoldEvent> events;
    while (built.folded < until) {
      TALLY_ASSIGN(const RecordPage page,
                   store.read({built.folded.value}, Direction::forward, kPage));
      const auto count = static_cast<std::size_t>(
          std::min<std::uint64_t>(page.records.size(), until.value - built.folded.value));
      if (count == 0) break;
      const auto decoded = decode_page(page, count, store, threads, events);
      {
        std::unique_lock lock(mutex, std::defer_lock);
        if (published) lock.lock();
        fold_page(built, events, threads);
      }
      if (progress) progress(built.folded);
      TALLY_TRY(decoded);
    }
    return {};
  }

  void say(std::string text) {
    std::unique_lock lock(mutex);
    state = std::move(text);
  }

  Result<void> finish(Result<void> result) {
    say(result.ok() ? "live" : "failed: " + result.error().to_string());
    return result;
  }

  mutable std::shared_mutex mutex;  // Guards what follows.
  std::unique_ptr<Built> current = std::make_unique<Built>();
  std::string state = "catching_up";
};

Projections::Projections() : state_(std::make_unique<State>()) {}
Projections::~Projections() = default;

Result<void> Projections::catch_up(const EventStore& store, TreeSize until,
                                   const std::function<void(TreeSize)>& progress) {
  state_->say("catching_up");
  // Only this thread replaces `current`, so reading the pointer needs no lock here.
  return state_->finish(
      state_->advance(*state_->current, store, until, 1, /*published=*/true, progress));
}

Result<void> Projections::rebuild(const EventStore& store, TreeSize until, unsigned threads,
                                  const std::function<void(TreeSize)>& progress) {
  state_->say("rebuilding");
  auto fresh = std::make_unique<Built>();
  auto result = state_->advance(*fresh, store, until, std::max(1u, threads), false, progress);
  if (result.ok()) {
    std::unique_lock lock(state_->mutex);
    std::swap(state_->current, fresh);
  }
  return state_->finish(std::move(result));
}

Result<ViewResult> Projections::view(std::string_view name, const ViewQuery& query,
                                     const std::function<Result<Hash>(TreeSize)>& root_at) const {
  const ViewDefinition* definition = nullptr;
  for (const auto& candidate : view_definitions()) {
    if (candidate.info.name == name) definition = &candidate;
  }
  if (!definition) {
    return Error(ErrorCode::not_found, "There is no view \"" + std::string(name) + "\".", "view");
  }
  ViewResult result;
  {
    std::shared_lock lock(state_->mutex);
    const Built& built = *state_->current;
    if (query.cut.known > built.folded) {
      return invalid("known", "is beyond what the views have read so far: " +
                                  std::to_string(built.folded.value) + " events");
    }
    FactSet facts;
    for (const auto& part : built.parts) facts.parts.push_back(&part.facts);
    if (built.identity) facts.currency = built.identity->currency;
    result.sample = built.identity && built.identity->sample;
    TALLY_ASSIGN(result.rows, definition->roll_up(facts, query));
  }
  result.view = name;
  result.version = definition->info.version;
  result.cut = query.cut;
  TALLY_ASSIGN(result.root, root_at(query.cut.known));
  result.state_hash = view_state_hash(result.view, result.version, result.rows);
  return result;
}

TreeSize Projections::folded() const {
  std::shared_lock lock(state_->mutex);
  return state_->current->folded;
}

std::vector<ViewStatus> Projections::status() const {
  std::shared_lock lock(state_->mutex);
  std::vector<ViewStatus> all;
  for (const auto& view : view_definitions()) {
    all.push_back(
        {std::string(view.info.name), view.info.version, state_->current->folded, state_->state});
  }
  return all;
}

std::size_t Projections::memory_bytes() const {
  std::shared_lock lock(state_->mutex);
  std::size_t sum = 0;
  for (const auto& part : state_->current->parts) {
    sum += part.facts.memory_bytes() + part.versions.memory_bytes();
  }
  return sum;
}

std::optional<LedgerIdentity> Projections::identity() const {
  std::shared_lock lock(state_->mutex);
  return state_->current->identity;
}

}  // namespace tally
