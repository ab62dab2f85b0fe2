// What a ledger holds in memory, by what the process has resident: the index of the log, the rules,
// the facts, and a connection at rest.
#include <malloc.h>

#include <cinttypes>
#include <cstdio>

#include "core/ledger/directory.h"
#include "projections/projections.h"
#include "tools/bench/bench.h"
#include "tools/bench/load.h"
#include "tools/bench/served_ledger.h"

namespace tally::bench {
namespace {

constexpr std::uint32_t kConnections = 500;

// A figure of /proc/PID/status that is given in KiB, in bytes; 0 if it cannot be read.
std::uint64_t status_bytes(const std::string& process, const char* name) {
  std::FILE* file = std::fopen(("/proc/" + process + "/status").c_str(), "r");
  if (!file) return 0;
  std::uint64_t kib = 0;
  const std::string wanted = std::string(name) + ": %" SCNu64 " kB";
  for (char text[256]; std::fgets(text, sizeof(text), file);) {
    if (std::sscanf(text, wanted.c_str(), &kib) == 1) break;
  }
  std::fclose(file);
  return kib * 1024;
}

// From here on VmHWM tells the most that was resident since.
void forget_peak() {
  if (std::FILE* file = std::fopen("/proc/self/clear_refs", "w")) {
    std::fputs("5", file);
    std::fclose(file);
  }
}

void say(std::string_view what, std::uint64_t events, std::uint64_t bytes) {
  Json json;
  json.set("bench", "memory").set("what", what).set("events", events).set("bytes", bytes);
  print(json.set("bytes_per_event_permille", bytes * 1000 / events));
}

// Opened without index files, so that the index grows as it does beside appends.
Result<void> measure_index(const Settings& settings) {
  TALLY_TRY(remove_snapshots(settings.directory));
  malloc_trim(0);  // What filling left behind would be taken for nothing.
  forget_peak();
  const auto before = status_bytes("self", "VmRSS");
  TALLY_ASSIGN(const auto opened,
               settings.opener(system_disk(), settings.directory + "/log", StoreAccess::read_only));
  const auto events = opened.store->last_commit().size.value;
  say("index, at the peak", events, status_bytes("self", "VmHWM") - before);
  say("index", events, status_bytes("self", "VmRSS") - before);
  return {};
}

Result<void> measure_states(const Settings& settings) {
  SystemClock clock;
  SystemRandom random;
  TALLY_ASSIGN(const auto directory,
               LedgerDirectory::open(system_disk(), clock, random, settings.opener,
                                     settings.directory, DirectoryAccess::write));
  const auto status = directory->ledger().status();
  const auto events = status.head.size;
  say("rule state", events.value, status.rule_state_bytes);
  Projections projections;
  TALLY_TRY(projections.catch_up(directory->ledger().store(), events));
  say("facts", events.value, projections.memory_bytes());
  return {};
}

Result<void> measure_connections(const Settings& settings) {
  Settings roomy = settings;
  roomy.server_flags.push_back("--connections-max=" + std::to_string(kConnections + 10));
  TALLY_ASSIGN(const auto served, ServedLedger::start(roomy));
  const auto process = std::to_string(served->process());
  const auto before = status_bytes(process, "VmRSS");
  TALLY_ASSIGN(const auto clients, LoadGenerator::connect(served->port(), kConnections));
  const auto after = status_bytes(process, "VmRSS");
  TALLY_TRY(served->stop());
  Json json;
  json.set("bench", "memory").set("what", "a connection at rest").set("connections", kConnections);
  print(json.set("bytes", (after - std::min(before, after)) / kConnections));
  return {};
}

}  // namespace

Result<void> memory(const Settings& settings) {
  TALLY_TRY(fill_unless_there(settings));
  TALLY_TRY(measure_index(settings));
  TALLY_TRY(measure_states(settings));
  return measure_connections(settings);
}

}  // namespace tally::bench
