#include "core/log/log_index.h"

#include <algorithm>

#include "core/base/check.h"

namespace tally::log {

LogIndex::LogIndex(const HashKey& key) : key_(key) {
  streams_.assign(kStreamShards, StreamShard(0, NameHash{key}));
}

bool LogIndex::add(const EventId& id, std::string_view stream, std::uint32_t offset) {
  const auto hash = keyed_hash(key_, id.view());
  const auto same = [&](Position position) { return this->id(position) == id; };
  if (ids_.find(hash, same)) return false;
  const Position position{size_};
  if (at(position) == 0) chunks_.emplace_back(new Chunk);  // Uninitialised: filled as it grows.
  ids_.add(hash, position);

  auto& streams = shard(stream);
  auto found = streams.find(stream);
  if (found == streams.end()) found = streams.emplace(std::string(stream), Stream()).first;
  auto& entry = found->second;

  auto& chunk = *chunks_.back();
  chunk.ids[at(position)] = id;
  chunk.offsets[at(position)] = offset;
  chunk.previous[at(position)] = entry.end.count == 0 ? kNone : entry.end.last.value;
  if (entry.end.count != 0 && entry.end.count % kStride == 0) {
    if (entry.strides.empty()) entry.strides.push_back(at_revision(entry, 0));
    entry.strides.push_back(position);
  }
  entry.end = {entry.end.count + 1, position};
  ++size_;
  return true;
}

std::optional<Position> LogIndex::find(const EventId& id) const {
  return ids_.find(keyed_hash(key_, id.view()),
                   [&](Position position) { return this->id(position) == id; });
}

std::optional<Position> LogIndex::previous(Position position) const {
  const auto value = chunk(position).previous[at(position)];
  return value == kNone ? std::nullopt : std::optional(Position{value});
}

const LogIndex::Stream* LogIndex::find_stream(std::string_view name) const {
  const auto& streams = const_cast<LogIndex*>(this)->shard(name);
  const auto found = streams.find(name);
  return found == streams.end() ? nullptr : &found->second;
}

std::optional<StreamEnd> LogIndex::stream(std::string_view name) const {
  const auto* stream = find_stream(name);
  return stream ? std::optional(stream->end) : std::nullopt;
}

// Walks back from the next kept revision, at most kStride steps.
Position LogIndex::at_revision(const Stream& stream, std::uint64_t revision) const {
  const auto stride = (revision + kStride - 1) / kStride;
  auto position = stream.end.last;
  auto here = stream.end.count - 1;
  if (stride < stream.strides.size()) {
    position = stream.strides[stride];
    here = stride * kStride;
  }
  for (; here > revision; --here) position = *previous(position);
  return position;
}

std::vector<Position> LogIndex::stream_positions(std::string_view name, Revision from,
                                                 Direction direction, std::size_t max) const {
  const auto* stream = find_stream(name);
  TALLY_CHECK(stream && from.value < stream->end.count && max > 0);
  const bool forward = direction == Direction::forward;
  const auto available = forward ? stream->end.count - from.value : from.value + 1;
  const auto count = std::min<std::uint64_t>(max, available);
  std::vector<Position> positions;
  positions.reserve(count);
  auto position = at_revision(*stream, forward ? from.value + count - 1 : from.value);
  while (true) {
    positions.push_back(position);
    if (positions.size() == count) break;
    position = *previous(position);
  }
  if (forward) std::reverse(positions.begin(), positions.end());
  return positions;
}

std::size_t LogIndex::record_memory_bytes() const {
  return ids_.memory_bytes() + chunks_.size() * sizeof(Chunk) +
         chunks_.capacity() * sizeof(chunks_[0]);
}

}  // namespace tally::log
