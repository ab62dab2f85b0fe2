#include "server/view_worker.h"

#include <chrono>

namespace tally::server {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kPageEvents = 8192;
constexpr std::uint64_t kTryAgainEvents = 1'000'000;
constexpr std::int64_t kWaitUs = 200'000;
constexpr auto kRetryPause = std::chrono::milliseconds(1'000);
constexpr auto kGatherTime = std::chrono::milliseconds(4);

}  // namespace

ViewWorker::ViewWorker(Ledger& ledger, Projections& projections, ViewsFile* file)
    : ledger_(ledger), projections_(projections), file_(file), folded_(projections.folded()) {}

ViewWorker::~ViewWorker() { stop(); }

void ViewWorker::start() {
  thread_ = std::thread([this] { run(); });
}

void ViewWorker::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  folded_changed_.notify_all();
  asked_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Result<void> ViewWorker::save_now() {
  return file_->save(projections_, [this](TreeSize size) { return ledger_.root_at(size); });
}

Result<void> ViewWorker::save() {
  if (!file_ || !file_->due_at_stop(projections_.folded())) return {};
  return save_now();
}

void ViewWorker::run() {
  TreeSize folded = projections_.folded();
  for (;;) {
    const auto durable = ledger_.wait_beyond(folded, kWaitUs);
    // In pages, so that whoever waits for an early size, or for the end, is heard.
    const TreeSize until{std::min(durable.value, folded.value + kPageEvents)};
    Result<void> caught_up;
    if (until > folded) caught_up = projections_.catch_up(ledger_.store(), until);
    const bool grew = projections_.folded() > folded;
    folded = projections_.folded();
    publish(folded, caught_up ? "" : caught_up.error().to_string());
    if (file_ && file_->due(folded) && folded.value >= tried_.value + kTryAgainEvents) {
      tried_ = folded;
      static_cast<void>(save_now());  // Else the file stays the one it was.
    }
    // A stopped ledger no longer waits for us, so neither error nor silence may become a busy loop.
    const bool behind = grew && folded < ledger_.store().last_commit().size;
    const auto time = behind ? milliseconds(0) : kGatherTime;
    if (!pause(caught_up ? time : kRetryPause, grew)) return;
  }
}

bool ViewWorker::pause(milliseconds time, bool hear) {
  std::unique_lock lock(mutex_);
  asked_.wait_for(lock, time, [&] { return stopping_ || (hear && waiting_ > 0); });
  return !stopping_;
}

void ViewWorker::publish(TreeSize folded, std::string failure) {
  {
    const std::lock_guard lock(mutex_);
    if (folded_ == folded && failure_ == failure) return;
    folded_ = folded;
    failure_ = std::move(failure);
  }
  folded_changed_.notify_all();
}

bool ViewWorker::wait_folded(TreeSize size, std::uint32_t timeout_ms) const {
  std::unique_lock lock(mutex_);
  if (folded_ >= size) return true;
  ++waiting_;
  asked_.notify_one();
  folded_changed_.wait_for(lock, milliseconds(timeout_ms),
                           [&] { return folded_ >= size || stopping_; });
  --waiting_;
  return folded_ >= size;
}

std::string ViewWorker::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace tally::server
