// The log alone: records of about 300 bytes through EventStore::commit, in batches, with the index
// of ids and streams, but without rules, hashes and a server.
#include <algorithm>

#include "core/base/random.h"
#include "tools/bench/bench.h"

namespace tally::bench {
namespace {

constexpr std::uint64_t kStreams = 10'000;
constexpr std::size_t kHeaderBytes = 150;
constexpr std::size_t kBodyBytes = 150;

// What a commit needs, made before the clock runs.
struct Records {
  std::vector<std::string> streams;
  std::vector<EventId> ids;
  Bytes header;
  Bytes body;
};

Records make_records(std::uint64_t count) {
  Records made;
  SystemRandom random;
  for (std::uint64_t i = 0; i < kStreams; ++i)
    made.streams.push_back("project-" + std::to_string(i));
  for (std::uint64_t i = 0; i < count; ++i) made.ids.push_back(random_event_id(random));
  made.header.resize(kHeaderBytes);
  made.body.resize(kBodyBytes);
  random.fill(made.header);
  random.fill(made.body);
  return made;
}

}  // namespace

Result<void> log(const Settings& settings) {
  constexpr std::uint64_t kBatchMax = kCommitRecordsMax;
  const auto batch = std::clamp<std::uint64_t>(settings.batch, 1, kBatchMax);
  const auto made = make_records(settings.events);
  TALLY_ASSIGN(const auto opened,
               settings.opener(system_disk(), settings.directory, StoreAccess::create));
  std::vector<NewRecord> records;
  std::int64_t longest_us = 0;
  const Stopwatch whole;
  for (std::uint64_t at = 0; at < settings.events;) {
    records.clear();
    for (; records.size() < batch && at < settings.events; ++at) {
      records.push_back({made.header, made.body, made.ids[at], made.streams[at % kStreams]});
    }
    const Stopwatch one;
    TALLY_TRY(opened.store->commit(records, {{at}, {}}));
    longest_us = std::max(longest_us, one.us());
  }
  const auto us = whole.us();
  Json json = line("log", settings, settings.events, us);
  json.set("record_bytes", std::uint64_t{kHeaderBytes + kBodyBytes});
  print(json.set("longest_commit_us", longest_us));
  return {};
}

}  // namespace tally::bench
