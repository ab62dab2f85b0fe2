// What happened in simulations, by kind: the table that is printed.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace tally::test {

enum class Count : std::uint8_t {
  seeds,
  // How a ledger's process ended. The first four together are the crash points.
  crash_in_work,
  crash_in_recovery,
  crash_in_init,
  unplugged,
  killed,
  closed,
  // What the disk did.
  lost_writes,
  torn_writes,
  reordered_writes,
  lost_lengths,
  lost_names,
  flipped_unsynced,
  flipped_at_rest,
  torn_inside,
  failed_writes,
  short_writes,
  full,
  failed_syncs,
  // What the clock and the clients did.
  clock_jumps,
  clients_vanished,
  late_requests,
  duplicate_requests,
  regrouped_requests,
  reused_ids,
  // What the ledger said.
  events,
  batches,
  commits_in_doubt,
  doubts_recorded,
  doubts_dropped,
  duplicates,
  refusals,
  conflicts,
  read_only_answers,
  segments,
  checkpoints,
  background_jobs,
  // What became of damage.
  damage_refused,
  damage_found,
  damage_dropped,
  damage_unseen,
  damage_harmless,
  // What was checked.
  records_compared,
  receipts_compared,
  roots_compared,
  proofs_compared,
  views_compared,
  count_
};

class Counts {
 public:
  std::uint64_t& operator[](Count count) { return values_[static_cast<std::size_t>(count)]; }
  std::uint64_t operator[](Count count) const { return values_[static_cast<std::size_t>(count)]; }
  void add(const Counts& other);
  bool operator==(const Counts&) const = default;

  // Moments at which the machine lost its power.
  std::uint64_t crash_points() const;
  // One line each, in groups.
  std::string table() const;

 private:
  std::array<std::uint64_t, static_cast<std::size_t>(Count::count_)> values_{};
};

}  // namespace tally::test
