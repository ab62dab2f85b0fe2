#include "core/log/log_index.h"

#include <algorithm>

#include "core/base/check.h"

namespace tally::log {

LogIndex::LogIndex(const HashKey& key) : key_(key) {
  stream_names_.assign(kStreamShards, StreamShard(0, NameHash{key}));
}

std::uint32_t LogIndex::stream_number(std::string_view name) {
  auto& names = shard(name);
  auto found = names.find(name);
  if (found == names.end()) {
    found = names.emplace(std::string(name), stream_count()).first;
    streams_.push_back({found->first, {}, {}});
  }
  return found->second;
}

void LogIndex::link(Position position) {
  auto& here = chunk(position);
  auto& stream = streams_[here.streams[at(position)]];
  here.previous[at(position)] = stream.end.count == 0 ? kNone : stream.end.last.value;
  if (stream.end.count != 0 && stream.end.count % kStride == 0) {
    if (stream.strides.empty()) stream.strides.push_back(at_revision(stream, 0));
    stream.strides.push_back(position);
  }
  stream.end = {stream.end.count + 1, position};
}

bool LogIndex::add(const EventId& id, std::string_view stream, std::uint32_t offset) {
  const auto hash = keyed_hash(key_, id.view());
  const auto same = [&](Position position) { return this->id(position) == id; };
  if (ids_.find(hash, same)) return false;
  const Position position{size_};
  make_room(1);
  ids_.add(hash, position);
  auto& here = chunk(position);
  here.ids[at(position)] = id;
  here.offsets[at(position)] = offset;
  here.streams[at(position)] = stream_number(stream);
  link(position);
  ++size_;
  return true;
}

Rows LogIndex::rows(Position from, std::uint64_t max) const {
  TALLY_CHECK(size().holds(from) && max > 0);
  const auto count = std::min({max, kChunk - at(from), size_ - from.value});
  const auto& here = chunk(from);
  return {std::span(here.ids).subspan(at(from), count),
          std::span(here.offsets).subspan(at(from), count),
          std::span(here.streams).subspan(at(from), count)};
}

void LogIndex::make_room(std::uint64_t count) {
  // Uninitialised: filled as it grows.
  while (chunks_.size() * kChunk < size_ + count) chunks_.emplace_back(new Chunk);
}

RoomForRows LogIndex::room(Position from, std::uint64_t max) {
  TALLY_CHECK(from.value >= size_ && from.value < chunks_.size() * kChunk && max > 0);
  const auto count = std::min(max, kChunk - at(from));
  auto& here = chunk(from);
  return {std::span(here.ids).subspan(at(from), count),
          std::span(here.offsets).subspan(at(from), count),
          std::span(here.streams).subspan(at(from), count)};
}

bool LogIndex::rows_fit(std::uint64_t count, std::uint32_t offset_min, std::uint32_t offset_end,
                        std::uint32_t new_streams) const {
  auto streams = stream_count();
  for (Position position{size_}; position.value < size_ + count; ++position.value) {
    const auto& here = chunk(position);
    const auto offset = here.offsets[at(position)];
    const auto stream = here.streams[at(position)];
    if (offset < offset_min || offset >= offset_end || stream > streams) return false;
    if (stream == streams) ++streams;
    offset_min = offset + 1;
  }
  return streams == stream_count() + new_streams;
}

bool LogIndex::take_rows(std::uint64_t count, std::uint32_t offset_min, std::uint32_t offset_end,
                         const std::vector<std::string>& new_streams) {
  auto sorted = new_streams;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) return false;
  for (const auto& name : new_streams) {
    if (find_stream(name)) return false;
  }
  if (!rows_fit(count, offset_min, offset_end, static_cast<std::uint32_t>(new_streams.size()))) {
    return false;
  }
  for (const auto& name : new_streams) stream_number(name);
  // The table is much larger than the processor's caches: the places of some ids are asked for
  // together, so that their waiting overlaps.
  constexpr std::size_t kTogether = 64;
  std::array<std::uint64_t, kTogether> hashes;
  for (std::uint64_t done = 0; done < count;) {
    const auto some = std::min<std::uint64_t>(kTogether, count - done);
    for (std::size_t i = 0; i < some; ++i) {
      hashes[i] = keyed_hash(key_, id({size_ + i}).view());
      ids_.prefetch(hashes[i]);
    }
    for (std::size_t i = 0; i < some; ++i, ++size_) {
      ids_.add(hashes[i], {size_});
      link({size_});
    }
    done += some;
  }
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
  const auto& names = const_cast<LogIndex*>(this)->shard(name);
  const auto found = names.find(name);
  return found == names.end() ? nullptr : &streams_[found->second];
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
