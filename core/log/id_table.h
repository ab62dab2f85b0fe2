// From an event id to its position, in memory (contracts C13). The ids themselves stand elsewhere
// (LogIndex); a slot holds 40 bits of the position and 24 bits of the id's keyed hash:
//
//   63        40 39                 0
//   +-----------+--------------------+
//   | hash bits | position + 1       |    0 = empty
//   +-----------+--------------------+
//
// 4,096 shards of open addressing grow one at a time. The hash bits of a slot say where it belongs
// in a table of any size, so growing reads no ids and one step stays far below a millisecond.
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "core/event/ids.h"

namespace tally::log {

class IdTable {
 public:
  static constexpr std::size_t kShards = 4096;
  static constexpr std::uint64_t kPositionsMax = (std::uint64_t{1} << 40) - 1;

  // The first position under this hash that `same(position)` confirms.
  template <class Same>
  std::optional<Position> find(std::uint64_t hash, Same same) const {
    const auto& shard = shards_[hash % kShards];
    if (shard.count == 0) return std::nullopt;
    for (auto at = shard.home(hash); shard.slots[at] != 0; at = shard.next(at)) {
      const auto slot = shard.slots[at];
      if (slot >> kPositionBits != hash >> kPositionBits) continue;
      const Position position{(slot & kPositionsMax) - 1};
      if (same(position)) return position;
    }
    return std::nullopt;
  }
  // Asks the memory for the place of a hash that is looked for or added next.
  void prefetch(std::uint64_t hash) const {
    const auto& shard = shards_[hash % kShards];
    if (shard.slots) __builtin_prefetch(&shard.slots[shard.home(hash)], 1);
  }
  // The caller has found no such id.
  void add(std::uint64_t hash, Position position);

  std::size_t memory_bytes() const { return sizeof(*this) + slot_bytes_; }

 private:
  static constexpr unsigned kPositionBits = 40;
  static constexpr unsigned kHashBits = 24;

  struct Shard {
    std::unique_ptr<std::uint64_t[]> slots;
    std::uint32_t count = 0;
    std::uint32_t bits = 0;  // The table has 2^bits slots, if it has any.

    std::size_t size() const { return slots ? std::size_t{1} << bits : 0; }
    std::size_t home(std::uint64_t hash) const {
      return static_cast<std::size_t>(hash >> (64 - bits));
    }
    std::size_t next(std::size_t at) const { return (at + 1) & (size() - 1); }
    void put(std::uint64_t slot);
  };

  void grow(Shard& shard);

  std::array<Shard, kShards> shards_;
  std::size_t slot_bytes_ = 0;
};

}  // namespace tally::log
