#include "server/writer_role.h"

#include <chrono>

#include "server/net_thread.h"

namespace tally::server {
namespace {

using std::chrono::steady_clock;

// Beside a longer commit the wake-up of another thread is nothing, and while that thread commits,
// this one takes in and prepares the next requests: with batches of 1,000 that is half of the work.
constexpr auto kShort = std::chrono::milliseconds(1);

}  // namespace

bool WriterRole::step() {
  const auto start = steady_clock::now();
  if (!ledger_.step_once()) return false;
  slow_ = steady_clock::now() - start > kShort;
  return true;
}

void WriterRole::take(NetThread& thread) {
  if (slow_) return wake();
  if (!step()) {
    // Another thread commits; it looks for more when it is done.
    refused_ = &thread;
    return;
  }
  if (!ledger_.waiting()) return;
  // Whoever found the role taken has nothing else to do, while this thread has replies to write.
  auto* const next = refused_.exchange(nullptr);
  (next ? *next : thread).kick();
}

void WriterRole::start() {
  thread_ = std::thread([this] { run(); });
}

void WriterRole::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wakened_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void WriterRole::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (awake_) return;
    awake_ = true;
  }
  wakened_.notify_one();
}

void WriterRole::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wakened_.wait(lock, [this] { return awake_ || stopping_; });
    // Cleared first: what is queued from here on is either seen below or wakes us again.
    awake_ = false;
    const bool last = stopping_;
    lock.unlock();
    while (ledger_.waiting() && step()) NetThread::tell_others();
    lock.lock();
    if (last) return;
  }
}

}  // namespace tally::server
