#include "core/log/log_check.h"

#include "core/log/log_directory.h"

namespace tally::log {

StoreCheck LogCheck::run() {
  for (const auto& segment : segments()) {
    const auto sound = check_segment(segment);
    if (!sound.ok()) result_.problems.push_back(sound.error().message);
  }
  result_.ids_checked = result_.streams_checked = result_.problems.empty();
  return result_;
}

// Those that hold records below the size.
std::vector<LogCheck::Segment> LogCheck::segments() const {
  const std::shared_lock lock(contents_mutex_);
  std::vector<Segment> segments;
  const auto& known = contents_.segments;
  for (std::size_t i = 0; i < known.size(); ++i) {
    const bool last = i + 1 == known.size();
    if (i > 0 && !size_.holds(known[i].first)) break;
    segments.push_back(
        {known[i], last ? Position{contents_.last.size.value} : known[i + 1].first, last});
  }
  return segments;
}

Result<void> LogCheck::check_segment(const Segment& segment) {
  const auto path = files_.path(segment.info.first);
  TALLY_ASSIGN(const auto file, files_.open(segment.info.first));
  // A sealed segment is checked to its end. Behind the last durable mark of the open one the
  // writer may be writing.
  const auto to = segment.last ? segment.info.end : UINT64_MAX;
  Bytes bytes;
  {
    const std::shared_lock lock(erase_mutex_);
    TALLY_ASSIGN(bytes, read_range(*file, 0, to));
  }
  result_.bytes += bytes.size();
  const auto header = decode_segment_header(bytes);
  if (!header.ok()) return damage(path, 0, header.error().message);
  if (header->first != segment.info.first || header->check_seed != segment.info.check_seed) {
    return damage(path, 0, "the segment header is another than when the log was opened");
  }
  const auto rest = ByteView(bytes).subspan(kSegmentHeaderBytes);
  const auto scan = scan_segment(rest, kSegmentHeaderBytes, header->check_seed);
  TALLY_TRY(check_commits(segment, scan, rest, path));
  return check_ends(segment, scan, path);
}

Result<void> LogCheck::check_ends(const Segment& segment, const SegmentScan& scan,
                                  const std::string& path) const {
  if (scan.tail != SegmentTail::clean) return damage(path, scan.fault_offset, scan.fault);
  if (scan.end != segment.info.end) {
    return damage(path, scan.end,
                  "the segment ends here, but held commits up to offset " +
                      std::to_string(segment.info.end) + " when it was opened");
  }
  if (!segment.last && (!scan.seal || scan.seal->next != segment.next)) {
    return damage(path, scan.end, "the segment's seal is missing or names another successor");
  }
  return {};
}

Result<void> LogCheck::check_commits(const Segment& segment, const SegmentScan& scan,
                                     ByteView bytes, const std::string& path) {
  Position position = segment.info.first;
  for (const auto& commit : scan.commits) {
    for (std::size_t i = 0; i < commit.mark.records; ++i, ++position.value) {
      if (!size_.holds(position)) return {};
      const auto& record = scan.records[commit.first_record + i];
      const auto header = bytes.subspan(record.offset - kSegmentHeaderBytes + kRecordFrameBytes,
                                        record.frame.header_bytes);
      TALLY_TRY(check_header(record, header, position, path));
      ++result_.records;
    }
    if (commit.mark.state.size.value != position.value) {
      return damage(path, std::uint64_t{commit.mark.commit_start} + commit.mark.length,
                    "the mark says another size than there are records");
    }
    ++result_.commits;
  }
  return {};
}

Result<void> LogCheck::check_header(const ScannedRecord& record, ByteView header_bytes,
                                    Position position, const std::string& path) {
  const auto header = decode_header(header_bytes);
  if (!header.ok()) {
    return damage(path, record.offset, "the record's header: " + header.error().to_string());
  }
  auto stream = streams_.find(header->stream);
  const auto end = stream == streams_.end() ? std::nullopt : std::optional(stream->second);
  // Behind a damaged segment the streams' ends are not known, and only the index can be asked.
  if (result_.problems.empty()) {
    const auto fault = header_fault(*header, position, end);
    if (!fault.empty()) return damage(path, record.offset, fault);
    if (!end) stream = streams_.emplace(std::string(header->stream), StreamEnd()).first;
    stream->second = {(end ? end->count : 0) + 1, position};
  }
  const std::shared_lock lock(contents_mutex_);
  if (!contents_.index.size().holds(position) ||
      contents_.index.find(header->id) != std::optional(position)) {
    return damage(path, record.offset,
                  "the index does not find event id " + header->id.to_string() + " here");
  }
  if (contents_.index.offset(position) != record.offset ||
      contents_.index.previous(position) != header->ledger.previous) {
    return damage(path, record.offset, "the index has another offset or stream for the record");
  }
  return {};
}

}  // namespace tally::log
