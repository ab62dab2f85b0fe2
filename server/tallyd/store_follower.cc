#include "server/tallyd/store_follower.h"

#include <chrono>

namespace tally::server {
namespace {

// One row is read in a fraction of a millisecond.
constexpr auto kPause = std::chrono::milliseconds(50);

}  // namespace

void StoreFollower::start() {
  thread_ = std::thread([this] { run(); });
}

void StoreFollower::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void StoreFollower::run() {
  std::string said;
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, kPause, [this] { return stopping_; })) {
    lock.unlock();
    const auto caught_up = ledger_.catch_up();
    const auto text = caught_up.ok() ? std::string() : caught_up.error().to_string();
    if (!text.empty() && text != said) report_(caught_up.error());
    said = text;
    lock.lock();
  }
}

}  // namespace tally::server
