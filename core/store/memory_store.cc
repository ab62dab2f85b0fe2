#include "core/store/memory_store.h"

#include <algorithm>
#include <mutex>

#include "core/base/check.h"

namespace tally {
namespace {

// Fills a page from the numbers from, from±1, … below `count`; `at` gives the record of a number.
// `records_max` of 0 is taken as 1, so that every page moves the reader on.
template <class At>
RecordPage collect(std::uint64_t from, std::uint64_t count, Direction direction,
                   const ReadLimits& limits, At at) {
  RecordPage page;
  if (count == 0 || (direction == Direction::forward && from >= count)) return page;
  auto number = std::min(from, count - 1);
  std::size_t bytes = 0;
  while (true) {
    page.records.push_back(at(number, page));
    const auto& last = page.records.back();
    bytes += last.header.size() + last.body.size();
    const bool end = direction == Direction::forward ? number + 1 == count : number == 0;
    if (end) return page;
    if (page.records.size() >= limits.records_max || bytes >= limits.bytes_max) {
      page.end = false;
      return page;
    }
    number += direction == Direction::forward ? 1 : -1;
  }
}

}  // namespace

MemoryStore::MemoryStore() { mark_.root = sha256(ByteView{}); }

Result<void> MemoryStore::commit(std::span<const NewRecord> records, const CommitMark& mark) {
  const std::unique_lock lock(mutex_);
  TALLY_CHECK(!records.empty() && records.size() <= kCommitRecordsMax);
  TALLY_CHECK(mark.size.value == records_.size() + records.size());
  std::size_t bytes = 0;
  for (const auto& record : records) bytes += record.header.size() + record.body.size();
  TALLY_CHECK(bytes <= kCommitBytesMax);
  for (const auto& record : records) {
    const Position position{records_.size()};
    TALLY_CHECK(ids_.emplace(record.id, position).second);
    streams_[std::string(record.stream)].push_back(position);
    records_.push_back({to_owned(record.header), to_owned(record.body), record.body.empty()});
  }
  mark_ = mark;
  return {};
}

StoredRecord MemoryStore::copy_of(Position position, RecordPage& page) const {
  const auto& kept = records_[position.value];
  const ByteView header = page.buffers.emplace_back(kept.header);
  const ByteView body = page.buffers.emplace_back(kept.body);
  return {position, header, body, kept.erased};
}

Result<RecordPage> MemoryStore::read(Position from, Direction direction,
                                     const ReadLimits& limits) const {
  const std::shared_lock lock(mutex_);
  return collect(
      from.value, records_.size(), direction, limits,
      [&](std::uint64_t number, RecordPage& page) { return copy_of(Position{number}, page); });
}

Result<RecordPage> MemoryStore::read_stream(std::string_view stream, Revision from,
                                            Direction direction, const ReadLimits& limits) const {
  const std::shared_lock lock(mutex_);
  const auto found = streams_.find(stream);
  if (found == streams_.end()) {
    return Error(ErrorCode::not_found, "no stream " + std::string(stream), "stream");
  }
  const auto& positions = found->second;
  return collect(
      from.value, positions.size(), direction, limits,
      [&](std::uint64_t number, RecordPage& page) { return copy_of(positions[number], page); });
}

Result<std::optional<Position>> MemoryStore::find(const EventId& id) const {
  const std::shared_lock lock(mutex_);
  const auto found = ids_.find(id);
  return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

CommitMark MemoryStore::last_commit() const {
  const std::shared_lock lock(mutex_);
  return mark_;
}

Result<void> MemoryStore::erase(Position position) {
  const std::unique_lock lock(mutex_);
  if (position.value >= records_.size()) {
    return Error(ErrorCode::not_found,
                 "no record stands at position " + std::to_string(position.value), "position");
  }
  auto& kept = records_[position.value];
  kept.body = Bytes();
  kept.erased = true;
  return {};
}

}  // namespace tally
