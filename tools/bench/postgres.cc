// The ledger over a PostgreSQL database: appends through rules, hashes and one transaction a
// commit, then every record read back, and read into views. tools/bench/postgres sets COPY of the
// same rows beside it.
#include "core/ledger/directory.h"
#include "projections/projections.h"
#include "tools/bench/bench.h"

namespace tally::bench {

Result<void> postgres(const Settings& settings) {
  if (settings.store.empty()) return invalid("store", "give --store, the address of a database");
  std::int64_t us = 0;
  std::uint64_t commits = 0;
  TALLY_TRY(fill(settings, us, commits));
  Json json = line("postgres.append", settings, settings.events, us);
  print(json.set("commits", commits));

  TALLY_ASSIGN(const auto opened,
               settings.opener(system_disk(), settings.directory + "/log", StoreAccess::read_only));
  const auto head = opened.store->last_commit().size.value;
  const Stopwatch watch;
  std::uint64_t at = 0;
  std::uint64_t bytes = 0;
  while (at < head) {
    TALLY_ASSIGN(const auto page, opened.store->read(Position{at}, Direction::forward, {}));
    for (const auto& record : page.records) bytes += record.header.size() + record.body.size();
    at += page.records.size();
  }
  Json read = line("postgres.read", settings, head, watch.us());
  print(read.set("record_bytes", bytes));

  Projections projections;
  const Stopwatch rebuilding;
  TALLY_TRY(projections.rebuild(*opened.store, TreeSize{head}, settings.threads));
  Json rebuilt = line("postgres.rebuild", settings, head, rebuilding.us());
  print(rebuilt.set("threads", std::uint64_t{settings.threads}));
  return {};
}

}  // namespace tally::bench
