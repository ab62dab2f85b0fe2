#include "core/log/index_file.h"

#include <algorithm>
#include <mutex>

#include "core/base/snapshot_file.h"
#include "core/base/wire.h"
#include "core/log/log_directory.h"

namespace tally::log {
namespace {

// What an index file says of its segment.
struct Subject {
  std::uint32_t check_seed = 0;
  std::uint64_t first = 0;
  std::uint64_t end = 0;  // Offset behind the last mark.
  std::uint32_t streams_before = 0;
  std::uint32_t new_streams = 0;
};

SnapshotStamp stamp_of(const CommitMark& end) {
  SnapshotStamp stamp;
  stamp.kind = "INDX";
  stamp.format = 1;
  stamp.size = end.size.value;
  stamp.root = end.root;
  return stamp;
}

Bytes encode(const Subject& subject) {
  Bytes bytes;
  WireWriter to(bytes);
  to.number(subject.check_seed);
  to.number(subject.first);
  to.number(subject.end);
  to.number(subject.streams_before);
  to.number(subject.new_streams);
  return bytes;
}

Result<Subject> decode_subject(ByteView bytes) {
  WireReader from(bytes);
  Subject subject;
  subject.check_seed = from.number<std::uint32_t>("check_seed");
  subject.first = from.number<std::uint64_t>("first");
  subject.end = from.number<std::uint64_t>("end");
  subject.streams_before = from.number<std::uint32_t>("streams_before");
  subject.new_streams = from.number<std::uint32_t>("new_streams");
  TALLY_TRY(from.finish());
  return subject;
}

template <class T>
ByteView bytes_of(std::span<const T> values) {
  static_assert(std::is_trivially_copyable_v<T>);
  return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()};
}
template <class T>
std::span<std::uint8_t> bytes_of(std::span<T> values) {
  static_assert(std::is_trivially_copyable_v<T>);
  return {reinterpret_cast<std::uint8_t*>(values.data()), values.size_bytes()};
}

// What is copied out of the memory that the writer shares.
struct Columns {
  std::vector<EventId> ids;
  std::vector<std::uint32_t> offsets;
  std::vector<std::uint32_t> streams;
  Bytes new_streams;
};

Result<Subject> subject_at(const LogContents& contents, std::size_t number, CommitMark& end) {
  const auto& segment = contents.segments[number];
  const auto& next = contents.segments[number + 1];
  end = {{next.first.value}, next.root_before};
  return Subject{segment.check_seed, segment.first.value, segment.end, segment.streams_before,
                 next.streams_before - segment.streams_before};
}

void copy_rows(const LogContents& contents, std::uint64_t end, std::uint64_t& at, Columns& to) {
  const auto rows = contents.index.rows({at}, end - at);
  to.ids.insert(to.ids.end(), rows.ids.begin(), rows.ids.end());
  to.offsets.insert(to.offsets.end(), rows.offsets.begin(), rows.offsets.end());
  to.streams.insert(to.streams.end(), rows.streams.begin(), rows.streams.end());
  at += rows.ids.size();
}

void copy_names(const LogContents& contents, const Subject& subject, std::uint32_t& done,
                Columns& to) {
  constexpr std::uint32_t kNamesTogether = 1024;
  WireWriter names(to.new_streams);
  for (std::uint32_t i = 0; i < kNamesTogether && done < subject.new_streams; ++i, ++done) {
    names.text(contents.index.stream_name(subject.streams_before + done));
  }
}

Result<std::vector<std::string>> decode_names(ByteView bytes, std::uint32_t count) {
  WireReader from(bytes);
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < count && !from.failed(); ++i) {
    names.emplace_back(from.text("stream"));
  }
  TALLY_TRY(from.finish());
  return names;
}

// Reads a column of `count` values from the next section into the room of the index.
template <class Column>
Result<void> read_column(SnapshotReader& from, LogIndex& index, std::uint64_t count,
                         Column column) {
  const auto first = index.size().value;
  TALLY_ASSIGN(const auto bytes, from.begin_section());
  const auto whole = count * sizeof(column(index.room({first}, 1))[0]);
  if (bytes != whole) return from.corrupt("a column has another length than there are records");
  for (auto at = first; at < first + count;) {
    const auto part = column(index.room({at}, first + count - at));
    TALLY_TRY(from.read(bytes_of(part)));
    at += part.size();
  }
  return {};
}

