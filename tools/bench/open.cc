#include <cstdio>

#include "core/ledger/directory.h"
#include "tools/bench/bench.h"

namespace tally::bench {
namespace {

// Removes what is disposable: index files and the saved state.
Result<void> remove_snapshots(const std::string& directory) {
  auto& disk = system_disk();
  TALLY_ASSIGN(const auto names, disk.list(directory + "/log"));
  for (const auto& name : names) {
    if (name.ends_with(".idx")) TALLY_TRY(disk.remove(directory + "/log/" + name));
  }
  TALLY_ASSIGN(const bool there, disk.exists(directory + "/state"));
  return there ? disk.remove(directory + "/state") : Result<void>();
}

// From the start to the first answer: opened, and an id looked up.
Result<std::int64_t> open_once(const Settings& settings, std::uint64_t& events) {
  SystemClock clock;
  SystemRandom random;
  const Stopwatch watch;
  TALLY_ASSIGN(const auto directory,
               LedgerDirectory::open(system_disk(), clock, random, settings.opener,
                                     settings.directory, DirectoryAccess::write));
  TALLY_ASSIGN(const auto answer, directory->ledger().lookup(random_event_id(random)));
  const auto us = watch.us();
  events = answer.size.value;
  for (const auto& note : directory->report().notes) std::fprintf(stderr, "%s\n", note.c_str());
  // What the next opening finds.
  TALLY_TRY(directory->save_state());
  return us;
}

}  // namespace

Result<void> open_ledger(const Settings& settings) {
  TALLY_TRY(fill_unless_there(settings));
  TALLY_TRY(remove_snapshots(settings.directory));
  std::uint64_t events = 0;
  TALLY_ASSIGN(const auto without_us, open_once(settings, events));
  {
    // Index files are made in the background of a ledger that is open: once in order, waited for.
    BackgroundQueue background;
    TALLY_ASSIGN(const auto store,
                 settings.background_opener(settings.directory + "/log", background));
    while (background.run_one()) {
    }
  }
  TALLY_ASSIGN(const auto with_us, open_once(settings, events));
  Json json = line("open", settings, events, with_us);
  json.set("baseline", "the same opening without index files and saved state");
  json.set("baseline_microseconds", without_us);
  print(json.set("ratio_permille", with_us > 0 ? without_us * 1000 / with_us : 0));
  return {};
}

}  // namespace tally::bench
