// Saves the ledger's state beside its writer.
//
// The writer's own state is never looked at: that would mean a lock, and copying it under a lock
// stops every append. Instead a second state is made from the last saved one by replaying what has
// become durable since, in short jobs, and is saved and dropped. That takes no lock at all, and
// whatever it saves has just been made from the log. It costs, once per event, what opening costs,
// and, while it runs, the memory of a second state.
#pragma once

#include <memory>

#include "core/base/background.h"
#include "core/ledger/state_file.h"

namespace tally {

class StateSaving {
 public:
  static constexpr std::uint64_t kGrowth = 1'000'000;  // Events between two saved states.

  // `store` and `file` outlive this, the background too. The destructor waits for the job that
  // runs, which is short; one that runs later does nothing.
  StateSaving(const EventStore& store, StateFile& file, Background& background,
              std::uint64_t growth = kGrowth);
  ~StateSaving();
  StateSaving(const StateSaving&) = delete;
  StateSaving& operator=(const StateSaving&) = delete;

  // The durable size is now this. Begins to save when enough has come. One thread at a time.
  void grown(TreeSize size);

 private:
  struct Shared;
  Background& background_;
  std::uint64_t growth_;
  std::uint64_t next_;  // The size at which the next attempt begins.
  std::shared_ptr<Shared> shared_;
};

}  // namespace tally
