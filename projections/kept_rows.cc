#include "projections/kept_rows.h"

#include <algorithm>
#include <map>
#include <optional>

namespace tally {
namespace {

// A table of a million rows, renumbered, stays far below the end of 63 bits.
constexpr std::int64_t kGap = std::int64_t{1} << 20;
constexpr std::size_t kNone = SIZE_MAX;

// For each wanted row the place of an equal one that is there; each is given once.
std::vector<std::size_t> equal_rows(std::span<const KeptRow> there,
                                    std::span<const WantedRow> wanted) {
  std::map<Hash, std::vector<std::size_t>> places;
  for (std::size_t i = there.size(); i-- > 0;) places[there[i].hash].push_back(i);
  std::vector<std::size_t> equal;
  equal.reserve(wanted.size());
  for (const auto& row : wanted) {
    const auto at = places.find(row.hash);
    if (at == places.end() || at->second.empty()) {
      equal.push_back(kNone);
      continue;
    }
    equal.push_back(at->second.back());
    at->second.pop_back();
  }
  return equal;
}

// Leaves the longest ascending sequence and makes the others kNone.
void keep_ascending(std::vector<std::size_t>& places) {
  std::vector<std::size_t> ends;                          // Of the best sequence of each length.
  std::vector<std::size_t> before(places.size(), kNone);  // The one before it in its sequence.
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i] == kNone) continue;
    const auto at =
        std::lower_bound(ends.begin(), ends.end(), places[i],
                         [&](std::size_t end, std::size_t place) { return places[end] < place; });
    if (at != ends.begin()) before[i] = *(at - 1);
    if (at == ends.end()) {
      ends.push_back(i);
    } else {
      *at = i;
    }
  }
  std::vector<bool> stays(places.size(), false);
  for (auto i = ends.empty() ? kNone : ends.back(); i != kNone; i = before[i]) stays[i] = true;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!stays[i]) places[i] = kNone;
  }
}

// Ordinals for all rows, kept ones as they are; nothing if two neighbours have no room between.
std::optional<std::vector<std::int64_t>> number_between(std::span<const KeptRow> there,
                                                        const std::vector<std::size_t>& places) {
  std::vector<std::int64_t> ordinals(places.size());
  std::int64_t low = 0;
  for (std::size_t i = 0; i < places.size();) {
    if (places[i] != kNone) {
      low = ordinals[i] = there[places[i]].ordinal;
      ++i;
      continue;
    }
    auto end = i;
    while (end < places.size() && places[end] == kNone) ++end;
    const auto fresh = static_cast<std::int64_t>(end - i);
    const bool last = end == places.size();
    const auto step = last ? kGap : (there[places[end]].ordinal - low) / (fresh + 1);
    if (step < 1) return std::nullopt;
    for (; i < end; ++i) ordinals[i] = low += step;
  }
  return ordinals;
}

}  // namespace

RowChanges row_changes(std::span<const KeptRow> there, std::span<const WantedRow> wanted) {
  auto places = equal_rows(there, wanted);
  keep_ascending(places);
  auto ordinals = number_between(there, places);
  if (!ordinals) {
    places.assign(wanted.size(), kNone);
    ordinals = number_between({}, places);
  }
  RowChanges changes;
  std::vector<bool> stays(there.size(), false);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto ordinal = (*ordinals)[i];
    changes.kept.push_back({ordinal, wanted[i].hash});
    if (places[i] != kNone) {
      stays[places[i]] = true;
    } else {
      changes.inserted.push_back({ordinal, wanted[i].json});
    }
  }
  for (std::size_t i = 0; i < there.size(); ++i) {
    if (!stays[i]) changes.deleted.push_back(there[i].ordinal);
  }
  return changes;
}

}  // namespace tally
