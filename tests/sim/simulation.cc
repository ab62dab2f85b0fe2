#include "tests/sim/simulation.h"

#include <fmt/format.h>

#include <cstdio>

namespace tally::test {
namespace {

constexpr int kLives = 24;

}  // namespace

SimulationReport simulate(std::uint64_t seed, bool verbose) {
  return Simulation(seed, verbose).run();
}

SimulationReport Simulation::run() {
  SimulationReport report;
  const auto played = play();
  if (!played.ok()) {
    report.failure = played.error().to_string();
    say("FAILED: " + *report.failure);
  }
  const auto& faults = machine_.disk.faults();
  counts_[Count::seeds] = 1;
  counts_[Count::lost_writes] = faults.lost_writes;
  counts_[Count::torn_writes] = faults.torn_writes;
  counts_[Count::reordered_writes] = faults.reordered_writes;
  counts_[Count::lost_lengths] = faults.lost_lengths;
  counts_[Count::lost_names] = faults.lost_names;
  counts_[Count::flipped_unsynced] = faults.flipped_unsynced;
  counts_[Count::failed_writes] = faults.failed_writes;
  counts_[Count::short_writes] = faults.short_writes;
  counts_[Count::full] = faults.full;
  counts_[Count::failed_syncs] = faults.failed_syncs;
  for (const auto& path : machine_.disk.all_paths()) {
    if (path.ends_with(".seg")) ++counts_[Count::segments];
  }
  report.counts = counts_;
  if (machine_.is_open()) report.root = machine_.store().last_commit().root;
  return report;
}

void Simulation::say(const std::string& text) const {
  if (verbose_) std::printf("%s\n", text.c_str());
}

Result<void> Simulation::play() {
  TALLY_TRY(begin());
  for (int life = 0; life < kLives; ++life) {
    TALLY_TRY(live());
    TALLY_TRY(end_process());
    TALLY_TRY(start());
  }
  machine_.disk.disarm();
  return audit_.at_end();
}

// There is a whole ledger or none, whenever the power goes during init.
Result<void> Simulation::begin() {
  auto& disk = machine_.disk;
  if (machine_.dice.below(3) == 0) disk.crash_after(machine_.dice.below(40));
  const auto made = machine_.init();
  if (!made.ok() && !disk.crashed()) return made.error();
  if (disk.crashed() || machine_.dice.below(4) == 0) {
    ++counts_[disk.crashed() ? Count::crash_in_init : Count::unplugged];
    machine_.unplug();
  }
  TALLY_ASSIGN(const auto there, disk.exists(Machine::kDirectory));
  if (!there) {
    if (made.ok()) return broken("the ledger was made and is gone");
    say("init: power lost, no ledger");
    machine_.clear_disk();
    return begin();
  }
  disk.disarm();
  TALLY_TRY(machine_.open());
  TALLY_TRY(learn_first_events());
  unheard_.push_back(requests_.first());
  say(fmt::format("init: {} events, {}", model_.size(), machine_.sample ? "sample" : "no sample"));
  return {};
}

Result<void> Simulation::learn_first_events() {
  const auto size = machine_.store().last_commit().size;
  TALLY_ASSIGN(const auto page, machine_.store().read(Position{0}, Direction::forward, {}));
  if (page.records.size() != size.value) return broken("the first events cannot be read");
  for (const auto& record : page.records) {
    TALLY_ASSIGN(const auto event, machine_.ledger().appended_event(record));
    TALLY_TRY(model_.add_first(record, event.receipt));
  }
  TALLY_TRY(model_.fill(machine_.store()));
  return audit_.after_start();
}

Result<void> Simulation::live() {
  arm();
  const auto turns = 1 + machine_.dice.below(5);
  for (std::uint64_t i = 0; i < turns && machine_.is_open() && !dead_ && !machine_.disk.crashed();
       ++i) {
    TALLY_TRY(turn());
  }
  return {};
}

// What will go wrong in this life.
void Simulation::arm() {
  auto& disk = machine_.disk;
  auto& dice = machine_.dice;
  switch (dice.below(16)) {
    case 0:
      disk.fail_sync_after(dice.below(8));
      break;
    case 1:
      disk.fail_write_after(dice.below(8));
      break;
    case 2:
    case 3:
      disk.set_capacity(disk.used_bytes() + dice.below(6000));
      break;
    case 4:
      break;
    default:
      disk.crash_after(dice.below(14));
  }
}

Result<void> Simulation::turn() {
  move_clock();
  if (machine_.disk.limited() && machine_.dice.below(2) == 0) machine_.disk.lift_capacity();
  counts_[Count::background_jobs] += machine_.run_background();
  std::vector<Sent> sent(1 + machine_.dice.below(3));
  for (auto& one : sent) one.batch = choose_batch(one.vanishes);
  TALLY_TRY(submit(sent));
  if (!machine_.is_open()) return {};
  TALLY_TRY(take_answers(sent));
  if (machine_.disk.crashed()) return {};
  if (machine_.dice.below(12) == 0) {
    const auto told = machine_.disk.faults().told();
    const auto text = machine_.directory().sign_checkpoint(machine_.dice.below(2) == 0);
    const bool excused = machine_.disk.crashed() || machine_.disk.faults().told() > told;
    if (!text.ok() && !excused) return text.error();
    if (text.ok()) ++counts_[Count::checkpoints];
    if (machine_.disk.crashed()) return {};
  }
  return audit_.beside();
}

void Simulation::move_clock() {
  auto& dice = machine_.dice;
  machine_.clock.advance(static_cast<std::int64_t>(dice.below(400'000)));
  auto jump_us = static_cast<std::int64_t>(1 + dice.below(20'000'000));
  if (parted_us_ != 0 && dice.below(3) == 0) {
    jump_us = -parted_us_;  // It is set right.
  } else if (dice.below(40) != 0) {
    return;
  } else if (dice.below(2) == 0) {
    jump_us = -jump_us;
  }
  ++counts_[Count::clock_jumps];
  machine_.clock.jump_wall(jump_us);
  parted_us_ += jump_us;
  say(fmt::format("the clock jumps to {}", machine_.clock.wall_us()));
}

AppendBatch Simulation::choose_batch(bool& vanishes) {
  auto& dice = machine_.dice;
  // A client that did not hear an answer asks again, at once or much later.
  if (!unheard_.empty() && dice.below(2) == 0) {
    ++counts_[Count::late_requests];
    std::swap(unheard_[dice.below(unheard_.size())], unheard_.back());
    auto batch = std::move(unheard_.back());
    unheard_.pop_back();
    return batch;
  }
  if (model_.size() > model_.first_events() && dice.below(6) == 0) return repeat_recorded();
  vanishes = dice.below(12) == 0;
  if (vanishes) ++counts_[Count::clients_vanished];
  return requests_.next();
}

// Recorded events once more: alone, in another grouping, beside a new one, or changed.
AppendBatch Simulation::repeat_recorded() {
  auto& dice = machine_.dice;
  AppendBatch batch;
  const auto first = model_.first_events();
  const auto count = 1 + dice.below(4);
  auto position = first + dice.below(model_.size() - first);
  for (std::uint64_t i = 0; i < count && position < model_.size(); ++i) {
    batch.events.push_back(model_.at(position).proposed);
    position += 1 + dice.below(3);
  }
  switch (dice.below(6)) {
    case 0:
      batch.events.push_back(requests_.next().events.front());
      break;
    case 1:
      ++counts_[Count::reused_ids];
      batch.events.back().payload.push_back(' ');
      return batch;
    case 2:
      ++counts_[Count::reused_ids];
      batch.events.back().proposal.stream = "note-elsewhere";
      return batch;
    default:
      break;
  }
  ++counts_[batch.events.size() > 1 ? Count::regrouped_requests : Count::duplicate_requests];
  return batch;
}

Result<void> Simulation::submit(std::vector<Sent>& sent) {
  for (auto& one : sent) {
    const auto queued = machine_.ledger().submit(
        one.batch, [&one](AppendResult result) { one.result = std::move(result); });
    if (queued.ok()) continue;
    one.refused_at_once = true;
    if (queued.error().code != ErrorCode::read_only) return queued.error();
  }
  // The process may be killed before the writer comes to it.
  if (machine_.dice.below(60) == 0) {
    machine_.end();
    for (auto& one : sent) remember(one.batch);
    return {};
  }
  machine_.ledger().step();
  return {};
}

Result<void> Simulation::end_process() {
  auto& disk = machine_.disk;
  auto& dice = machine_.dice;
  if (disk.crashed()) {
    ++counts_[Count::crash_in_work];
    unplug();
    return {};
  }
  switch (machine_.is_open() ? dice.below(4) : 0) {
    case 0:
      ++counts_[Count::killed];
      machine_.end();
      break;
    case 1:
      ++counts_[Count::closed];
      return close();
    default:
      ++counts_[Count::unplugged];
      unplug();
  }
  return {};
}

// As a server does it: no new work, what waits is committed, the head is signed.
Result<void> Simulation::close() {
  const auto told = machine_.disk.faults().told();
  machine_.ledger().stop();
  machine_.ledger().step();
  // Disposable: what becomes of it is not asked.
  static_cast<void>(machine_.directory().save_state());
  const auto text = machine_.directory().sign_checkpoint(true);
  const bool crashed = machine_.disk.crashed();
  if (!text.ok() && !crashed && machine_.disk.faults().told() == told) return text.error();
  if (text.ok()) ++counts_[Count::checkpoints];
  machine_.end();
  if (crashed) {
    ++counts_[Count::crash_in_work];
    unplug();
  }
  return {};
}

}  // namespace tally::test
