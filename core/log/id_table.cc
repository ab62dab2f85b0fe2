#include "core/log/id_table.h"

#include "core/base/check.h"

namespace tally::log {

void IdTable::Shard::put(std::uint64_t slot) {
  auto at = home(slot);
  while (slots[at] != 0) at = next(at);
  slots[at] = slot;
}

void IdTable::add(std::uint64_t hash, Position position) {
  TALLY_CHECK(position.value < kPositionsMax);
  auto& shard = shards_[hash % kShards];
  if ((std::size_t{shard.count} + 1) * 4 > shard.size() * 3) grow(shard);
  shard.put((hash >> kPositionBits << kPositionBits) | (position.value + 1));
  ++shard.count;
}

void IdTable::grow(Shard& shard) {
  constexpr std::uint32_t kBitsAtFirst = 3;
  Shard larger;
  larger.bits = shard.slots ? shard.bits + 1 : kBitsAtFirst;
  TALLY_CHECK(larger.bits <= kHashBits);
  larger.slots = std::make_unique<std::uint64_t[]>(std::size_t{1} << larger.bits);
  larger.count = shard.count;
  for (std::size_t i = 0; i < shard.size(); ++i) {
    if (shard.slots[i] != 0) larger.put(shard.slots[i]);
  }
  slot_bytes_ += (larger.size() - shard.size()) * sizeof(std::uint64_t);
  shard = std::move(larger);
}

}  // namespace tally::log
