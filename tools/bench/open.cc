// What a start costs: until appends and lookups are answered, and until the views are.
#include <cstdio>

#include "core/ledger/directory.h"
#include "projections/views_file.h"
#include "tools/bench/bench.h"

namespace tally::bench {
namespace {

// Times from the start, in microseconds.
struct Start {
  std::uint64_t events = 0;
  std::int64_t opened_us = 0;  // An id was looked up.
  std::int64_t views_us = 0;   // A view answered.
};

// As tallyd starts: the ledger, then the facts that were saved, then what came behind them.
Result<Start> start_once(const Settings& settings) {
  SystemClock clock;
  SystemRandom random;
  Start start;
  const Stopwatch watch;
  TALLY_ASSIGN(const auto directory,
               LedgerDirectory::open(system_disk(), clock, random, settings.opener,
                                     settings.directory, DirectoryAccess::write));
  auto& ledger = directory->ledger();
  TALLY_ASSIGN(const auto answer, ledger.lookup(random_event_id(random)));
  start.opened_us = watch.us();
  start.events = answer.size.value;
  const auto root_at = [&](TreeSize size) { return ledger.root_at(size); };
  Projections projections;
  ViewsFile views(system_disk(), settings.directory, ledger.identity().origin);
  views.load(projections, answer.size, root_at, settings.threads);
  TALLY_TRY(projections.catch_up(ledger.store(), answer.size));
  start.views_us = watch.us();
  for (const auto& note : directory->report().notes) std::fprintf(stderr, "%s\n", note.c_str());
  for (const auto& note : views.notes()) std::fprintf(stderr, "%s\n", note.c_str());
  // What the next start finds.
  TALLY_TRY(views.save(projections, root_at));
  TALLY_TRY(directory->save_state());
  return start;
}

// Index files are made in the background of a ledger that is open: once in order, waited for.
Result<void> make_index_files(const Settings& settings) {
  BackgroundQueue background;
  TALLY_ASSIGN(const auto store,
               settings.background_opener(settings.directory + "/log", background));
  while (background.run_one()) {
  }
  return {};
}

void say(std::string_view bench, const Settings& settings, std::uint64_t events,
         std::int64_t with_us, std::int64_t without_us) {
  Json json = line(bench, settings, events, with_us);
  json.set("baseline", "the same start without index files, saved state and saved views");
  json.set("baseline_microseconds", without_us);
  print(json.set("ratio_permille", with_us > 0 ? without_us * 1000 / with_us : 0));
}

}  // namespace

Result<void> remove_snapshots(const std::string& directory) {
  auto& disk = system_disk();
  TALLY_ASSIGN(const auto names, disk.list(directory + "/log"));
  for (const auto& name : names) {
    if (name.ends_with(".idx")) TALLY_TRY(disk.remove(directory + "/log/" + name));
  }
  for (const std::string name : {"state", ViewsFile::kName}) {
    TALLY_ASSIGN(const bool there, disk.exists(directory + "/" + name));
    if (there) TALLY_TRY(disk.remove(directory + "/" + name));
  }
  return {};
}

Result<void> open_ledger(const Settings& settings) {
  TALLY_TRY(fill_unless_there(settings));
  TALLY_TRY(remove_snapshots(settings.directory));
  TALLY_ASSIGN(const auto without, start_once(settings));
  TALLY_TRY(make_index_files(settings));
  TALLY_ASSIGN(const auto with, start_once(settings));
  say("open", settings, with.events, with.opened_us, without.opened_us);
  say("open.views", settings, with.events, with.views_us, without.views_us);
  return {};
}

}  // namespace tally::bench
