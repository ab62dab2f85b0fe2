#include <algorithm>
#include <filesystem>

#include "tools/bench/bench.h"
#include "tools/bench/limits.h"
#include "tools/bench/load.h"
#include "tools/bench/served_ledger.h"

namespace tally::bench {
namespace {

// The lone client's limit takes a fraction of a second; a group's as many acknowledgements as are
// measured, up to this.
constexpr std::uint64_t kSyncsMax = 3000;
constexpr std::uint64_t kGroupAcksMax = 200'000;

struct Limit {
  std::string name;
  std::int64_t us = 0;
  std::uint64_t events = 0;

  std::uint64_t rate() const { return per_second(events, us); }
};

// The bare machine in the shape of the load: as many bytes in as large portions, by as many that
// wait for one another.
Result<Limit> bare_limit(const Settings& settings, std::uint64_t event_bytes) {
  const auto path = settings.directory + "/bare";
  Limit limit;
  if (settings.batch > 1 || settings.clients * settings.pipeline == 1) {
    const auto syncs = std::clamp<std::uint64_t>(settings.events / settings.batch, 1, kSyncsMax);
    limit.name =
        "write and fdatasync of " + std::to_string(settings.batch) + " events, zero-filled file";
    TALLY_ASSIGN(const auto times,
                 bare_syncs(path, FileKind::zero_filled, event_bytes * settings.batch, syncs));
    limit.us = times.us;
    limit.events = syncs * settings.batch;
    return limit;
  }
  limit.name = "group commit of " + std::to_string(settings.clients) + " threads";
  limit.events = std::min(settings.events, kGroupAcksMax);
  TALLY_ASSIGN(limit.us, bare_group_commit(path, settings.clients, event_bytes, limit.events));
  return limit;
}

struct Bench {
  std::unique_ptr<ServedLedger> served;
  std::optional<LoadGenerator> load;
  std::optional<RequestStamp> stamp;
  std::uint64_t expected = 0;  // Events in the ledger.

  static Result<Bench> make(const Settings& settings) {
    Bench bench;
    SystemRandom random;
    TALLY_ASSIGN(bench.served, ServedLedger::make(settings));
    TALLY_TRY(bench.served->register_projects(settings));
    TALLY_ASSIGN(bench.load, LoadGenerator::connect(bench.served->port(), settings.clients));
    TALLY_ASSIGN(bench.stamp, RequestStamp::make(RequestStamp::What::payments, settings.batch,
                                                 settings.streams, settings.payload, random));
    TALLY_ASSIGN(bench.expected, bench.served->size());
    return bench;
  }

  // Appends `events` in whole requests.
  Result<LoadResult> append(const Settings& settings, std::uint64_t events, std::uint64_t rate,
                            bool keep_latencies) {
    const auto requests = std::max<std::uint64_t>(events / settings.batch, 1);
    expected += requests * settings.batch;
    return load->run({requests, settings.pipeline, rate, keep_latencies}, *stamp);
  }

