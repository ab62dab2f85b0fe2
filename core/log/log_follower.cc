#include "core/log/log_follower.h"

#include <algorithm>
#include <mutex>

#include "core/log/index_file.h"

namespace tally::log {

Result<void> LogFollower::follow() {
  TALLY_ASSIGN(const auto head, read_head(disk_, directory_));
  if (!head) {
    TALLY_ASSIGN(const auto segments, list_segments(disk_, directory_));
    if (segments.empty()) {
      return Error(ErrorCode::not_found, "no log in " + directory_, "directory");
    }
    return Error(ErrorCode::corrupt, directory_ + "/" + kHeadName +
                                         ", offset 0: the file is missing; opening the " +
                                         "log for writing makes it anew");
  }
  // An erasure may have begun and ended while its segment was read.
  auto done = follow_to(*head);
  if (!done.ok() && done.error().code == ErrorCode::corrupt) done = follow_to(*head);
  return done;
}

Result<void> LogFollower::follow_to(const Head& head) {
  if (contents_.segments.empty()) TALLY_TRY(open_segment({0}));
  while (contents_.segments.back().first != head.segment) {
    const auto first = contents_.segments.back().first;
    TALLY_ASSIGN(auto seal, take_in_indexed());
    if (!seal) {
      TALLY_ASSIGN(seal, take_in(UINT64_MAX));
    }
    if (!seal) {
      return damage(directory_ + "/" + segment_name(first), contents_.segments.back().end,
                    "the segment has successors and no seal");
    }
    TALLY_TRY(open_segment(seal->next));
  }
  TALLY_ASSIGN(const auto seal, take_in(head.end));
  static_cast<void>(seal);  // One may stand there already, if the writer has gone on.
  const auto& last = contents_.segments.back();
  if (last.end != head.end || contents_.last.size != head.size) {
    return damage(directory_ + "/" + segment_name(last.first), last.end,
                  "the log ends here, but " + std::to_string(head.size.value) +
                      " records up to offset " + std::to_string(head.end) + " were acknowledged");
  }
  return {};
}

Result<void> LogFollower::open_segment(Position first) {
  const auto path = directory_ + "/" + segment_name(first);
  TALLY_ASSIGN(const auto file, disk_.open(path, OpenMode::read));
  TALLY_ASSIGN(const auto bytes, read_range(*file, 0, kSegmentHeaderBytes));
  const auto header = decode_segment_header(bytes);
  if (!header.ok()) return damage(path, 0, header.error().message);
  const std::unique_lock lock(mutex_);
  return contents_.add_segment(*header, path);
}

Result<std::optional<Seal>> LogFollower::take_in_indexed() {
  const auto& known = contents_.segments.back();
  if (known.end != kSegmentHeaderBytes) return std::optional<Seal>();
  TALLY_ASSIGN(const auto file, disk_.open(directory_ + "/" + segment_name(known.first),  //
                                           OpenMode::read));
  const std::unique_lock lock(mutex_);
  const auto index = use_index_file(disk_, directory_, *file, contents_);
  if (index.kind == IndexUse::Kind::ignored) {
    notes_.push_back("an index file was ignored: " + index.why);
  }
  if (index.kind != IndexUse::Kind::used) return std::optional<Seal>();
  return std::optional(
      Seal{static_cast<std::uint32_t>(contents_.segments.back().end), {contents_.last.size.value}});
}

Result<std::optional<Seal>> LogFollower::take_in(std::uint64_t limit) {
  const auto known = contents_.segments.back();
  const auto path = directory_ + "/" + segment_name(known.first);
  TALLY_ASSIGN(const auto file, disk_.open(path, OpenMode::read));
  TALLY_ASSIGN(const auto bytes, read_bytes(*file, known.first, known.end, limit));
  const auto scan = scan_segment(bytes, known.end, known.check_seed);
  if (scan.tail != SegmentTail::clean) return damage(path, scan.fault_offset, scan.fault);
  const std::unique_lock lock(mutex_);
  TALLY_TRY(contents_.add_commits(scan, bytes, known.end, path));
  return scan.seal;
}

// A body that is being overwritten counts as erased, whatever was read of it.
Result<Bytes> LogFollower::read_bytes(File& file, Position segment, std::uint64_t from,
                                      std::uint64_t to) {
  TALLY_ASSIGN(const auto before, read_erasing(disk_, directory_));
  TALLY_ASSIGN(auto bytes, read_range(file, from, to));
  TALLY_ASSIGN(const auto after, read_erasing(disk_, directory_));
  for (const auto& erasing : {before, after}) {
    if (!erasing || erasing->segment != segment || erasing->body_offset < from) continue;
    const auto begin = erasing->body_offset - from;
    if (begin + erasing->body_bytes > bytes.size()) continue;
    const auto body = erased_body(erasing->body_bytes);
    std::copy(body.begin(), body.end(), bytes.begin() + static_cast<std::ptrdiff_t>(begin));
  }
  return bytes;
}

}  // namespace tally::log
