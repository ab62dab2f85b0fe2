// The thread that folds the ledger into its views as it grows.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "core/event/ids.h"
#include "core/ledger/ledger.h"
#include "projections/views_file.h"

namespace tally::server {

// What it refers to outlives the worker. It follows in steps of a few milliseconds, at once when
// somebody waits for it: a wake-up for each commit would cost more than the folding. After an error
// of the store it waits and tries again; what was folded stays readable. With a file, the facts are
// saved there between two pages when the log has grown enough: views then stand still for as long
// as that takes, and appends do not.
class ViewWorker {
 public:
  ViewWorker(Ledger& ledger, Projections& projections, ViewsFile* file = nullptr);
  ~ViewWorker();  // Stops.

  void start();
  // Ends after the page being folded.
  void stop();
  // Saves the facts once stopped, unless few events have come since they were saved.
  Result<void> save();

  // Waits until events 0..size-1 are folded. False when the time ran out first.
  bool wait_folded(TreeSize size, std::uint32_t timeout_ms) const;
  // The last error, or empty while all goes well.
  std::string failure() const;

 private:
  void run();
  Result<void> save_now();
  // Lets events gather, with `hear` not while somebody waits; false when it is time to stop.
  bool pause(std::chrono::milliseconds time, bool hear);
  void publish(TreeSize folded, std::string failure);

  Ledger& ledger_;
  Projections& projections_;
  ViewsFile* file_;
  TreeSize tried_;  // To save: a failure does not go away by trying at once.
  mutable std::mutex mutex_;
  mutable std::condition_variable folded_changed_;
  TreeSize folded_;
  std::string failure_;
  mutable std::uint32_t waiting_ = 0;  // Calls of wait_folded() under way.
  mutable std::condition_variable asked_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tally::server
