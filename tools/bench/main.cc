// The program `tally-bench`. Only this file names a concrete store (decision D4).
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "core/log/log_store.h"
#include "tools/bench/bench.h"

int main(int argc, char** argv) {
  using namespace tally::bench;
  CLI::App app{"tally-bench: what the ledger does in a second, as ratios of what the machine does"};
  app.require_subcommand(1);
  app.fallthrough();
  Settings settings;
  bool keep = false;
  settings.directory = "tally-bench.ledger";
  app.add_option("--dir", settings.directory, "directory for the ledger; is made and removed")
      ->capture_default_str();
  app.add_option("--events", settings.events, "events to append")->capture_default_str();
  app.add_option("--batch", settings.batch, "events of one request")->capture_default_str();
  app.add_option("--waiting", settings.waiting, "requests waiting when the writer steps")
      ->capture_default_str();
  app.add_option("--payload", settings.payload, "bytes of a payload, about")->capture_default_str();
  app.add_option("--threads", settings.threads, "threads of the rebuild")->capture_default_str();
  app.add_flag("--keep", keep, "leave the ledger there");
  auto* append_command = app.add_subcommand("append", "durable appends");
  auto* read_command = app.add_subcommand("read", "sequential reads");
  auto* disk_command = app.add_subcommand("disk", "bare write and fdatasync of 300 bytes");
  auto* log_command = app.add_subcommand("log", "the store alone, in commits of --batch records");
  app.add_subcommand("replay", "opening, folding, rebuilding");
  CLI11_PARSE(app, argc, argv);
  tally::BackgroundThread background;
  settings.opener = [&](tally::Disk& disk, const std::string& directory,
                        tally::StoreAccess access) {
    tally::LogOptions options;
    options.background = &background;
    return tally::open_log_store(disk, directory, access, options);
  };
  const auto result = append_command->parsed() ? append(settings)
                      : read_command->parsed() ? read(settings)
                      : disk_command->parsed() ? disk(settings)
                      : log_command->parsed()  ? log(settings)
                                               : replay(settings);
  if (!keep) std::filesystem::remove_all(settings.directory);
  if (result.ok()) return 0;
  std::fprintf(stderr, "tally-bench: %s\n", result.error().to_string().c_str());
  return 1;
}
