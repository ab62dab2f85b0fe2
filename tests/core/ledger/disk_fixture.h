// A ledger in the embedded store on a disk that a test can make fail.
#pragma once

#include <memory>
#include <string>

#include "core/log/log_store.h"
#include "tests/core/ledger/ledger_fixture.h"
#include "tests/support/fake_disk.h"

namespace tally::test {

class LedgerOnFakeDisk {
 public:
  explicit LedgerOnFakeDisk(std::uint64_t seed) : disk(seed), random(seed), seeds_(seed + 1) {
    options.reserve_bytes = 0;
    options.random = &seeds_;
    TALLY_CHECK(disk.make_directory("dir").ok() && disk.sync_directory(".").ok());
  }

  Result<void> create(bool sample = false) {
    TALLY_ASSIGN(opened, open_log_store(disk, "dir/log", StoreAccess::create, options));
    TALLY_TRY(init_ledger({*opened.store, clock, random}, init_options(sample)));
    close();
    return open();
  }
  Result<void> open() {
    close();
    TALLY_ASSIGN(opened, open_log_store(disk, "dir/log", StoreAccess::write, options));
    TALLY_ASSIGN(ledger_, Ledger::open({*opened.store, clock, random}));
    return {};
  }
  void close() {
    ledger_.reset();
    opened = OpenedStore();
  }
  Ledger& ledger() { return *ledger_; }
  std::uint64_t size() const { return opened.store->last_commit().size.value; }

  FakeDisk disk;
  FakeClock clock{kNoon_us};
  SeededRandom random;
  LogOptions options;
  OpenedStore opened;

 private:
  SeededRandom seeds_;
  std::unique_ptr<Ledger> ledger_;
};

}  // namespace tally::test
