#include "server/writer_role.h"

#include <chrono>
#include <utility>

#include "server/net_thread.h"

namespace tally::server {
namespace {

using std::chrono::steady_clock;

// Beside a longer commit the wake-up of another thread is nothing, and while that thread commits,
// this one takes in and prepares the next requests: with batches of 1,000 that is half of the work.
constexpr auto kShort = std::chrono::milliseconds(1);
// Up to so many requests are those of a few clients, each of which waits for its answer.
constexpr std::size_t kFew = 2;

// A shared store is asked for one row then, which takes a fraction of a millisecond.
constexpr auto kFollow = std::chrono::milliseconds(50);

}  // namespace

bool WriterRole::step() {
  const auto start = steady_clock::now();
  const auto requests = ledger_.waiting();
  if (!ledger_.step_once()) return false;
  busy_ = requests > kFew || steady_clock::now() - start > kShort;
  return true;
}

void WriterRole::take(NetThread& thread) {
  if (busy_ || ledger_.waiting() > kFew) return wake();
  if (!step()) {
    // Another thread commits; it looks for more when it is done.
    refused_ = &thread;
    return;
  }
  if (ledger_.waiting() == 0) return;
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

void WriterRole::look_for_others() {
  {
    const std::lock_guard lock(mutex_);
    if (look_) return;
    look_ = true;
  }
  wakened_.notify_one();
}

void WriterRole::follow_others() {
  const auto followed = ledger_.catch_up();
  const auto text = followed.ok() ? std::string() : followed.error().to_string();
  if (!text.empty() && text != reported_ && report_) report_(followed.error());
  reported_ = text;
}

void WriterRole::run() {
  const bool shared = ledger_.store().shared();
  const auto wanted = [this] { return awake_ || look_ || stopping_; };
  std::unique_lock lock(mutex_);
  for (;;) {
    bool quiet = false;
    if (shared) {
      quiet = !wakened_.wait_for(lock, kFollow, wanted);
    } else {
      wakened_.wait(lock, wanted);
    }
    // Cleared first: what is queued from here on is either seen below or wakes us again.
    awake_ = false;
    if (std::exchange(look_, false)) quiet = true;
    const bool last = stopping_;
    lock.unlock();
    // A commit would have met what others recorded; a hint that comes beside one costs one look.
    if (quiet) follow_others();
    // Also what was queued while the role was taken for that.
    while (ledger_.waiting() > 0 && step()) NetThread::tell_others();
    lock.lock();
    if (last) return;
  }
}

}  // namespace tally::server
