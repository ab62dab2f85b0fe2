#include "tests/sim/machine.h"

#include "core/base/check.h"

namespace tally::test {
namespace {

constexpr std::int64_t kBegin_us = 1'751'342'400'000'000;  // 2025-07-01T12:00:00+08:00.

}  // namespace

Machine::Machine(std::uint64_t seed)
    : dice(seed * 4), disk(seed * 4 + 1), clock(kBegin_us), random_(seed * 4 + 2) {
  options_.random = &random_;
  options_.background = &background_;
  options_.segment_bytes_max = 1024 + dice.below(8192);
  options_.reserve_bytes = dice.below(2) == 0 ? 0 : 4096;
  sample = dice.below(4) == 0;
}

StoreOpener Machine::opener() {
  return [this](Disk& where, const std::string& directory, StoreAccess access) {
    return open_log_store(where, directory, access, options_);
  };
}

Result<void> Machine::init() {
  InitOptions options;
  options.origin = "ledger.example/simulation";
  TALLY_ASSIGN(options.currency, Currency::parse("CNY"));
  options.sample = sample;
  return LedgerDirectory::init(disk, clock, random_, opener(), kDirectory, options);
}

Result<void> Machine::open() {
  end();
  TALLY_ASSIGN(directory_, LedgerDirectory::open(disk, clock, random_, opener(), kDirectory,
                                                 DirectoryAccess::write, {}, &background_));
  return {};
}

void Machine::end() {
  background_.drop();
  directory_.reset();
}

std::vector<FakeDisk::Flip> Machine::unplug(std::size_t flips) {
  end();
  return disk.restart(flips);
}

void Machine::clear_disk() {
  disk.disarm();
  for (const auto& path : disk.all_paths()) {
    const auto slash = path.rfind('/');
    TALLY_CHECK(disk.remove(path).ok());
    TALLY_CHECK(disk.sync_directory(slash == std::string::npos ? "." : path.substr(0, slash)).ok());
  }
}

Result<OpenedStore> Machine::open_reader() {
  return open_log_store(disk, kLog, StoreAccess::read_only, options_);
}

std::uint64_t Machine::run_background() {
  std::uint64_t jobs = 0;
  while (dice.below(2) == 0 && background_.run_one()) ++jobs;
  return jobs;
}

}  // namespace tally::test
