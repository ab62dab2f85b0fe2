#include "tests/sim/counts.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace tally::test {
namespace {

struct Line {
  Count count;
  std::string_view text;
};
struct Group {
  std::string_view title;
  std::vector<Line> lines;
};

const std::vector<Group>& groups() {
  static const std::vector<Group> kGroups = {
      {"crash points",
       {{Count::crash_in_work, "power lost inside a disk operation, at work"},
        {Count::crash_in_recovery, "power lost inside a disk operation, in recovery"},
        {Count::crash_in_init, "power lost inside a disk operation, in init"},
        {Count::unplugged, "power lost between disk operations"}}},
      {"other ends of a process",
       {{Count::killed, "killed, the page cache stays"}, {Count::closed, "closed in order"}}},
      {"faults of the disk",
       {{Count::lost_writes, "unsynced writes lost whole"},
        {Count::torn_writes, "unsynced writes torn at sector bounds"},
        {Count::reordered_writes, "unsynced writes kept where an earlier one was not"},
        {Count::lost_lengths, "lengths of files undone"},
        {Count::lost_names, "creations, renames and removals undone"},
        {Count::flipped_unsynced, "bits flipped in unsynced sectors"},
        {Count::flipped_at_rest, "bits flipped at rest"},
        {Count::torn_inside, "sectors torn inside"},
        {Count::failed_writes, "EIO on write"},
        {Count::short_writes, "short writes"},
        {Count::full, "ENOSPC"},
        {Count::failed_syncs, "EIO on fsync"}}},
      {"faults of clock and clients",
       {{Count::clock_jumps, "clock jumps"},
        {Count::clients_vanished, "clients that vanish"},
        {Count::late_requests, "requests repeated after a restart"},
        {Count::duplicate_requests, "requests sent again"},
        {Count::regrouped_requests, "events sent again in another grouping"},
        {Count::reused_ids, "ids reused for something else"}}},
      {"answers",
       {{Count::events, "events recorded"},
        {Count::batches, "batches recorded"},
        {Count::commits_in_doubt, "commits in doubt"},
        {Count::doubts_recorded, "  found recorded"},
        {Count::doubts_dropped, "  found dropped"},
        {Count::duplicates, "duplicates told the original receipts"},
        {Count::refusals, "refused by a rule"},
        {Count::conflicts, "invalid, conflict, id_reused, partly_recorded, not_authorized"},
        {Count::read_only_answers, "read_only"},
        {Count::segments, "segments at the end"},
        {Count::checkpoints, "checkpoints signed"},
        {Count::background_jobs, "background jobs run"}}},
      {"damage (bits flipped, sectors torn inside)",
       {{Count::damage_refused, "refused, and whole again once it was undone"},
        {Count::damage_found, "found when read or checked, and whole again once it was undone"},
        {Count::damage_dropped, "last commit dropped as unacknowledged, and told"},
        {Count::damage_unseen, "last commit zeroed to its last byte: as though it never was"},
        {Count::damage_harmless, "in bytes that say nothing of events"}}},
      {"checks",
       {{Count::records_compared, "records compared byte by byte"},
        {Count::receipts_compared, "receipts compared by lookup"},
        {Count::roots_compared, "roots compared with the slow reference"},
        {Count::proofs_compared, "proofs compared with the slow reference"},
        {Count::views_compared, "views compared with a rebuild"}}},
  };
  return kGroups;
}

}  // namespace

void Counts::add(const Counts& other) {
  for (std::size_t i = 0; i < values_.size(); ++i) values_[i] += other.values_[i];
}

std::uint64_t Counts::crash_points() const {
  return (*this)[Count::crash_in_work] + (*this)[Count::crash_in_recovery] +
         (*this)[Count::crash_in_init] + (*this)[Count::unplugged];
}

std::string Counts::table() const {
  auto text =
      fmt::format("{:>14}  seeds\n{:>14}  crash points\n", (*this)[Count::seeds], crash_points());
  for (const auto& group : groups()) {
    text += fmt::format("\n{:>14}  {}\n", "", group.title);
    for (const auto& line : group.lines) {
      text += fmt::format("{:>14}  {}\n", (*this)[line.count], line.text);
    }
  }
  return text;
}

}  // namespace tally::test
