// Folding, rebuilding and asking the views, over a mix of events as a portfolio makes them.
#include <algorithm>
#include <ctime>
#include <filesystem>

#include "projections/projections.h"
#include "tools/bench/bench.h"
#include "tools/bench/view_mix.h"

namespace tally::bench {
namespace {

constexpr std::size_t kQueries = 15;
constexpr std::uint64_t kSeed = 20'250'930;

// SplitMix64: the same queries on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t limit) {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (z ^ (z >> 31)) % limit;
  }

 private:
  std::uint64_t state_;
};

// A ledger that is there is read again, so that a large one need be made only once.
Result<OpenedStore> open_mix(const Settings& settings) {
  if (!std::filesystem::exists(settings.directory)) {
    TALLY_ASSIGN(auto made,
                 settings.opener(system_disk(), settings.directory, StoreAccess::create));
    const Stopwatch watch;
    TALLY_TRY(write_view_mix(*made.store, settings.events));
    print(line("views.fill", settings, settings.events, watch.us()));
  }
  return settings.opener(system_disk(), settings.directory, StoreAccess::read_only);
}

Result<void> measure_reading(const Settings& settings, const EventStore& store, TreeSize head) {
  const Stopwatch watch;
  for (std::uint64_t at = 0; at < head.value;) {
    TALLY_ASSIGN(const auto page, store.read(Position{at}, Direction::forward,
                                             {.records_max = 16384, .bytes_max = 8u << 20}));
    at += page.records.size();
  }
  print(line("views.read", settings, head.value, watch.us()));
  return {};
}

Result<std::int64_t> measure_rebuild(const Settings& settings, const EventStore& store,
                                     TreeSize head, unsigned threads, std::int64_t one_us) {
  Projections projections;
  const auto cpu_before = std::clock();
  const Stopwatch watch;
  TALLY_TRY(projections.rebuild(store, head, threads));
  const auto us = watch.us();
  const auto cpu_us = std::int64_t{std::clock() - cpu_before} * 1'000'000 / CLOCKS_PER_SEC;
  Json json = line("views.rebuild", settings, head.value, us);
  // Of all threads together: on a machine that does other work too, what the rebuild itself cost.
  json.set("threads", threads).set("cpu_microseconds", cpu_us);
  if (one_us > 0) json.set("ratio_permille", us > 0 ? one_us * 1000 / us : 0);
  print(json);
  return us;
}

Result<void> measure_view(const Projections& projections, const std::string& name, TreeSize head) {
  Dice dice(kSeed);
  std::vector<std::int64_t> times;
  std::size_t rows = 0;
  for (std::size_t i = 0; i < kQueries; ++i) {
    ViewQuery query;
    query.cut.known = {dice.below(head.value) + 1};
    query.cut.effective = Date::of(kMixFirstYear, 1, 1)
                              .plus_days(static_cast<std::int32_t>(dice.below(kMixYears * 365)));
    const Stopwatch watch;
    TALLY_ASSIGN(const auto result,
                 projections.view(name, query, [](TreeSize) { return Result<Hash>(Hash{}); }));
    times.push_back(watch.us());
    rows = std::max(rows, result.rows.size());
  }
  std::sort(times.begin(), times.end());
  Json json;
  json.set("bench", "views.query").set("view", name).set("events", head.value);
  json.set("queries", std::uint64_t{kQueries}).set("rows_max", std::uint64_t{rows});
  json.set("median_us", times[times.size() / 2]);
  print(json.set("max_us", times.back()));
  return {};
}

}  // namespace

Result<void> views(const Settings& settings) {
  TALLY_ASSIGN(const auto opened, open_mix(settings));
  const EventStore& store = *opened.store;
  const auto head = store.last_commit().size;
  TALLY_TRY(measure_reading(settings, store, head));
  Projections projections;
  const Stopwatch watch;
  TALLY_TRY(projections.catch_up(store, head));
  Json folded = line("views.fold", settings, head.value, watch.us());
  folded.set("fact_bytes", std::uint64_t{projections.memory_bytes()});
  print(folded.set("fact_bytes_per_event", projections.memory_bytes() / head.value));
  TALLY_ASSIGN(const auto one_us, measure_rebuild(settings, store, head, 1, 0));
  TALLY_TRY(measure_rebuild(settings, store, head, settings.threads, one_us));
  for (const auto& view : view_list()) {
    TALLY_TRY(measure_view(projections, std::string(view.name), head));
  }
  return {};
}

}  // namespace tally::bench
