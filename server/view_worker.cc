#include "server/view_worker.h"

#include <chrono>

namespace tally::server {
namespace {

constexpr std::uint64_t kPageEvents = 8192;
constexpr std::int64_t kWaitUs = 200'000;
constexpr auto kRetryPause = std::chrono::seconds(1);

}  // namespace

ViewWorker::ViewWorker(Ledger& ledger, Projections& projections)
    : ledger_(ledger), projections_(projections), folded_(projections.folded()) {}

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
  if (thread_.joinable()) thread_.join();
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
    std::unique_lock lock(mutex_);
    // A stopped ledger no longer waits for us, so neither error nor silence may become a busy loop.
    if (!grew)
      folded_changed_.wait_for(lock, caught_up ? std::chrono::milliseconds(1) : kRetryPause,
                               [this] { return stopping_; });
    if (stopping_) return;
  }
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
  folded_changed_.wait_for(lock, std::chrono::milliseconds(timeout_ms),
                           [&] { return folded_ >= size || stopping_; });
  return folded_ >= size;
}

std::string ViewWorker::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace tally::server
