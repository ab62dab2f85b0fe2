// The runner: pages of events are read ahead, and each worker decodes and folds its share of the
// streams from them.
//
// The number of parts is fixed and every stream lies in one of them, so the facts are the same
// whatever the number of threads, and catch_up is a rebuild with one thread from where it stood.
#include <array>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include "core/catalogue/registry.h"
#include "projections/facts_bytes.h"
#include "projections/fold_pages.h"
#include "projections/selection.h"
#include "projections/views.h"

namespace tally {
namespace {

constexpr std::size_t kParts = 16;

struct Built {
  std::array<FactPart, kParts> parts;
  SharedNames shared_names;  // Of the parts, up to date when readers see it.
  TreeSize folded;
  std::optional<LedgerIdentity> identity;

  std::vector<const Facts*> facts() const {
    std::vector<const Facts*> all;
    for (const auto& part : parts) all.push_back(&part.facts);
    return all;
  }
};

// What stopped a worker, and before which position.
struct Stop {
  std::uint64_t position = 0;
  Error error;
};

// Folds the parts of one worker from a page.
std::optional<Stop> fold_page(Built& built, const FoldPage& page, const EventStore& store,
                              unsigned worker, unsigned workers) {
  for (std::size_t i = 0; i < page.heads.size(); ++i) {
    const auto part = page.heads[i].part;
    if (part % workers != worker) continue;
    auto folded = built.parts[part].fold_record(page.heads[i], page.records.records[i], store);
    if (!folded.ok()) return Stop{page.first.value + i, std::move(folded).error()};
  }
  if (page.stopped) return Stop{page.first.value + page.heads.size(), *page.stopped};
  return std::nullopt;
}

// What event 0 says of the ledger.
std::optional<LedgerIdentity> identity_in(const FoldPage& page) {
  if (page.first.value != 0 || page.heads.empty() || !page.heads[0].type) return std::nullopt;
  const auto payload = decode_payload(page.heads[0].type->info->name, page.heads[0].schema,
                                      body_payload(page.records.records[0].body));
  const auto* opened = payload.ok() ? std::get_if<LedgerOpened>(&*payload) : nullptr;
  if (!opened) return std::nullopt;
  return LedgerIdentity{opened->origin, opened->suite,  opened->currency,
                        opened->zone,   opened->sample, opened->operator_id};
}

}  // namespace

class Projections::State {
 public:
  // Folds on one thread into what readers see. The lock is held for a page at a time: readers see
  // whole pages only.
  Result<void> advance(const EventStore& store, TreeSize until,
                       const std::function<void(TreeSize)>& progress) {
    Built& built = *current;  // Only this thread replaces it, so reading it needs no lock here.
    FoldPages pages(store, {built.folded.value}, until, kParts, 1);
    for (std::uint64_t number = 0;; ++number) {
      TALLY_ASSIGN(const auto page, pages.page(number));
      if (!page) return {};
      std::optional<Stop> stop;
      {
        const std::unique_lock lock(mutex);
        stop = fold_page(built, *page, store, 0, 1);
        built.shared_names.update(built.facts());
        if (auto identity = identity_in(*page)) built.identity = std::move(identity);
        built.folded.value = stop ? stop->position : page->first.value + page->heads.size();
      }
      if (progress) progress(built.folded);
      if (stop) return std::move(stop->error);
    }
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
  return state_->finish(state_->advance(store, until, progress));
}

namespace {

// One worker of a rebuild: all pages, and of each the records of its parts.
Result<std::optional<Stop>> fold_share(Built& built, FoldPages& pages, const EventStore& store,
                                       unsigned worker, unsigned workers,
                                       const std::function<void(TreeSize)>& progress) {
  for (std::uint64_t number = 0;; ++number) {
    TALLY_ASSIGN(const auto page, pages.page(number));
    if (!page) return std::optional<Stop>();
    auto stop = fold_page(built, *page, store, worker, workers);
    if (stop) {
      pages.end_at(number);
      return stop;
    }
    if (worker != 0) continue;
    if (auto identity = identity_in(*page)) built.identity = std::move(identity);
    built.folded.value = page->first.value + page->heads.size();
    if (progress) progress(built.folded);
  }
}

Result<void> fold_all(Built& built, const EventStore& store, TreeSize until, unsigned workers,
                      const std::function<void(TreeSize)>& progress) {
  FoldPages pages(store, {0}, until, kParts, workers);
  std::vector<Result<std::optional<Stop>>> ends(workers, std::optional<Stop>());
  const auto work = [&](unsigned worker) {
    ends[worker] = fold_share(built, pages, store, worker, workers, progress);
  };
  std::vector<std::thread> threads;
  for (unsigned worker = 1; worker < workers; ++worker) threads.emplace_back(work, worker);
  work(0);
  for (auto& thread : threads) thread.join();
  const Stop* first = nullptr;  // In the order of positions, as a single thread would find it.
  for (const auto& end : ends) {
    if (!end.ok()) return end.error();
    if (*end && (!first || (*end)->position < first->position)) first = &**end;
  }
  if (first) return first->error;
  built.shared_names.update(built.facts());
  return {};
}

}  // namespace

Result<void> Projections::rebuild(const EventStore& store, TreeSize until, unsigned threads,
                                  const std::function<void(TreeSize)>& progress) {
  state_->say("rebuilding");
  auto fresh = std::make_unique<Built>();
  const auto workers = std::clamp<unsigned>(threads, 1, kParts);
  auto result = fold_all(*fresh, store, until, workers, progress);
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
    FactSet facts{built.facts(), std::nullopt, &built.shared_names};
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

std::vector<std::string> Projections::lists(TreeSize known) const {
  std::shared_lock lock(state_->mutex);
  const Built& built = *state_->current;
  const FactSet facts{built.facts(), std::nullopt, &built.shared_names};
  const auto lists = lists_recorded(facts, known);
  return {lists.begin(), lists.end()};
}

Result<void> Projections::save(SnapshotWriter& to) const {
  std::shared_lock lock(state_->mutex);
  const Built& built = *state_->current;
  TALLY_TRY(to.section(encode_identity(built.identity)));
  for (const auto& part : built.parts) TALLY_TRY(to.section(encode_facts(part)));
  return {};
}

Result<void> Projections::load(SnapshotReader& from, TreeSize size, unsigned threads) {
  auto fresh = std::make_unique<Built>();
  TALLY_ASSIGN(const auto identity, from.section());
  TALLY_ASSIGN(fresh->identity, decode_identity(identity));
  const auto at_once = std::clamp<std::size_t>(threads, 1, kParts);
  for (std::size_t first = 0; first < kParts; first += at_once) {
    const auto last = std::min(first + at_once, kParts);
    std::array<Bytes, kParts> sections;
    for (auto i = first; i < last; ++i) {
      TALLY_ASSIGN(sections[i], from.section());
    }
    std::array<Result<void>, kParts> done;
    std::vector<std::thread> others;
    const auto decode = [&](std::size_t i) {
      done[i] = decode_facts(sections[i], size, fresh->parts[i]);
    };
    for (auto i = first + 1; i < last; ++i) others.emplace_back(decode, i);
    decode(first);
    for (auto& thread : others) thread.join();
    for (auto i = first; i < last; ++i) {
      if (!done[i].ok())
        return from.corrupt("part " + std::to_string(i) + ": " + done[i].error().to_string());
    }
  }
  TALLY_TRY(from.finish());
  fresh->folded = size;
  fresh->shared_names.update(fresh->facts());
  std::unique_lock lock(state_->mutex);
  std::swap(state_->current, fresh);
  return {};
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
  std::size_t sum = state_->current->shared_names.memory_bytes();
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
