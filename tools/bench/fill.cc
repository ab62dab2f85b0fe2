#include <algorithm>
#include <cstdio>

#include "core/ledger/directory.h"
#include "tools/bench/bench.h"
#include "tools/bench/served_ledger.h"
#include "tools/bench/workload.h"

namespace tally::bench {
namespace {

// The projects first, then payments to them in turn.
Result<ProposedEvent> event_at(std::uint64_t number, const Settings& settings, Random& random) {
  const auto streams = std::min(settings.streams, kStreamsMax);
  const auto project = static_cast<std::uint32_t>(number % streams);
  if (number < streams) return registration(project, random);
  return payment(project, settings.payload, random);
}

// The batches of one group commit; `made` is the number of events made so far.
Result<std::vector<AppendBatch>> next_batches(std::uint64_t& made, const Settings& settings,
                                              Random& random) {
  std::vector<AppendBatch> batches;
  while (batches.size() < settings.waiting && made < settings.events) {
    AppendBatch batch;
    for (; batch.events.size() < settings.batch && made < settings.events; ++made) {
      TALLY_ASSIGN(auto event, event_at(made, settings, random));
      batch.events.push_back(std::move(event));
    }
    batches.push_back(std::move(batch));
  }
  return batches;
}

}  // namespace

std::uint64_t per_second(std::uint64_t events, std::int64_t us) {
  return us > 0 ? events * 1'000'000 / static_cast<std::uint64_t>(us) : 0;
}

std::int64_t ratio_permille(std::uint64_t ours, std::uint64_t limit) {
  return limit > 0 ? static_cast<std::int64_t>(ours * 1000 / limit) : 0;
}

std::int64_t median(std::vector<std::int64_t> values) {
  std::sort(values.begin(), values.end());
  return values[(values.size() - 1) / 2];
}

Json line(std::string_view bench, const Settings& settings, std::uint64_t events, std::int64_t us) {
  Json json;
  json.set("bench", bench).set("batch", settings.batch).set("waiting", settings.waiting);
  json.set("payload_bytes", settings.payload).set("events", events).set("microseconds", us);
  return json.set("events_per_second", per_second(events, us));
}

void print(const Json& json) {
  std::printf("%s\n", to_json_text(json).c_str());
  std::fflush(stdout);
}

Result<void> fill_unless_there(const Settings& settings) {
  TALLY_ASSIGN(const bool there, system_disk().exists(settings.directory));
  std::int64_t us = 0;
  std::uint64_t commits = 0;
  return there ? Result<void>() : fill(settings, us, commits);
}

Result<std::unique_ptr<LedgerDirectory>> open_filled(const Settings& settings, Clock& clock,
                                                     Random& random) {
  TALLY_TRY(fill_unless_there(settings));
  return LedgerDirectory::open(system_disk(), clock, random, settings.opener, settings.directory,
                               DirectoryAccess::read_only);
}

Result<void> fill(const Settings& settings, std::int64_t& us, std::uint64_t& commits) {
  SystemClock clock;
  SystemRandom random;
  TALLY_TRY(make_ledger(settings));
  TALLY_ASSIGN(const auto directory,
               LedgerDirectory::open(system_disk(), clock, random, settings.opener,
                                     settings.directory, DirectoryAccess::write));
  auto& ledger = directory->ledger();
  ledger.on_commit([&](TreeSize) { ++commits; });
  us = 0;
  std::optional<Error> failed;
  const auto append_waiting = [&](std::vector<AppendBatch>& batches) -> Result<void> {
    const Stopwatch watch;
    for (auto& batch : batches) {
      TALLY_TRY(ledger.submit(std::move(batch), [&](AppendResult result) {
        if (auto* failure = std::get_if<AppendFailure>(&result)) failed = failure->error;
      }));
    }
    ledger.step();
    us += watch.us();
    return failed ? Result<void>(*failed) : Result<void>();
  };
  // A group at a time, so that a large ledger needs no more memory than a small one.
  for (std::uint64_t made = 0; made < settings.events;) {
    TALLY_ASSIGN(auto batches, next_batches(made, settings, random));
    TALLY_TRY(append_waiting(batches));
  }
  return {};
}

}  // namespace tally::bench
