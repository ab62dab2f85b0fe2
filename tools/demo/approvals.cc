#include "tools/demo/approvals.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/check.h"
#include "tools/demo/calendar.h"

namespace tally::demo {
namespace {

std::string_view lead_of(std::string_view phase) {
  return phase == "P1" || phase == "P2" ? "planning" : "housing";
}

std::int32_t limit_of(std::string_view phase) {
  return phase == "P1" ? 25 : phase == "P2" ? 20 : 15;
}

// The steps of P1 to P3 side by side, each as soon as those before it have ended.
void tell_phase(PhaseTeller teller, Route route) {
  const auto specs = steps_of(teller.span().phase, route);
  const auto plans = plans_of(specs);
  teller.open(specs);
  std::map<std::string_view, Date> ended;
  Date last = teller.span().open;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    auto day = add_working_days(teller.span().open, teller.dice().between(0, 2));
    for (const auto& before : plans[i].depends_on.value_or(std::vector<std::string>{})) {
      day = std::max(day, add_working_days(ended.at(before), 1));
    }
    ended[specs[i].name] = teller.run(specs[i], day);
    last = std::max(last, ended[specs[i].name]);
  }
  teller.closed(add_working_days(last, 1));
}

// P4 ends in the joint acceptance, which is the day of completion.
void tell_acceptance(PhaseTeller teller, Date completed) {
  const auto specs = steps_of("P4", Route::filing);
  auto& dice = teller.dice();
  teller.open(specs);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto submitted = add_working_days(teller.span().open, dice.between(0, 2));
    const auto accepted = add_working_days(submitted, dice.between(0, 2));
    teller.submitted(specs[i], submitted);
    teller.accepted(specs[i], accepted);
    teller.approved(specs[i], add_working_days(accepted, dice.between(1, specs[i].pledged_days)));
  }
  const auto& joint = specs[3];
  teller.submitted(joint, working_days_before(completed, dice.between(4, 5)));
  teller.accepted(joint, working_days_before(completed, dice.between(2, 4)));
  teller.approved(joint, completed);
  const auto filed = teller.run(specs[4], add_working_days(completed, dice.between(1, 4)));
  teller.closed(add_working_days(filed, 1));
}

}  // namespace

PhaseTeller::PhaseTeller(World& world, std::size_t project, PhaseSpan span, Dice dice)
    : world_(world), project_(project), span_(std::move(span)), dice_(dice) {
  delay_ = dice_.one_in(3) ? 1 : 0;
}

void PhaseTeller::open(const std::vector<StepSpec>& specs) {
  PhaseOpened opened;
  opened.project = world_.projects[project_].id;
  opened.phase_id = span_.id;
  opened.phase = span_.phase;
  opened.lead_org = std::string(lead_of(span_.phase));
  opened.limit_days = limit_of(span_.phase);
  opened.steps = plans_of(specs);
  tell(world_, project_, desk(lead_of(span_.phase), 1), span_.open,
       add_working_days(span_.open, delay_), opened, story_);
}

void PhaseTeller::tell_act(const StepSpec& step, Date day, const Payload& payload) {
  tell(world_, project_, desk(step.office, dice_.between(1, 2)), day, add_working_days(day, delay_),
       payload, story_);
}

void PhaseTeller::submitted(const StepSpec& step, Date day) {
  auto submitted = act<StepSubmitted>(step);
  submitted.papers = {{"申请表", "设计文件", "权属证明"}};
  tell_act(step, day, submitted);
}

// Now and then the main papers are there and a minor one is promised (容缺受理), or the applicant
// makes a promise instead (告知承诺).
void PhaseTeller::accepted(const StepSpec& step, Date day) {
  auto accepted = act<StepAccepted>(step);
  accepted.mode = AcceptanceMode::normal;
  if (dice_.one_in(9)) {
    accepted.mode = AcceptanceMode::tolerant;
    accepted.missing = {{"专项意见", add_working_days(day, 5)}};
  } else if (dice_.one_in(12)) {
    accepted.mode = AcceptanceMode::commitment;
  }
  tell_act(step, day, accepted);
}

