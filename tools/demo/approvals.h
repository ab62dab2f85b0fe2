// One approval phase told step by step: the common machinery of approvals.cc and planted.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalogue/approval.h"
#include "tools/demo/world.h"

namespace tally::demo {

struct StepSpec {
  std::string_view name;
  std::string_view item;  // Of the codelist approval_item; empty: none.
  std::string_view office;
  int statutory_days;
  int pledged_days;
  std::string_view after = {};  // The steps before it, separated by blanks.
  std::optional<PauseReason> pause = {};
  bool may_return = false;  // 退件; only where no other step waits for it.
};

// The usual steps of P1 ... P4; those of P1 and P2 depend on the route.
std::vector<StepSpec> steps_of(std::string_view phase, Route route);
std::vector<StepPlan> plans_of(const std::vector<StepSpec>& specs);

// Tells the acts on the steps of one phase. All acts of a phase are written down with the same
// delay, so that they come into the ledger in the order in which they happened.
class PhaseTeller {
 public:
  PhaseTeller(World& world, std::size_t project, PhaseSpan span, Dice dice);

  void open(const std::vector<StepSpec>& specs);
  void submitted(const StepSpec& step, Date day);
  void accepted(const StepSpec& step, Date day);
  void paused(const StepSpec& step, Date day);
  void resumed(const StepSpec& step, Date day);
  void approved(const StepSpec& step, Date day);
  void reopened(const StepSpec& step, Date day, std::string reason);
  void closed(Date day);

  // From the submission on `day`: corrections, acceptance, pauses, 退件 and decision as the dice
  // fall, always within the pledged days. Returns the day on which the step ended.
  Date run(const StepSpec& step, Date day);

  void mark(std::string_view story) { story_ = story; }
  Dice& dice() { return dice_; }
  const PhaseSpan& span() const { return span_; }

 private:
  template <class Act>
  Act act(const StepSpec& step) const {
    Act act;
    act.phase_id = span_.id;
    act.step = step.name;
    return act;
  }
  void tell_act(const StepSpec& step, Date day, const Payload& payload);
  Date correction(const StepSpec& step, Date day);
  Date pause(const StepSpec& step, Date day);
  Date returned(const StepSpec& step, Date day);

  World& world_;
  std::size_t project_;
  PhaseSpan span_;
  Dice dice_;
  int delay_ = 0;
  std::string story_;
};

}  // namespace tally::demo
