#include "core/log/log_state.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/base/check.h"

namespace tally::log {
namespace {

// No page holds more records than this, whatever its limits say.
constexpr std::size_t kPageRecordsMax = 65536;
// The first segments of a ledger are filled this far at least, later ones as far as the log is
// long: a small ledger does not pay for 64 MiB.
constexpr std::uint64_t kSpareBytesMin = 4u << 20;
// What stands between two records at most, beside headers and bodies.
constexpr std::uint64_t kFramingBytesMax = kRecordFrameBytes + kMarkBytes + kSealBytes;

// Collects places until they must hold more bytes than the limit.
class PlaceList {
 public:
  explicit PlaceList(const ReadLimits& limits) : bytes_max_(limits.bytes_max) {}
  void add(const RecordPlace& place) {
    places.push_back(place);
    const auto bytes = place.limit - place.offset;
    bytes_ += bytes > kFramingBytesMax ? bytes - kFramingBytesMax : 0;
  }
  bool full() const { return bytes_ >= bytes_max_; }

  std::vector<RecordPlace> places;

 private:
  std::uint64_t bytes_max_;
  std::uint64_t bytes_ = 0;
};

std::size_t records_max(const ReadLimits& limits) {
  return std::clamp<std::size_t>(limits.records_max, 1, kPageRecordsMax);
}

}  // namespace

// The kernel is asked at each commit: it takes a microsecond, where the fdatasync takes a hundred,
// and whoever else fills the disk is noticed at once.
Result<void> LogStore::check_writable(std::uint64_t growth) const {
  {
    const std::shared_lock lock(mutex_);
    if (!read_only_reason_.empty()) return Error(ErrorCode::read_only, read_only_reason_);
  }
  TALLY_ASSIGN(const auto free, disk_.free_bytes(directory_));
  if (free >= options_.reserve_bytes && free - options_.reserve_bytes >= growth) return {};
  return Error(ErrorCode::read_only,
               "the disk of " + directory_ + " has " + std::to_string(free) + " bytes left, and " +
                   std::to_string(options_.reserve_bytes) + " are kept in reserve");
}

// What is filled already takes no more space.
std::uint64_t LogStore::growth_of(std::uint64_t commit_bytes) const {
  if (needs_segment(commit_bytes + kSealBytes)) return commit_bytes;
  const auto end = writer_->end() + commit_bytes;
  return end > writer_->filled() ? end - writer_->filled() : 0;
}

std::string LogStore::read_only_reason() const {
  const auto writable = check_writable(0);
  return writable.ok() ? std::string() : writable.error().message;
}

void LogStore::end_writing(std::string reason) {
  const std::unique_lock lock(mutex_);
  read_only_reason_ = std::move(reason);
}

Error LogStore::in_doubt(const Error& cause) {
  end_writing("an earlier write failed (" + cause.message + "); open the log again");
  return Error(ErrorCode::in_doubt, cause.message);
}

Head LogStore::head() const {
  return {contents_->last.size, contents_->segments.back().first, contents_->segments.back().end};
}

Result<void> LogStore::commit(std::span<const NewRecord> records, const CommitMark& mark) {
  TALLY_CHECK(!records.empty() && records.size() <= kCommitRecordsMax);
  const auto framing = records.size() * kRecordFrameBytes + kMarkBytes;
  const auto bytes = SegmentWriter::commit_bytes(records);
  TALLY_CHECK(bytes - framing <= kCommitBytesMax);
  TALLY_TRY(check_writable(writer_ ? growth_of(bytes) : 0));
  // Only the writer changes contents_, so it may look without the lock.
  TALLY_CHECK(mark.size.value == contents_->last.size.value + records.size());
  for (const auto& record : records) TALLY_CHECK(!contents_->index.find(record.id));

  if (auto done = make_durable(records, mark); !done.ok()) return in_doubt(done.error());
  adopt(records, mark);
  publish();
  prepare_spare(bytes);
  return {};
}

Result<void> LogStore::make_durable(std::span<const NewRecord> records, const CommitMark& mark) {
  if (needs_segment(SegmentWriter::commit_bytes(records) + kSealBytes)) TALLY_TRY(start_segment());
  TALLY_TRY(writer_->write(records, mark));
  return writer_->sync();
}

// A segment that was not filled ahead, or not far enough, is left as soon as a filled one is ready:
// it is shorter for that, and the commits are faster.
bool LogStore::needs_segment(std::uint64_t bytes) const {
  if (writer_->empty()) return false;
  const auto end = writer_->end() + bytes;
  return end > options_.segment_bytes_max || (end > writer_->filled() && spare_ && spare_->ready());
}

// The successor is durable before the seal, and the seal before the successor's first commit. When
// no spare is ready the new segment grows with its commits: each then costs a journal commit of the
// file system, which is a fraction of a millisecond, where filling it here would stop every writer
// for a fifth of a second.
Result<void> LogStore::start_segment() {
  const auto header = new_segment_header();
  auto zeros = spare_ ? spare_->take() : nullptr;
  TALLY_ASSIGN(auto next, zeros ? SegmentWriter::create_from(std::move(zeros), kSpareName, disk_,
                                                             directory_, header)
                                : SegmentWriter::create(disk_, directory_, header));
  TALLY_TRY(writer_->seal(header.first));
  TALLY_TRY(writer_->sync());
  writer_ = std::move(next);
  {
    const std::unique_lock lock(mutex_);
    TALLY_TRY(contents_->add_segment(header, files_.path(header.first)));
  }
  index_making_->make(contents_->segments.size() - 2);
  return {};
}

void LogStore::prepare_spare(std::uint64_t written) {
  if (!spare_ && options_.background) {
    SpareSegment::Options filling;
    filling.reserve_bytes = options_.reserve_bytes;
    filling.report = options_.report;
    spare_ =
        std::make_unique<SpareSegment>(disk_, directory_, *options_.background, std::move(filling));
  }
  if (!spare_) return;
  std::uint64_t bytes = 0;
  for (auto at = contents_->segments.rbegin();
       at != contents_->segments.rend() && bytes < options_.segment_bytes_max; ++at) {
    bytes += at->end;
  }
  bytes = std::min(std::max(bytes, kSpareBytesMin), options_.segment_bytes_max);
  spare_->prepare(bytes, written, writer_->filled() - writer_->end());
}

void LogStore::adopt(std::span<const NewRecord> records, const CommitMark& mark) {
  const std::unique_lock lock(mutex_);
  for (std::size_t i = 0; i < records.size(); ++i) {
    // Two records of this commit with one id are a programmer error.
    TALLY_CHECK(contents_->index.add(records[i].id, records[i].stream, writer_->offsets()[i]));
  }
  contents_->segments.back().end = writer_->end();
  contents_->last = mark;
}

// The commit is durable already; only readers in other processes would not learn of it.
void LogStore::publish() {
  const auto done = head_file_->publish(head());
  if (!done.ok()) {
    end_writing("the durable size could not be published (" + done.error().message +
                "); open the log again");
  }
}

Result<RecordPage> LogStore::read_places(const std::vector<RecordPlace>& places,
                                         const ReadLimits& limits, bool all) const {
  // Beside a writer in another process a body may be half overwritten for a moment.
  const int tries = follower_ ? 3 : 1;
  for (int i = 1;; ++i) {
    RecordPage page;
    const std::shared_lock lock(erase_mutex_);
    const auto done = reader_.read(places, limits, page);
    if (done.ok()) {
      page.end = page.end && all;
      return page;
    }
    if (i == tries || done.error().code != ErrorCode::corrupt) return done.error();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

Result<RecordPage> LogStore::read(Position from, Direction direction,
                                  const ReadLimits& limits) const {
  PlaceList list(limits);
  bool all = true;
  {
    const std::shared_lock lock(mutex_);
    const auto size = contents_->index.size().value;
    const bool forward = direction == Direction::forward;
    if (size == 0 || (forward && from.value >= size)) return RecordPage();
    auto position = std::min(from.value, size - 1);
    const auto left = forward ? size - position : position + 1;
    const auto count = std::min<std::uint64_t>(left, records_max(limits));
    for (std::uint64_t i = 0; i < count && !list.full(); ++i) {
      list.add(contents_->place({forward ? position + i : position - i}));
    }
    all = list.places.size() == left;
  }
  return read_places(list.places, limits, all);
}

Result<RecordPage> LogStore::read_stream(std::string_view stream, Revision from,
                                         Direction direction, const ReadLimits& limits) const {
  PlaceList list(limits);
  bool all = true;
  {
    const std::shared_lock lock(mutex_);
    const auto end = contents_->index.stream(stream);
    if (!end) return Error(ErrorCode::not_found, "no stream " + std::string(stream), "stream");
    const bool forward = direction == Direction::forward;
    if (forward && from.value >= end->count) return RecordPage();
    from.value = std::min(from.value, end->count - 1);
    const auto left = forward ? end->count - from.value : from.value + 1;
    for (const auto position :
         contents_->index.stream_positions(stream, from, direction, records_max(limits))) {
      if (list.full()) break;
      list.add(contents_->place(position));
    }
    all = list.places.size() == left;
  }
  return read_places(list.places, limits, all);
}

Result<std::optional<Position>> LogStore::find(const EventId& id) const {
  const std::shared_lock lock(mutex_);
  return contents_->index.find(id);
}

CommitMark LogStore::last_commit() const {
  const std::shared_lock lock(mutex_);
  return contents_->last;
}

Result<void> LogStore::erase(Position position) {
  if (!read_only_reason_.empty()) return Error(ErrorCode::read_only, read_only_reason_);
  if (!contents_->index.size().holds(position)) {
    return Error(ErrorCode::not_found,
                 "no record stands at position " + std::to_string(position.value), "position");
  }
  const auto place = contents_->place(position);
  RecordPage page;
  TALLY_TRY(reader_.read(std::span(&place, 1), {1, 1}, page));
  const auto& record = page.records.at(0);
  if (record.erased) return {};
  const Erasing erasing{place.segment, place.offset + kRecordFrameBytes + record.header.size(),
                        static_cast<std::uint32_t>(record.body.size())};
  // The intent first: an overwriting that a crash cuts short is then finished on opening.
  TALLY_TRY(replace_file(disk_, directory_, kErasingName, encode(erasing)));
  const std::unique_lock lock(erase_mutex_);
  auto done = finish_erasing(disk_, directory_, erasing);
  if (!done.ok()) return in_doubt(done.error());
  return {};
}

}  // namespace tally::log