void PhaseTeller::paused(const StepSpec& step, Date day) {
  auto paused = act<ClockPaused>(step);
  paused.reason = step.pause.value_or(PauseReason::expert_review);
  paused.notice = fmt::format("停止计时告知书 {}", day.to_string());
  tell_act(step, day, paused);
}

void PhaseTeller::resumed(const StepSpec& step, Date day) {
  auto resumed = act<ClockResumed>(step);
  resumed.reason = step.pause.value_or(PauseReason::expert_review);
  tell_act(step, day, resumed);
}

void PhaseTeller::approved(const StepSpec& step, Date day) {
  auto approved = act<StepApproved>(step);
  approved.certificate_no =
      fmt::format("示{}〔{}〕{}-{}号", step.office, day.year(), span_.id, step.name);
  tell_act(step, day, approved);
}

void PhaseTeller::reopened(const StepSpec& step, Date day, std::string reason) {
  auto reopened = act<StepReopened>(step);
  reopened.reason = std::move(reason);
  tell_act(step, day, reopened);
}

void PhaseTeller::closed(Date day) {
  PhaseClosed closed;
  closed.phase_id = span_.id;
  closed.outcome = "办结";
  tell(world_, project_, desk(lead_of(span_.phase), 1), day, add_working_days(day, delay_), closed,
       story_);
}

// 补正, once and for all papers. Returns the day on which they are complete.
Date PhaseTeller::correction(const StepSpec& step, Date day) {
  auto requested = act<CorrectionRequested>(step);
  requested.items = {{"总平面图缺签章"}};
  day = add_working_days(day, dice_.between(1, 2));
  tell_act(step, day, requested);
  auto supplied = act<CorrectionSupplied>(step);
  supplied.items = requested.items;
  day = add_working_days(day, dice_.between(1, 3));
  tell_act(step, day, supplied);
  return day;
}

Date PhaseTeller::pause(const StepSpec& step, Date day) {
  paused(step, add_working_days(day, 1));
  const auto resume = add_working_days(day, dice_.between(3, 6));
  resumed(step, resume);
  return resume;
}

// 退件: the papers are handed in once more, as a step of their own.
Date PhaseTeller::returned(const StepSpec& step, Date day) {
  day = add_working_days(day, dice_.between(1, 3));
  if (dice_.one_in(4)) {
    auto denied = act<StepDenied>(step);
    denied.reason = "方案不符合控制性要求";
    tell_act(step, day, denied);
  } else {
    auto withdrawn = act<StepWithdrawn>(step);
    withdrawn.reason = "申请人申请退件，补充材料后重新申报";
    tell_act(step, day, withdrawn);
  }
  const auto again_name = fmt::format("{}-2", step.name);
  StepSpec again = step;
  again.name = again_name;
  again.may_return = false;
  again.pause.reset();
  StepAdded added;
  added.phase_id = span_.id;
  added.steps = plans_of({again});
  tell_act(step, day, added);
  return run(again, add_working_days(day, 1));
}

Date PhaseTeller::run(const StepSpec& step, Date day) {
  submitted(step, day);
  if (dice_.one_in(8)) day = correction(step, day);
  day = add_working_days(day, dice_.between(0, 1));
  accepted(step, day);
  if (step.may_return && dice_.one_in(14)) return returned(step, day);
  int left = step.pledged_days;
  if (step.pause && dice_.one_in(6)) {
    day = pause(step, day);
    left -= 1;  // The pause day does not count; the day of resumption does.
  }
  day = add_working_days(day, dice_.between((left + 2) / 3, left));
  approved(step, day);
  return day;
}

void tell_approvals(World& world) {
  for (std::size_t i = 0; i < world.size(); ++i) {
    const auto& phases = world.courses[i].phases;
    for (std::size_t p = 0; p < phases.size(); ++p) {
      PhaseTeller teller(world, i, phases[p], world.dice("approvals", i * 16 + p));
      if (phases[p].phase == "P4") {
        tell_acceptance(std::move(teller), *world.projects[i].completion);
      } else {
        tell_phase(std::move(teller), world.projects[i].route);
      }
    }
  }
}

}  // namespace tally::demo
