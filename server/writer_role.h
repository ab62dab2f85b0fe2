// Who commits (decision D5): the network thread that has queued something, if the role is free and
// commits are few and short, since the wake-up of another thread would then cost more than the
// work. Else a thread of its own: a network thread that waits for the disk serves nobody, and
// answers that it has for its connections would wait for the next commit too.
//
// Over a store that other servers write to as well, that thread looks every now and then what they
// have recorded, and settles what is in doubt.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "core/ledger/ledger.h"

namespace tally::server {

class NetThread;

// Shared by the threads of a server. The ledger outlives it.
class WriterRole {
 public:
  // `report` hears of a store that cannot be followed: once, until that changes.
  WriterRole(Ledger& ledger, std::function<void(const Error&)> report)
      : ledger_(ledger), report_(std::move(report)) {}
  ~WriterRole() { stop(); }

  void start();
  // Ends the own thread, after what waits is committed.
  void stop();

  // Another server may have committed: looks at once, on the own thread.
  void look_for_others();

  // Something is queued; `thread` is the calling one. When this returns, what waited is committed,
  // or another thread sees to it.
  void take(NetThread& thread);

 private:
  // False: another thread commits. Notes how long it took.
  bool step();
  void wake();
  void run();
  void follow_others();

  Ledger& ledger_;
  std::function<void(const Error&)> report_;
  std::string reported_;
  // The last commit was long or of many requests, or there was none yet.
  std::atomic<bool> busy_{true};
  std::atomic<NetThread*> refused_{nullptr};  // Found the role taken, and has work.

  std::mutex mutex_;
  std::condition_variable wakened_;
  bool awake_ = false;  // Guarded by mutex_, as are the next.
  bool look_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tally::server
