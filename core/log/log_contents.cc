#include "core/log/log_contents.h"

#include <algorithm>

#include "core/base/check.h"

namespace tally::log {

Error damage(const std::string& path, std::uint64_t offset, const std::string& what) {
  return Error(ErrorCode::corrupt, path + ", offset " + std::to_string(offset) + ": " + what);
}

std::string header_fault(const HeaderView& header, Position position,
                         const std::optional<StreamEnd>& stream) {
  if (header.ledger.position != position) {
    return "the record says position " + std::to_string(header.ledger.position.value) +
           " and stands at " + std::to_string(position.value);
  }
  const auto revision = stream ? stream->count : 0;
  if (header.ledger.revision.value != revision) {
    return "the record says revision " + std::to_string(header.ledger.revision.value) +
           " and has revision " + std::to_string(revision) + " in its stream";
  }
  if (header.ledger.previous != (stream ? std::optional(stream->last) : std::nullopt)) {
    return "the record names another record before it in its stream than the log holds";
  }
  return {};
}

LogContents::LogContents(const HashKey& key) : index(key) { last.root = sha256(ByteView{}); }

RecordPlace LogContents::place(Position position) const {
  TALLY_CHECK(index.size().holds(position));
  const auto after =
      std::upper_bound(segments.begin(), segments.end(), position,
                       [](Position p, const SegmentInfo& segment) { return p < segment.first; });
  const auto& segment = *(after - 1);
  const Position next{position.value + 1};
  const bool next_is_here =
      index.size().holds(next) && (after == segments.end() || next < after->first);
  return {position, segment.first, segment.check_seed, index.offset(position),
          next_is_here ? index.offset(next) : segment.end};
}

Result<void> LogContents::add_segment(const SegmentHeader& header, const std::string& path) {
  if (header.first.value != last.size.value) {
    return damage(path, 0,
                  "the segment begins at position " + std::to_string(header.first.value) +
                      ", but the log before it has " + std::to_string(last.size.value) +
                      " records");
  }
  if (header.root_before != last.root) {
    return damage(path, 0, "the segment names another root than the log before it has");
  }
  segments.push_back({header.first, header.check_seed, kSegmentHeaderBytes, header.root_before,
                      index.stream_count()});
  return {};
}

Result<void> LogContents::add_commits(const SegmentScan& scan, ByteView bytes, std::uint64_t offset,
                                      const std::string& path) {
  auto& segment = segments.back();
  for (const auto& commit : scan.commits) {
    for (std::size_t i = 0; i < commit.mark.records; ++i) {
      const auto& record = scan.records[commit.first_record + i];
      const auto header =
          bytes.subspan(record.offset - offset + kRecordFrameBytes, record.frame.header_bytes);
      TALLY_TRY(add_record(record, header, path));
    }
    segment.end = std::uint64_t{commit.mark.commit_start} + commit.mark.length + kMarkBytes;
    if (commit.mark.state.size != index.size()) {
      return damage(path, segment.end - kMarkBytes,
                    "the mark says size " + std::to_string(commit.mark.state.size.value) +
                        " behind " + std::to_string(index.size().value) + " records");
    }
    last = commit.mark.state;
  }
  return {};
}

Result<void> LogContents::add_record(const ScannedRecord& record, ByteView header_bytes,
                                     const std::string& path) {
  const auto header = decode_header(header_bytes);
  if (!header.ok()) {
    return damage(path, record.offset, "the record's header: " + header.error().to_string());
  }
  const Position position{index.size().value};
  const auto fault = header_fault(*header, position, index.stream(header->stream));
  if (!fault.empty()) return damage(path, record.offset, fault);
  if (!index.add(header->id, header->stream, record.offset)) {
    return damage(path, record.offset, "event id " + header->id.to_string() + " stands twice");
  }
  return {};
}

}  // namespace tally::log
