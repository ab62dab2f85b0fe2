// One seed, one ledger, many deaths. SIMULATION.md says what is done to it and what must hold.
#pragma once

#include <optional>
#include <string>

#include "tests/sim/audit.h"
#include "tests/sim/counts.h"
#include "tests/sim/damage.h"
#include "tests/sim/machine.h"
#include "tests/sim/model.h"
#include "tests/sim/requests.h"

namespace tally::test {

struct SimulationReport {
  Counts counts;
  std::optional<std::string> failure;
  Hash root;  // Of the ledger at the end: equal seeds, equal roots.
};

// Single-threaded; equal seeds give equal reports. `verbose` prints a trace.
SimulationReport simulate(std::uint64_t seed, bool verbose = false);

class Simulation {
 public:
  Simulation(std::uint64_t seed, bool verbose)
      : verbose_(verbose),
        machine_(seed),
        requests_(machine_.dice, model_, machine_.today()),
        audit_(machine_, model_, counts_) {}

  SimulationReport run();

 private:
  struct Sent {
    AppendBatch batch;
    bool vanishes = false;  // Its client does not wait for the answer and never asks again.
    bool refused_at_once = false;
    std::optional<AppendResult> result;
  };

  // simulation.cc: what happens.
  Result<void> play();
  Result<void> begin();
  Result<void> learn_first_events();
  // Work until the process dies or is ended.
  Result<void> live();
  void arm();
  Result<void> turn();
  void move_clock();
  AppendBatch choose_batch(bool& vanishes);
  AppendBatch repeat_recorded();
  Result<void> submit(std::vector<Sent>& sent);
  Result<void> end_process();
  Result<void> close();
  void say(const std::string& text) const;

  // answers.cc: what clients are told.
  Result<void> take_answers(std::vector<Sent>& sent);
  Result<void> take_appended(const AppendBatch& batch, const Judgement& judged,
                             const Appended& appended);
  Result<void> take_failure(const Sent& sent, const Judgement& judged,
                            const AppendFailure& failure);
  Result<void> take_read_only(const AppendBatch& batch);
  Result<void> check_pending(const AppendBatch& batch);
  void remember(const AppendBatch& batch);
  std::int64_t last_recorded_us() const;
  bool clock_is_wrong() const;
  bool disk_failed() const;

  // recovery.cc: starts the process until it stays up, whatever happens meanwhile.
  Result<void> start();
  Result<bool> try_start();
  void unplug();
  bool whole();
  void arm_recovery();
  void set_clock();
  Result<void> after_start();
  Result<void> learn_doubts();
  Result<void> check_loss(std::uint64_t size);

  bool verbose_;
  Counts counts_;
  Machine machine_;
  Model model_;
  Requests requests_;
  Audit audit_;
  std::optional<Damage> damage_;
  std::vector<AppendBatch> doubts_;   // Of one commit, in order.
  std::vector<AppendBatch> unheard_;  // Whose clients will ask again.
  bool dead_ = false;                 // The ledger takes nothing until it is opened again.
  // How far the clocks have parted since the ledger last found them to agree.
  std::int64_t parted_us_ = 0;
  std::uint64_t told_at_start_ = 0;  // Errors that the disk had told when the process was started.
};

}  // namespace tally::test
