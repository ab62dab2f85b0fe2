#include "core/log/segment_reader.h"

#include <algorithm>

#include "core/base/crc32c.h"

namespace tally::log {
namespace {

// As fast as memcmp, for the tens of megabytes behind the end of a segment that was filled ahead:
// each byte is compared with the one before it.
bool all_zero(ByteView bytes) {
  return bytes.empty() ||
         (bytes[0] == 0 && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

// The bytes of a file from some offset on, addressed by offsets in the file.
class Window {
 public:
  Window(ByteView bytes, std::uint64_t offset) : bytes_(bytes), offset_(offset) {}

  std::uint64_t end() const { return offset_ + bytes_.size(); }
  ByteView from(std::uint64_t at) const { return bytes_.subspan(std::min(at, end()) - offset_); }
  ByteView between(std::uint64_t from_offset, std::uint64_t to) const {
    const auto begin = std::min(from_offset, end());
    return bytes_.subspan(begin - offset_, std::min(std::max(to, begin), end()) - begin);
  }

 private:
  ByteView bytes_;
  std::uint64_t offset_;
};

// Judges the bytes from `start` on, where a commit begins that could not be accepted.
class TailJudge {
 public:
  TailJudge(const Window& window, std::uint64_t start, std::uint32_t seed, SegmentScan& scan)
      : window_(window), start_(start), seed_(seed), scan_(scan) {}

  void judge() {
    auto at = start_;
    while (at < window_.end() && scan_.tail != SegmentTail::damaged) at = step(at);
    if (scan_.tail == SegmentTail::damaged) return;
    // Each piece checked and yet the commit was not accepted: its mark lies past the end.
    scan_.tail = SegmentTail::torn;
    if (scan_.fault.empty()) report(window_.end(), "a commit without its mark");
  }

 private:
  // Judges the piece at `at`; returns where the next one may begin.
  std::uint64_t step(std::uint64_t at) {
    const auto bytes = window_.from(at);
    if (const auto frame = decode_record_frame(bytes, seed_)) {
      if (frame->commit_start != start_) return damage(at, "bad bytes before a later record");
      return record(at, *frame);
    }
    if (const auto mark = decode_mark(bytes, seed_)) {
      if (mark->commit_start != start_) return damage(at, "bad bytes before a later mark");
      return own_mark(at, *mark);
    }
    if (decode_seal(bytes, seed_)) return damage(at, "bad bytes before the segment's seal");
    failing(at, at + announced_bytes(bytes), "a frame that does not check");
    return next_frame(at + 1);
  }

  std::uint64_t record(std::uint64_t at, const RecordFrame& frame) {
    const auto header = at + kRecordFrameBytes;
    const auto body = header + frame.header_bytes;
    switch (check_record(window_.from(at), frame, seed_)) {
      case RecordState::sound:
      case RecordState::erased:
        break;
      case RecordState::bad_header:
        failing(header, body, "a record header that does not match its checksum");
        break;
      case RecordState::bad_body:
        failing(body, body + frame.body_bytes, "a record body that does not match its checksum");
        break;
      case RecordState::cut_off:
        report(at, "a record that the end of the file cuts off");
        break;
    }
    return at + frame.whole_bytes();
  }

  // The commit's own mark is there, so its end is known, and nothing may follow.
  std::uint64_t own_mark(std::uint64_t at, const Mark& mark) {
    if (scan_.fault.empty() || start_ + mark.length != at) {
      return damage(at, "a mark that does not fit the records before it");
    }
    if (!all_zero(window_.from(at + kMarkBytes))) {
      return damage(scan_.fault_offset, scan_.fault + ", and bytes behind the commit's mark");
    }
    return window_.end();
  }

  std::uint64_t next_frame(std::uint64_t at) const {
    for (auto rest = window_.from(at); !rest.empty(); ++at, rest = window_.from(at)) {
      const auto* found = std::find(rest.data(), rest.data() + rest.size(), std::uint8_t{'T'});
      at += static_cast<std::uint64_t>(found - rest.data());
      rest = window_.from(at);
      if (decode_record_frame(rest, seed_) || decode_mark(rest, seed_) ||
          decode_seal(rest, seed_)) {
        return at;
      }
      if (rest.empty()) break;
    }
    return window_.end();
  }

  // A piece [from, to) is bad. A crash may have done it if the piece overlaps a lost slice.
  void failing(std::uint64_t from, std::uint64_t to, const std::string& what) {
    if (to > window_.end()) return report(from, what);
    for (auto sector = from / kSectorBytes; sector * kSectorBytes < to; ++sector) {
      const auto slice =
          window_.between(std::max(start_, sector * kSectorBytes), (sector + 1) * kSectorBytes);
      if (all_zero(slice)) return report(from, what);
    }
    damage(from, what);
  }

  void report(std::uint64_t at, const std::string& what) {
    if (!scan_.fault.empty()) return;
    scan_.fault_offset = at;
    scan_.fault = what;
  }

  std::uint64_t damage(std::uint64_t at, const std::string& what) {
    // The first fault is the damage where a later commit proves that it is none of a crash.
    if (scan_.fault.empty()) report(at, what);
    scan_.tail = SegmentTail::damaged;
    return window_.end();
  }

  const Window& window_;
  std::uint64_t start_;
  std::uint32_t seed_;
  SegmentScan& scan_;
};

// Takes the commit at `at` into the scan and returns the offset behind its mark; nothing if
// anything in it does not check.
std::optional<std::uint64_t> take_commit(const Window& window, std::uint64_t start,
                                         std::uint32_t seed, SegmentScan& scan) {
  const auto first = scan.records.size();
  auto at = start;
  std::uint32_t crc = seed;
  while (const auto frame = decode_record_frame(window.from(at), seed)) {
    const auto bytes = window.from(at);
    const auto state = check_record(bytes, *frame, seed);
    if (frame->commit_start != start ||
        (state != RecordState::sound && state != RecordState::erased)) {
      break;
    }
    crc = crc32c(bytes.first(kRecordFrameBytes), crc);
    scan.records.push_back({static_cast<std::uint32_t>(at), *frame, state == RecordState::erased});
    at += frame->whole_bytes();
  }
  const auto mark = decode_mark(window.from(at), seed);
  const auto count = scan.records.size() - first;
  if (!mark || count == 0 || mark->commit_start != start || mark->length != at - start ||
      mark->records != count || mark->commit_crc != crc) {
    scan.records.resize(first);
    return std::nullopt;
  }
  scan.commits.push_back({first, *mark});
  return at + kMarkBytes;
}

}  // namespace

RecordState check_record(ByteView at, const RecordFrame& frame, std::uint32_t seed) {
  if (at.size() < frame.whole_bytes()) return RecordState::cut_off;
  const auto header = at.subspan(kRecordFrameBytes, frame.header_bytes);
  if (crc32c(header, seed) != frame.header_crc) return RecordState::bad_header;
  const auto body = at.subspan(kRecordFrameBytes + frame.header_bytes, frame.body_bytes);
  if (body.empty()) return RecordState::erased;
  if (crc32c(body, seed) == frame.body_crc) return RecordState::sound;
  return is_erased_body(body) ? RecordState::erased : RecordState::bad_body;
}

SegmentScan scan_segment(ByteView bytes, std::uint64_t offset, std::uint32_t seed) {
  SegmentScan scan;
  const Window window(bytes, offset);
  scan.end = offset;
  while (const auto next = take_commit(window, scan.end, seed, scan)) scan.end = *next;
  const auto rest = window.from(scan.end);
  if (const auto seal = decode_seal(rest, seed); seal && seal->offset == scan.end) {
    scan.seal = seal;
    if (!all_zero(rest.subspan(kSealBytes))) {
      scan.tail = SegmentTail::damaged;
      scan.fault_offset = scan.end + kSealBytes;
      scan.fault = "bytes behind the segment's seal";
    }
    return scan;
  }
  if (!all_zero(rest)) TailJudge(window, scan.end, seed, scan).judge();
  return scan;
}

}  // namespace tally::log