// The segment's own last bytes must be the mark and the seal that the index file speaks of.
Result<Mark> read_end(File& segment, const Subject& subject, const SnapshotStamp& stamp) {
  const Error other(ErrorCode::corrupt, "the segment ends otherwise");
  if (subject.end < kSegmentHeaderBytes + kMarkBytes) return other;
  const auto from = subject.end - kMarkBytes;
  TALLY_ASSIGN(const auto bytes, read_range(segment, from, subject.end + kSealBytes));
  const auto mark = decode_mark(bytes, subject.check_seed);
  if (!mark || bytes.size() != kMarkBytes + kSealBytes) return other;
  const auto seal = decode_seal(ByteView(bytes).subspan(kMarkBytes), subject.check_seed);
  if (!seal || seal->offset != subject.end || seal->next.value != stamp.size) return other;
  if (mark->state != CommitMark{{stamp.size}, stamp.root}) return other;
  if (std::uint64_t{mark->commit_start} + mark->length != from) return other;
  return *mark;
}

Result<Mark> take_index_file(SnapshotReader& from, File& segment, LogContents& contents) {
  const auto& stamp = from.stamp();
  const auto fault = stamp_difference(stamp, stamp_of({}));
  if (!fault.empty()) return from.corrupt(fault);
  TALLY_ASSIGN(const auto subject_bytes, from.section(4096));
  auto subject = decode_subject(subject_bytes);
  if (!subject.ok()) return from.corrupt(subject.error().to_string());
  auto& info = contents.segments.back();
  if (subject->check_seed != info.check_seed || subject->first != info.first.value ||
      subject->streams_before != info.streams_before || stamp.size <= info.first.value) {
    return from.corrupt("it is of another segment");
  }
  auto mark = read_end(segment, *subject, stamp);
  if (!mark.ok()) return from.corrupt(mark.error().message);
  // A record takes 20 bytes of the columns, so that a length which the file holds is no danger.
  const auto count = stamp.size - info.first.value;
  if (count > subject->end / kRecordFrameBytes) return from.corrupt("too many records");
  auto& index = contents.index;
  index.make_room(count);
  TALLY_TRY(read_column(from, index, count, [](const RoomForRows& room) { return room.ids; }));
  TALLY_TRY(read_column(from, index, count, [](const RoomForRows& room) { return room.offsets; }));
  TALLY_TRY(read_column(from, index, count, [](const RoomForRows& room) { return room.streams; }));
  TALLY_ASSIGN(const auto name_bytes, from.section());
  TALLY_TRY(from.finish());
  auto names = decode_names(name_bytes, subject->new_streams);
  if (!names.ok()) return from.corrupt(names.error().to_string());
  if (!index.take_rows(count, kSegmentHeaderBytes, static_cast<std::uint32_t>(subject->end),
                       *names)) {
    return from.corrupt("the records do not follow those before");
  }
  info.end = subject->end;
  contents.last = mark->state;
  return *mark;
}

}  // namespace

std::string index_name(Position first) {
  auto name = segment_name(first);
  return name.replace(name.size() - 3, 3, "idx");
}

Result<bool> write_index_file(Disk& disk, const std::string& directory, const LogContents& contents,
                              std::shared_mutex& mutex, std::size_t number,
                              const std::function<bool()>& stop) {
  std::shared_lock lock(mutex);
  CommitMark end;
  TALLY_ASSIGN(const auto subject, subject_at(contents, number, end));
  Columns columns;
  lock.unlock();
  columns.ids.reserve(end.size.value - subject.first);
  columns.offsets.reserve(end.size.value - subject.first);
  columns.streams.reserve(end.size.value - subject.first);
  for (auto at = subject.first; at < end.size.value;) {
    if (stop()) return false;
    lock.lock();
    copy_rows(contents, end.size.value, at, columns);
    lock.unlock();
  }
  for (std::uint32_t done = 0; done < subject.new_streams;) {
    if (stop()) return false;
    lock.lock();
    copy_names(contents, subject, done, columns);
    lock.unlock();
  }
  TALLY_ASSIGN(const auto file,
               SnapshotWriter::create(disk, directory, index_name({subject.first}), stamp_of(end)));
  TALLY_TRY(file->section(encode(subject)));
  TALLY_TRY(file->section(bytes_of(std::span<const EventId>(columns.ids))));
  TALLY_TRY(file->section(bytes_of(std::span<const std::uint32_t>(columns.offsets))));
  TALLY_TRY(file->section(bytes_of(std::span<const std::uint32_t>(columns.streams))));
  TALLY_TRY(file->section(columns.new_streams));
  TALLY_TRY(file->finish());
  return true;
}

IndexUse use_index_file(Disk& disk, const std::string& directory, File& file,
                        LogContents& contents) {
  const auto path = directory + "/" + index_name(contents.segments.back().first);
  const auto reader = SnapshotReader::open(disk, path);
  if (!reader.ok()) {
    if (reader.error().code == ErrorCode::not_found) return {};
    return {IndexUse::Kind::ignored, reader.error().message, {}};
  }
  const auto mark = take_index_file(**reader, file, contents);
  if (!mark.ok()) return {IndexUse::Kind::ignored, mark.error().message, {}};
  return {IndexUse::Kind::used, {}, *mark};
}

}  // namespace tally::log
