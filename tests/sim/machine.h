// The machine that a ledger runs on: disk, clock, randomness and background work, all from one
// seed. Its process is started, closed, killed; its power goes.
#pragma once

#include <memory>
#include <string>

#include "core/base/background.h"
#include "core/ledger/directory.h"
#include "core/log/log_store.h"
#include "tests/support/fake_disk.h"
#include "tests/support/fixed_sources.h"

namespace tally::test {

class Machine {
 public:
  static constexpr const char* kDirectory = "ledger";
  static constexpr const char* kLog = "ledger/log";

  // Segments hold between 1 and 9 KiB, so that they change often.
  explicit Machine(std::uint64_t seed);

  Result<void> init();
  // Starts the ledger's process.
  Result<void> open();
  // Ends it: whatever it had open or in memory is gone, its disk keeps what reads show.
  void end();
  // Ends it, and what was not synced is gone.
  std::vector<FakeDisk::Flip> unplug(std::size_t flips = 0);
  // What an operator does after an init that a crash cut short: the directory is removed.
  void clear_disk();
  // The store as a process beside the writer opens it.
  Result<OpenedStore> open_reader();
  // Runs some of the jobs that wait.
  std::uint64_t run_background();

  // The day on which the ledger's events are recorded, or soon after.
  Date today() const { return sample ? Date::of(2000, 1, 1) : Date::of(2025, 7, 1); }
  bool is_open() const { return directory_ != nullptr; }
  LedgerDirectory& directory() { return *directory_; }
  Ledger& ledger() { return directory_->ledger(); }
  const EventStore& store() { return ledger().store(); }

  SeededRandom dice;  // Decides what happens.
  FakeDisk disk;
  FakeClock clock;
  bool sample = false;

 private:
  StoreOpener opener();

  SeededRandom random_;  // The ledger's: salts, seeds of checksums.
  BackgroundQueue background_;
  LogOptions options_;
  std::unique_ptr<LedgerDirectory> directory_;
};

}  // namespace tally::test
