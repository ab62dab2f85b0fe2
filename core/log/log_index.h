// What the embedded log knows in memory of each record: its id, where it stands in its segment and
// which record came before it in its stream. At most 64 bytes per event at the peak, streams apart
// (contracts C13); no step takes longer than a millisecond.
//
// It can be read out in rows and filled with rows that were read out before: that is what an index
// file holds (index_file.h).
//
// Not safe for threads; the store guards it.
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <span>
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

// Neighbouring records, column by column: ids, offsets of frames, numbers of streams. Streams are
// numbered from 0 in the order in which they first come in the log.
template <class Id, class Number>
struct RowSpan {
  std::span<Id> ids;
  std::span<Number> offsets;
  std::span<Number> streams;
};
using Rows = RowSpan<const EventId, const std::uint32_t>;
using RoomForRows = RowSpan<EventId, std::uint32_t>;

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

  std::uint32_t stream_count() const { return static_cast<std::uint32_t>(streams_.size()); }
  // Valid as long as the index.
  std::string_view stream_name(std::uint32_t number) const { return streams_[number].name; }
  // At least one and at most `max` records from a known position on, where they lie in memory.
  Rows rows(Position from, std::uint64_t max) const;

  // Filling with rows: room for the next `count` records; then room(from, max) as rows() says, into
  // which the caller writes; then take_rows().
  void make_room(std::uint64_t count);
  RoomForRows room(Position from, std::uint64_t max);
  // Takes the records in whose rows stand in the room, with the names of the streams that are new
  // in them, in their order. False, and nothing is taken, if offsets do not ascend between the
  // first and the last allowed one, or if the streams are not numbered as said above. The caller
  // answers for the ids: none is known, and none stands twice.
  bool take_rows(std::uint64_t count, std::uint32_t offset_min, std::uint32_t offset_end,
                 const std::vector<std::string>& new_streams);

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
    std::array<std::uint32_t, kChunk> streams;
  };
  struct Stream {
    std::string_view name;  // The key in its shard.
    StreamEnd end;
    std::vector<Position> strides;  // Of the revisions 0, 256, 512, …; empty below 256 records.
  };
  struct NameHash {
    using is_transparent = void;
    HashKey key;
    std::size_t operator()(std::string_view name) const { return keyed_hash(key, as_bytes(name)); }
  };
  using StreamShard = std::unordered_map<std::string, std::uint32_t, NameHash, std::equal_to<>>;

  static std::size_t at(Position position) { return position.value % kChunk; }
  const Chunk& chunk(Position position) const { return *chunks_[position.value / kChunk]; }
  Chunk& chunk(Position position) { return *chunks_[position.value / kChunk]; }
  StreamShard& shard(std::string_view name) {
    return stream_names_[(keyed_hash(key_, as_bytes(name)) >> 32) % kStreamShards];
  }
  std::uint32_t stream_number(std::string_view name);
  // Puts the record behind the last one of its stream; its number already stands in its chunk.
  void link(Position position);
  bool rows_fit(std::uint64_t count, std::uint32_t offset_min, std::uint32_t offset_end,
                std::uint32_t new_streams) const;
  const Stream* find_stream(std::string_view name) const;
  Position at_revision(const Stream& stream, std::uint64_t revision) const;

  HashKey key_;
  std::uint64_t size_ = 0;
  IdTable ids_;
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::vector<StreamShard> stream_names_;
  std::deque<Stream> streams_;  // By number; grows without moving what is there.
};

}  // namespace tally::log
