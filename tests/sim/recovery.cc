// After the end of a process: start it again and again until it stays up, and look at what is left.
#include <fmt/format.h>

#include "tests/sim/simulation.h"

namespace tally::test {
namespace {

constexpr int kStartsMax = 60;

}  // namespace

// The power goes. Sometimes what was under way reaches the disk with a flipped bit, or what lies
// there is damaged.
void Simulation::unplug() {
  auto& dice = machine_.dice;
  const bool flip_unsynced = !damage_ && dice.below(24) == 0;
  const auto flips = machine_.unplug(flip_unsynced ? 1 + dice.below(2) : 0);
  if (!flips.empty()) damage_ = Damage::of_flips(machine_.disk, flips);
  if (damage_) return;
  const auto fate = dice.below(24);
  if (fate == 0 && (damage_ = Damage::flip(machine_.disk, dice))) {
    ++counts_[Count::flipped_at_rest];
  } else if (fate == 1 && (damage_ = Damage::tear(machine_.disk, dice))) {
    ++counts_[Count::torn_inside];
  }
}

Result<void> Simulation::start() {
  machine_.disk.disarm();
  for (int starts = 0; starts < kStartsMax; ++starts) {
    // Bounded, so that the last starts are left alone.
    if (!damage_ && starts < kStartsMax / 2) arm_recovery();
    if (damage_) say("damaged:" + damage_->to_string());
    TALLY_ASSIGN(const bool up, try_start());
    if (up && whole()) return after_start();
  }
  return broken("the ledger cannot be started");
}

// Damage in a sealed segment is found when it is read, or by the store's own check.
bool Simulation::whole() {
  if (!damage_) return true;
  const auto& store = machine_.store();
  const auto size = store.last_commit().size;
  const auto check = machine_.directory().check_store(size);
  bool sound = check.ok() && check->problems.empty();
  for (std::uint64_t at = 0; sound && at < size.value;) {
    const auto page = store.read(Position{at}, Direction::forward, {});
    sound = page.ok() && !page->records.empty();
    if (sound) at += page->records.size();
  }
  if (sound) return true;
  ++counts_[Count::damage_found];
  machine_.end();
  damage_->undo(machine_.disk);
  damage_.reset();
  return false;
}

void Simulation::arm_recovery() {
  auto& disk = machine_.disk;
  auto& dice = machine_.dice;
  switch (dice.below(24)) {
    case 0:
      return disk.fail_sync_after(dice.below(5));
    case 1:
      return disk.fail_write_after(dice.below(5));
    case 2:
      return disk.set_capacity(disk.used_bytes() + dice.below(200));
    default:
      if (dice.below(3) == 0) disk.crash_after(dice.below(12));
  }
}

// True once the ledger is open.
Result<bool> Simulation::try_start() {
  auto& disk = machine_.disk;
  set_clock();
  const auto told = disk.faults().told();
  const auto opened = machine_.open();
  if (opened.ok()) return true;
  const auto& error = opened.error();
  say("not started: " + error.to_string());
  if (disk.crashed()) {
    ++counts_[Count::crash_in_recovery];
    unplug();
    return false;
  }
  machine_.end();
  if (disk.faults().told() > told) {
    disk.disarm();
    // With or without the page cache.
    if (machine_.dice.below(2) == 0) {
      ++counts_[Count::unplugged];
      unplug();
    }
    return false;
  }
  if (!damage_) return broken("refused after crashes only: " + error.to_string());
  ++counts_[Count::damage_refused];
  damage_->undo(disk);
  damage_.reset();
  return false;
}

// Somebody may have set a clock that lies behind the last event.
void Simulation::set_clock() {
  auto& dice = machine_.dice;
  machine_.clock.advance(static_cast<std::int64_t>(dice.below(1'000'000)));
  const auto behind_us = last_recorded_us() - machine_.clock.wall_us();
  if (behind_us > 0 && dice.below(2) == 0) machine_.clock.advance(behind_us);
}

Result<void> Simulation::after_start() {
  const auto size = machine_.store().last_commit().size.value;
  say(fmt::format("started: {} events of {}, {} in doubt", size, model_.size(), doubts_.size()));
  for (const auto& note : machine_.directory().report().notes) say("  " + note);
  TALLY_TRY(check_loss(size));
  TALLY_TRY(model_.fill(machine_.store()));
  TALLY_TRY(learn_doubts());
  TALLY_TRY(audit_.after_start());
  if (machine_.dice.below(8) == 0) TALLY_TRY(audit_.views());
  dead_ = false;
  told_at_start_ = machine_.disk.faults().told();
  parted_us_ = 0;
  if (damage_) {
    ++counts_[Count::damage_harmless];
    if (damage_->beside_log()) {
      return broken("altered bytes were accepted:" + damage_->to_string());
    }
    damage_.reset();
  }
  return {};
}

// Fewer events than were acknowledged: only damage excuses that, only for the last commit, and only
// if it is told.
Result<void> Simulation::check_loss(std::uint64_t size) {
  if (size >= model_.size()) return {};
  if (!damage_) return broken("acknowledged events are gone");
  if (size != model_.last_commit_begin()) return broken("more than the last commit was dropped");
  // FORMAT.md, "What cannot be seen": a commit of which not one byte is left.
  const bool told = !machine_.directory().report().notes.empty();
  if (!told && !damage_->zeros()) return broken("a commit was dropped in silence");
  model_.drop_last_commit();
  unheard_.clear();  // Some may reuse an id that is free again.
  audit_.forget_views();
  damage_.reset();
  ++counts_[told ? Count::damage_dropped : Count::damage_unseen];
  return {};
}

// All batches of the commit that was in doubt are recorded, or none is; each of them whole.
Result<void> Simulation::learn_doubts() {
  const auto begin = model_.size();
  const auto size = machine_.store().last_commit().size.value;
  for (const auto& batch : doubts_) {
    const auto judged = model_.judge(batch);
    if (judged.duplicate || judged.error) continue;
    const auto first = machine_.ledger().lookup(batch.events.front().proposal.id);
    if (!first.ok()) return first.error();
    const bool recorded = first->state == LookupAnswer::State::recorded;
    if (!recorded && size > begin) return broken("half a commit is there");
    Appended found;
    for (const auto& event : batch.events) {
      TALLY_ASSIGN(const auto answer, machine_.ledger().lookup(event.proposal.id));
      if ((answer.state == LookupAnswer::State::recorded) != recorded) {
        return broken("half a batch is there");
      }
      if (recorded) found.events.push_back(*answer.event);
    }
    if (!recorded) continue;
    model_.add(batch, found.events);
    ++counts_[Count::batches];
    counts_[Count::events] += batch.events.size();
  }
  if (!doubts_.empty()) {
    ++counts_[model_.size() > begin ? Count::doubts_recorded : Count::doubts_dropped];
  }
  doubts_.clear();
  if (model_.size() != size) return broken("something is recorded that nobody sent");
  model_.close_commit(begin);
  return model_.fill(machine_.store());
}

}  // namespace tally::test
