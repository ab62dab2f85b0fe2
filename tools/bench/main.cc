// The program `tally-bench`. Only this file names a concrete store (decision D4).
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "core/log/log_store.h"
#include "core/postgres/postgres_store.h"
#include "tools/bench/bench.h"

namespace {

using namespace tally::bench;

struct Command {
  const char* name;
  const char* help;
  tally::Result<void> (*run)(const Settings& settings);
};

// In the order of the help.
const Command kCommands[] = {
    {"append", "durable appends, in process", append},
    {"read", "sequential reads through the store", read},
    {"replay", "opening, folding, rebuilding", replay},
    {"open", "until appends and views are answered, with snapshots and without", open_ledger},
    {"memory", "resident bytes of index, rules, facts and connections", memory},
    {"views", "the views: fold, rebuild, any (E, K)", views},
    {"disk", "bare write and fdatasync of 300 bytes", disk},
    {"log", "the store alone, in commits of --batch records", log},
    {"serve-append", "durable appends over TCP: --clients, --pipeline, --batch", serve_append},
    {"serve-latency", "latencies over TCP at half of the full rate", serve_latency},
    {"serve-growth", "an append's cost at --growth-events against --events", serve_growth},
    {"read-decoded", "every event with decoded header and payload, in process and over TCP",
     serve_read},
    {"verify", "verification of every byte on one and several threads", verify},
    {"postgres", "appends and a full read over the database --store", postgres},
    {"bare", "the machine alone: fdatasync, group commit, SHA-256", bare},
};

void add_options(CLI::App& app, Settings& settings) {
  const auto add = [&](const char* name, auto& value, const char* help) {
    app.add_option(name, value, help)->capture_default_str();
  };
  add("--dir", settings.directory, "directory for the ledger; is made and removed");
  add("--events", settings.events, "events to append, of each round");
  add("--batch", settings.batch, "events of one request; over TCP 1 unless given");
  add("--waiting", settings.waiting, "requests waiting when the writer steps");
  add("--payload", settings.payload, "bytes of a payload");
  add("--threads", settings.threads, "threads of what runs in parallel");
  add("--streams", settings.streams, "projects, registered first and not counted");
  add("--clients", settings.clients, "connections");
  add("--pipeline", settings.pipeline, "requests of a connection under way");
  add("--rounds", settings.rounds, "measurements; the median counts");
  add("--growth-events", settings.growth_events, "the large size of serve-growth");
  add("--store", settings.store, "address of an empty PostgreSQL database for the records");
  app.add_option("--tallyd", settings.server_flags,
                 "a flag for tallyd, as in --tallyd=--io-threads=1");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"tally-bench: what the ledger does in a second, as ratios of what the machine does"};
  app.require_subcommand(1);
  app.fallthrough();
  Settings settings;
  bool keep = false;
  bool grow = false;
  settings.directory = "tally-bench.ledger";
  add_options(app, settings);
  app.add_flag("--keep", keep, "leave the ledger there; one that stood there before stays anyway");
  for (const auto& command : kCommands) app.add_subcommand(command.name, command.help);
  app.add_flag("--grow", grow, "segments grow with their commits, and are not filled ahead");
  CLI11_PARSE(app, argc, argv);
  keep = keep || std::filesystem::exists(settings.directory);
  tally::BackgroundThread background;
  settings.opener = [&](tally::Disk& disk, const std::string& directory,
                        tally::StoreAccess access) {
    tally::LogOptions options;
    if (!grow) options.background = &background;
    return tally::open_log_store(disk, directory, access, options);
  };
  if (!settings.store.empty()) settings.opener = tally::postgres_opener(settings.store);
  settings.background_opener = [](const std::string& directory, tally::Background& queue) {
    tally::LogOptions options;
    options.background = &queue;
    return tally::open_log_store(tally::system_disk(), directory, tally::StoreAccess::write,
                                 options);
  };
  const auto chosen = app.get_subcommands().front()->get_name();
  if (chosen.starts_with("serve-") && app.count("--batch") == 0) settings.batch = 1;
  tally::Result<void> result;
  for (const auto& command : kCommands) {
    if (chosen == command.name) result = command.run(settings);
  }
  if (!keep) std::filesystem::remove_all(settings.directory);
  if (result.ok()) return 0;
  std::fprintf(stderr, "tally-bench: %s\n", result.error().to_string().c_str());
  return 1;
}
