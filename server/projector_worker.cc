#include "server/projector_worker.h"

#include <algorithm>

namespace tally::server {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// A stop, and what this process itself commits, are seen so soon.
constexpr auto kSlice = milliseconds(50);
// What is known to be there, and not yet folded, is asked for so often.
constexpr auto kSoon = milliseconds(10);
// After a failure, and twice as long after each further one, up to half a minute.
constexpr auto kRetry = milliseconds(1'000);

}  // namespace

ProjectorWorker::ProjectorWorker(Ledger& ledger, const Projections& views, ReadableTables& tables,
                                 ProjectorWorkerOptions options)
    : ledger_(ledger),
      views_folded_(views),
      tables_(tables),
      options_(std::move(options)),
      projector_({ledger.store(), views, [&ledger](TreeSize size) { return ledger.root_at(size); },
                  [&ledger] { return ledger.today(); },
                  [&ledger](Position position) { return ledger.flags(position); }},
                 tables, options_.projector) {}

void ProjectorWorker::start() {
  thread_ = std::thread([this] { run(); });
}

void ProjectorWorker::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

void ProjectorWorker::run() {
  while (!stopping_) {
    options_.look();
    rest(step());
  }
}

milliseconds ProjectorWorker::step() {
  const auto folded = views_folded_.folded();
  const auto done = projector_.step(folded);
  if (!done.ok()) {
    active_ = false;
    tell({done.error().to_string()});
    const auto pause = std::min(options_.poll, kRetry) * (1 << std::min(failures_++, 5));
    return std::max(pause, kSlice);
  }
  failures_ = 0;
  tell({done->notes.begin(), done->notes.end()});
  active_ = done->active;
  if (!done->active) return options_.poll;
  events_ = done->events.value;
  views_ = done->views.value;
  if (done->behind) return milliseconds(0);
  const auto known = std::max(heard_, ledger_.store().last_commit().size);
  if (folded < known) return std::min(options_.poll, kSoon);
  return std::min(options_.poll, done->views_due_in.value_or(options_.poll));
}

void ProjectorWorker::tell(std::set<std::string> said) {
  for (const auto& text : said) {
    if (told_.count(text) == 0) options_.report(text);
  }
  told_ = std::move(said);
}

void ProjectorWorker::rest(milliseconds time) {
  const auto until = Clock::now() + time;
  const auto size = ledger_.store().last_commit().size;
  for (;;) {
    const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now());
    if (stopping_ || left.count() <= 0 || ledger_.store().last_commit().size > size) return;
    const auto slice = std::min(left, kSlice);
    const auto heard = tables_.wait(slice);
    if (!heard.ok()) {
      // Not connected, or no longer: the next step says so.
      std::this_thread::sleep_for(slice);
    } else if (heard->value > heard_.value) {
      heard_ = *heard;
      return;
    }
  }
}

}  // namespace tally::server
