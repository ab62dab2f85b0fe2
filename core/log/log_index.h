// What the embedded log knows in memory of each record: its id, where it stands in its segment and
// which record came before it in its stream. At most 64 bytes per event at the peak, streams apart
// (contracts C13); no step takes longer than a millisecond.
//
// Not safe for threads; the store guards it.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/log/id_table.h"
#include "core/log/keyed_hash.h"
#include "core/store/event_store.h"

namespace tally::log {

// The end of a stream's chain.
struct StreamEnd {
  std::uint64_t count = 0;  // Of records; the last one's revision is count - 1.
  Position last;
};

class LogIndex {
 public:
  explicit LogIndex(const HashKey& key);

  TreeSize size() const { return {size_}; }
  // The next record. False, and nothing is added, if the id is known already.
  bool add(const EventId& id, std::string_view stream, std::uint32_t offset);

  std::optional<Position> find(const EventId& id) const;
  const EventId& id(Position position) const { return chunk(position).ids[at(position)]; }
  // Of the record's frame in its segment.
  std::uint32_t offset(Position position) const { return chunk(position).offsets[at(position)]; }
  std::optional<Position> previous(Position position) const;

  std::optional<StreamEnd> stream(std::string_view name) const;
  // At most `max` positions of a stream that exists, from a revision below its count on, in the
  // order of reading. Time grows with the result, not with the stream.
  std::vector<Position> stream_positions(std::string_view name, Revision from, Direction direction,
                                         std::size_t max) const;

  // Of ids, offsets and chains, without the table of streams.
  std::size_t record_memory_bytes() const;

 private:
  static constexpr std::uint64_t kChunk = 4096;  // Small, so that making one is a short step.
  static constexpr std::uint64_t kNone = UINT64_MAX;
  // A stream keeps the position of every so many revisions, to read forward from any.
  static constexpr std::uint64_t kStride = 256;
  static constexpr std::size_t kStreamShards = 1024;

  struct Chunk {
    std::array<EventId, kChunk> ids;
    std::array<std::uint64_t, kChunk> previous;
    std::array<std::uint32_t, kChunk> offsets;
  };
  struct Stream {
    StreamEnd end;
    std::vector<Position> strides;  // Of the revisions 0, 256, 512, …; empty below 256 records.
  };
  struct NameHash {
    using is_transparent = void;
    HashKey key;
    std::size_t operator()(std::string_view name) const { return keyed_hash(key, as_bytes(name)); }
  };
  using StreamShard = std::unordered_map<std::string, Stream, NameHash, std::equal_to<>>;

  static std::size_t at(Position position) { return position.value % kChunk; }
  const Chunk& chunk(Position position) const { return *chunks_[position.value / kChunk]; }
  StreamShard& shard(std::string_view name) {
    return streams_[(keyed_hash(key_, as_bytes(name)) >> 32) % kStreamShards];
  }
  const Stream* find_stream(std::string_view name) const;
  Position at_revision(const Stream& stream, std::uint64_t revision) const;

  HashKey key_;
  std::uint64_t size_ = 0;
  IdTable ids_;
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::vector<StreamShard> streams_;
};

}  // namespace tally::log
