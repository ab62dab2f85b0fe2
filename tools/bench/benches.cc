#include <algorithm>

#include "core/ledger/directory.h"
#include "core/ledger/ledger.h"
#include "projections/projections.h"
#include "tools/bench/bench.h"
#include "tools/bench/limits.h"

namespace tally::bench {
namespace {

// The same bytes in the same number of portions, each followed by fdatasync.
Result<std::int64_t> plain_writes(const std::string& path, std::uint64_t bytes,
                                  std::uint64_t portions) {
  TALLY_ASSIGN(const auto file, system_disk().open(path, OpenMode::create));
  const Bytes portion(static_cast<std::size_t>(bytes / std::max<std::uint64_t>(portions, 1)), 0x5a);
  const Stopwatch watch;
  for (std::uint64_t i = 0; i < portions; ++i) {
    TALLY_TRY(file->pwrite(ByteView(portion), i * portion.size()));
    TALLY_TRY(file->sync());
  }
  const auto us = watch.us();
  TALLY_TRY(system_disk().remove(path));
  return us;
}

// How often the baseline's time is in ours.
std::int64_t times_permille(std::int64_t ours_us, std::int64_t baseline_us) {
  return ratio_permille(static_cast<std::uint64_t>(baseline_us),
                        static_cast<std::uint64_t>(ours_us));
}

}  // namespace

Result<void> append(const Settings& settings) {
  std::int64_t us = 0;
  std::uint64_t commits = 0;
  TALLY_TRY(fill(settings, us, commits));
  TALLY_ASSIGN(const auto files, log_files(settings.directory));
  TALLY_ASSIGN(const auto plain_us,
               plain_writes(settings.directory + "/plain", files.bytes, commits));
  Json json = line("append", settings, settings.events, us);
  json.set("commits", commits).set("log_bytes", files.bytes);
  json.set("baseline", "the same bytes in as many plain writes with fdatasync");
  json.set("baseline_microseconds", plain_us);
  print(json.set("ratio_permille", times_permille(us, plain_us)));
  return {};
}

Result<void> read(const Settings& settings) {
  SystemClock clock;
  SystemRandom random;
  TALLY_ASSIGN(const auto directory, open_filled(settings, clock, random));
  const auto& store = directory->ledger().store();
  const auto head = store.last_commit().size.value;
  const Stopwatch watch;
  std::uint64_t at = 0;
  std::uint64_t bytes = 0;
  while (at < head) {
    TALLY_ASSIGN(const auto page, store.read(Position{at}, Direction::forward, {}));
    for (const auto& record : page.records) bytes += record.header.size() + record.body.size();
    at += page.records.size();
  }
  const auto us = watch.us();
  TALLY_ASSIGN(const auto files, log_files(settings.directory));
  TALLY_ASSIGN(const auto plain_us, bare_scan(files));
  Json json = line("read", settings, head, us);
  json.set("record_bytes", bytes).set("baseline", "pread of the segment files, 1 MiB at a time");
  json.set("baseline_microseconds", plain_us);
  print(json.set("ratio_permille", times_permille(us, plain_us)));
  return {};
}

Result<void> replay(const Settings& settings) {
  SystemClock clock;
  SystemRandom random;
  TALLY_ASSIGN(const auto directory, open_filled(settings, clock, random));
  const auto& store = directory->ledger().store();
  const auto head = store.last_commit().size;
  const Stopwatch open_watch;
  {
    // Const: opening a ledger reads its store only.
    auto& readable = const_cast<EventStore&>(store);
    TALLY_ASSIGN(const auto again, Ledger::open({readable, clock, random}));
  }
  const auto open_us = open_watch.us();
  print(line("replay.rules", settings, head.value, open_us));
  Projections in_order;
  const Stopwatch fold_watch;
  TALLY_TRY(in_order.catch_up(store, head));
  const auto fold_us = fold_watch.us();
  Json folded = line("replay.views", settings, head.value, fold_us);
  print(folded.set("fact_bytes", std::uint64_t{in_order.memory_bytes()}));
  Projections parallel;
  const Stopwatch rebuild_watch;
  TALLY_TRY(parallel.rebuild(store, head, settings.threads));
  const auto rebuild_us = rebuild_watch.us();
  Json rebuilt = line("replay.rebuild", settings, head.value, rebuild_us);
  rebuilt.set("threads", settings.threads).set("baseline", "replay.views, one thread");
  print(rebuilt.set("ratio_permille", times_permille(rebuild_us, fold_us)));
  return {};
}

}  // namespace tally::bench
