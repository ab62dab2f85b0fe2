// Holds each answer against what the model says is due (contracts C3, C4, C6).
#include <fmt/format.h>

#include <cstdlib>

#include "tests/sim/simulation.h"

namespace tally::test {
namespace {

constexpr std::size_t kUnheardMax = 6;

}  // namespace

Result<void> Simulation::take_answers(std::vector<Sent>& sent) {
  const auto size_before = model_.size();
  for (const auto& one : sent) {
    if (one.refused_at_once) {
      TALLY_TRY(take_read_only(one.batch));
      continue;
    }
    if (!one.result) return broken("a batch was not answered");
    const auto judged = model_.judge(one.batch);
    const auto* failed = std::get_if<AppendFailure>(&*one.result);
    if (!failed || failed->error.code != ErrorCode::read_only) parted_us_ = 0;
    if (const auto* appended = std::get_if<Appended>(&*one.result)) {
      TALLY_TRY(take_appended(one.batch, judged, *appended));
    } else {
      TALLY_TRY(take_failure(one, judged, std::get<AppendFailure>(*one.result)));
    }
  }
  if (!doubts_.empty()) {
    ++counts_[Count::commits_in_doubt];
    dead_ = true;
    if (model_.size() != size_before) return broken("a commit is half acknowledged");
  }
  model_.close_commit(size_before);
  say(fmt::format("turn: {} requests, {} events, {} in doubt{}", sent.size(), model_.size(),
                  doubts_.size(), machine_.disk.crashed() ? ", power lost" : ""));
  // Nothing can be read after a crash: then the bytes are taken at the next start.
  return machine_.disk.crashed() ? Result<void>() : model_.fill(machine_.store());
}

Result<void> Simulation::take_appended(const AppendBatch& batch, const Judgement& judged,
                                       const Appended& appended) {
  if (judged.error) {
    return broken("recorded what should be " + std::string(error_name(*judged.error)));
  }
  if (appended.events.size() != batch.events.size()) return broken("a receipt is missing");
  for (std::size_t i = 0; i < batch.events.size(); ++i) {
    const auto& event = appended.events[i];
    if (event.duplicate != judged.duplicate) return broken("a duplicate is not told rightly");
    if (!judged.duplicate) {
      if (event.receipt.position.value == model_.size() + i) continue;
      return broken("an event has not the next position");
    }
    const auto& known = *model_.find(batch.events[i].proposal.id);
    if (event.receipt != known.receipt) return broken("a retry gets another receipt");
    if (event.flags != known.flags) return broken("a retry gets other flags");
    ++counts_[Count::duplicates];
  }
  if (judged.duplicate) return {};
  model_.add(batch, appended.events);
  ++counts_[Count::batches];
  counts_[Count::events] += batch.events.size();
  return {};
}

Result<void> Simulation::take_failure(const Sent& sent, const Judgement& judged,
                                      const AppendFailure& failure) {
  const auto code = failure.error.code;
  if (code == ErrorCode::read_only) return take_read_only(sent.batch);
  if (code == ErrorCode::in_doubt) {
    if (!disk_failed()) {
      return broken("in doubt without a fault: " + failure.error.to_string());
    }
    doubts_.push_back(sent.batch);
    if (!sent.vanishes) remember(sent.batch);
    return check_pending(sent.batch);
  }
  // A disk that has stopped cannot say what an earlier event was.
  if (machine_.disk.crashed() && code == ErrorCode::io) return {};
  if (judged.may_be_refused && code == ErrorCode::refused) {
    ++counts_[Count::refusals];
    say("refused: " + failure.error.to_string() + " " + failure.error.rule);
    return {};
  }
  if (judged.error != code) {
    return broken("answered " + failure.error.to_string() + " where " +
                  (judged.error ? std::string(error_name(*judged.error)) : "a receipt") +
                  " was due");
  }
  ++counts_[Count::conflicts];
  for (const auto& [index, event] : failure.recorded) {
    const auto* known = model_.find(sent.batch.events.at(index).proposal.id);
    if (!known || event.receipt != known->receipt) return broken("a partial receipt is wrong");
  }
  return {};
}

// Nothing of it may be recorded, and there must be a reason.
Result<void> Simulation::take_read_only(const AppendBatch& batch) {
  ++counts_[Count::read_only_answers];
  remember(batch);
  if (disk_failed()) {
    dead_ = true;
    return {};
  }
  // A ledger without room goes on when there is some.
  return clock_is_wrong() || machine_.disk.limited() ? Result<void>()
                                                     : broken("read_only without a reason");
}

std::int64_t Simulation::last_recorded_us() const {
  return model_.at(model_.size() - 1).receipt.recorded_at.us;
}

bool Simulation::disk_failed() const {
  return machine_.disk.crashed() || machine_.disk.faults().told() > told_at_start_;
}

// Contracts C6: by more than two seconds.
bool Simulation::clock_is_wrong() const {
  constexpr std::int64_t kTolerance_us = 2'000'000;
  if (machine_.sample) return false;
  return std::abs(parted_us_) > kTolerance_us ||
         machine_.clock.now_us() < last_recorded_us() - kTolerance_us;
}

// What is in doubt is not said to be missing.
Result<void> Simulation::check_pending(const AppendBatch& batch) {
  for (const auto& event : batch.events) {
    if (model_.holds(event.proposal.id)) continue;
    const auto answer = machine_.ledger().lookup(event.proposal.id);
    if (answer.ok() && answer->state == LookupAnswer::State::pending) continue;
    if (!answer.ok() && machine_.disk.crashed()) continue;
    return broken("an event in doubt is not told as pending");
  }
  return {};
}

void Simulation::remember(const AppendBatch& batch) {
  if (unheard_.size() < kUnheardMax) unheard_.push_back(batch);
}

}  // namespace tally::test
