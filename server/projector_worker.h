// The thread that keeps a database's readable tables at what the ledger and its views say
// (projections/projector.h), beside a server or alone.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <thread>

#include "core/ledger/ledger.h"
#include "projections/projector.h"

namespace tally::server {

struct ProjectorWorkerOptions {
  ProjectorOptions projector;
  // So often it is looked whether there is something new, or whether the role is free. What the
  // database notifies comes in between, and is a hint: without it everything comes a poll later.
  std::chrono::milliseconds poll{1'000};
  // Takes in what others have recorded, and sees to it that it is folded, now or soon.
  std::function<void()> look = [] {};
  // Hears of errors and notes, each once as long as they stay the same.
  std::function<void(const std::string&)> report = [](const std::string&) {};
};

// What it refers to outlives the worker.
class ProjectorWorker {
 public:
  ProjectorWorker(Ledger& ledger, const Projections& views, ReadableTables& tables,
                  ProjectorWorkerOptions options);
  ~ProjectorWorker() { stop(); }

  void start();
  // Ends after the transaction under way.
  void stop();

  // How many events can be read, and K of the views' tables, when this worker looked last.
  TreeSize events() const { return {events_}; }
  TreeSize views() const { return {views_}; }
  bool active() const { return active_; }

 private:
  void run();
  // One step, and how long to rest behind it.
  std::chrono::milliseconds step();
  void tell(std::set<std::string> said);
  // Until there is something new, the time is over, or the worker is stopped.
  void rest(std::chrono::milliseconds time);

  Ledger& ledger_;
  const Projections& views_folded_;
  ReadableTables& tables_;
  const ProjectorWorkerOptions options_;
  Projector projector_;
  std::set<std::string> told_;
  int failures_ = 0;  // One behind another.
  TreeSize heard_;    // The largest size that was notified.
  std::atomic<std::uint64_t> events_{0};
  std::atomic<std::uint64_t> views_{0};
  std::atomic<bool> active_{false};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace tally::server