  // What was acknowledged must be there.
  Result<void> finish() {
    TALLY_ASSIGN(const auto size, served->size());
    if (size != expected) {
      return Error(ErrorCode::corrupt, "the ledger holds " + std::to_string(size) +
                                           " events where " + std::to_string(expected) +
                                           " were acknowledged");
    }
    load.reset();
    return served->stop();
  }
};

Json line_of_clients(std::string_view bench, const Settings& settings, std::uint64_t events,
                     std::int64_t us) {
  Json json;
  json.set("bench", bench).set("clients", settings.clients).set("pipeline", settings.pipeline);
  json.set("batch", settings.batch).set("payload_bytes", settings.payload);
  json.set("streams", settings.streams).set("rounds", settings.rounds);
  json.set("client", "load generator over server/protocol, one thread");
  json.set("events", events).set("microseconds", us);
  return json.set("events_per_second", per_second(events, us));
}

Json numbers(const std::vector<std::int64_t>& values) {
  Json json{Json::Array{}};
  for (const auto value : values) json.push(value);
  return json;
}

}  // namespace

Result<void> serve_append(const Settings& settings) {
  TALLY_ASSIGN(auto bench, Bench::make(settings));
  const auto events = std::max<std::uint64_t>(settings.events / settings.batch, 1) * settings.batch;
  std::vector<std::int64_t> rates;
  std::vector<std::int64_t> limits;
  std::vector<std::int64_t> ratios;
  std::vector<std::int64_t> processor_ns;
  std::string limit_name;
  TALLY_TRY(bench.append(settings, events / 10, 0, false));  // Warms up; not counted.
  for (std::uint32_t round = 0; round < settings.rounds; ++round) {
    const auto processor_before = bench.served->processor_us();
    TALLY_ASSIGN(const auto result, bench.append(settings, events, 0, false));
    const auto processor = bench.served->processor_us() - processor_before;
    TALLY_ASSIGN(const auto limit, bare_limit(settings, bench.stamp->event_bytes()));
    limit_name = limit.name;
    rates.push_back(static_cast<std::int64_t>(per_second(events, result.us)));
    limits.push_back(static_cast<std::int64_t>(limit.rate()));
    ratios.push_back(ratio_permille(per_second(events, result.us), limit.rate()));
    processor_ns.push_back(processor * 1000 / static_cast<std::int64_t>(events));
  }
  TALLY_TRY(bench.finish());
  const auto rate = median(rates);
  const auto us = rate > 0 ? static_cast<std::int64_t>(events) * 1'000'000 / rate : 0;
  Json json = line_of_clients("serve-append", settings, events, us);
  json.set("events_per_second_each", numbers(rates));
  json.set("server_processor_ns_per_event", median(processor_ns));
  json.set("limit", limit_name).set("limit_per_second", median(limits));
  print(json.set("ratio_permille", median(ratios)));
  return {};
}

Result<void> serve_latency(const Settings& settings) {
  TALLY_ASSIGN(auto bench, Bench::make(settings));
  const auto probe = std::max<std::uint64_t>(settings.events / 10, 1);
  TALLY_TRY(bench.append(settings, probe, 0, false));
  TALLY_ASSIGN(const auto full, bench.append(settings, probe, 0, false));
  const auto rate = std::max<std::uint64_t>(per_second(probe / settings.batch, full.us) / 2, 1);
  TALLY_ASSIGN(auto result, bench.append(settings, settings.events, rate, true));
  TALLY_ASSIGN(auto bare, bare_syncs(settings.directory + "/bare", FileKind::zero_filled,
                                     bench.stamp->event_bytes() * settings.batch,
                                     std::clamp<std::uint64_t>(settings.events, 1, 20'000)));
  TALLY_TRY(bench.finish());
  auto& latencies = result.latencies_us;
  Json json = line_of_clients("serve-latency", settings, settings.events, result.us);
  json.set("requests_per_second_asked", rate);
  json.set("p50_us", percentile(latencies, 500)).set("p99_us", percentile(latencies, 990));
  json.set("p999_us", percentile(latencies, 999)).set("max_us", latencies.back());
  json.set("stalls_over_20_ms", stalls(latencies));
  json.set("limit", "write and fdatasync, zero-filled file");
  json.set("limit_p50_us", percentile(bare.each_us, 500));
  json.set("limit_p99_us", percentile(bare.each_us, 990)).set("limit_max_us", bare.each_us.back());
  json.set("limit_count", std::uint64_t{bare.each_us.size()});
  json.set("limit_stalls_over_20_ms", stalls(bare.each_us));
  print(json.set("p99_ratio_permille",
                 ratio_permille(percentile(latencies, 990), percentile(bare.each_us, 990))));
  return {};
}

Result<void> serve_growth(const Settings& settings) {
  TALLY_ASSIGN(auto bench, Bench::make(settings));
  // Cost at a size = the median over windows that end there, each a tenth of the small size.
  const auto small = settings.events;
  const auto window = std::max<std::uint64_t>(small / 10, 1);
  const auto cost_ns = [&]() -> Result<std::int64_t> {
    std::vector<std::int64_t> costs;
    for (std::uint32_t round = 0; round < settings.rounds; ++round) {
      TALLY_ASSIGN(const auto result, bench.append(settings, window, 0, false));
      costs.push_back(result.us * 1000 / static_cast<std::int64_t>(window));
    }
    return median(costs);
  };
  const auto grow_to = [&](std::uint64_t size) -> Result<void> {
    const auto measured = std::uint64_t{settings.rounds} * window;
    if (bench.expected + measured >= size) return {};
    Settings fast = settings;
    fast.pipeline = 32;
    TALLY_TRY(bench.append(fast, size - bench.expected - measured, 0, false));
    return {};
  };
  TALLY_TRY(grow_to(small));
  TALLY_ASSIGN(const auto small_ns, cost_ns());
  const auto small_size = bench.expected;
  TALLY_TRY(grow_to(settings.growth_events));
  TALLY_ASSIGN(const auto large_ns, cost_ns());
  const auto large_size = bench.expected;
  TALLY_TRY(bench.finish());
  Json json = line_of_clients("serve-growth", settings, window,
                              large_ns * static_cast<std::int64_t>(window) / 1000);
  json.set("small_size", small_size).set("small_ns_per_event", small_ns);
  json.set("large_size", large_size).set("large_ns_per_event", large_ns);
  print(json.set("ratio_permille", ratio_permille(static_cast<std::uint64_t>(large_ns),
                                                  static_cast<std::uint64_t>(small_ns))));
  return {};
}

Result<void> bare(const Settings& settings) {
  const auto path = settings.directory + "/bare";
  std::filesystem::create_directories(settings.directory);
  constexpr std::uint64_t kBytes = 300;
  const auto say = [&](const std::string& what, std::uint64_t count, std::int64_t us) {
    Json json;
    json.set("bench", "bare").set("what", what).set("bytes", kBytes).set("count", count);
    print(json.set("microseconds", us).set("per_second", per_second(count, us)));
  };
  const auto syncs = std::clamp<std::uint64_t>(settings.events / 20, 1, 10'000);
  for (std::uint32_t round = 0; round < settings.rounds; ++round) {
    TALLY_ASSIGN(const auto growing, bare_syncs(path, FileKind::growing, kBytes, syncs));
    say("write and fdatasync, growing file", syncs, growing.us);
    TALLY_ASSIGN(const auto filled, bare_syncs(path, FileKind::zero_filled, kBytes, syncs));
    say("write and fdatasync, zero-filled file", syncs, filled.us);
    for (const std::uint32_t threads : {8, 32, 128}) {
      const auto acks = std::min(settings.events, syncs * threads);
      TALLY_ASSIGN(const auto us, bare_group_commit(path, threads, kBytes, acks));
      say("group commit, " + std::to_string(threads) + " threads", acks, us);
    }
    for (const unsigned threads : {1u, settings.threads}) {
      const auto us = bare_sha256(kBytes, settings.events, threads);
      say("sha256, " + std::to_string(threads) + " threads", settings.events, us);
    }
  }
  return {};
}

}  // namespace tally::bench
