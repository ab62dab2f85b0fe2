// Work that must not hold up a writer: filling segments ahead, writing snapshots. The core starts
// no threads (decision D5): who wires a program chooses where such work runs, and a simulation
// runs it when it likes.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace tally {

class Background {
 public:
  virtual ~Background() = default;
  // Queues a job. Jobs run one at a time, in order. What a job refers to must outlive the
  // Background, or the job must know when it is gone.
  virtual void run(std::function<void()> job) = 0;
};

// A thread of its own. The destructor waits for the job that runs and drops those behind it.
class BackgroundThread final : public Background {
 public:
  BackgroundThread();
  ~BackgroundThread() override;
  void run(std::function<void()> job) override;

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool stopping_ = false;
  std::thread thread_;
};

// Runs what was queued when it is told to: for simulations and tools. One thread.
class BackgroundQueue final : public Background {
 public:
  void run(std::function<void()> job) override { jobs_.push_back(std::move(job)); }
  // Runs the oldest job; false if there is none.
  bool run_one();
  // Forgets what waits, as a crash does.
  void drop() { jobs_.clear(); }

 private:
  std::deque<std::function<void()>> jobs_;
};

}  // namespace tally
