#include "core/log/drop_tail.h"

#include <algorithm>
#include <charconv>

#include "core/log/log_contents.h"
#include "core/log/log_directory.h"

namespace tally {
namespace {

using log::damage;

constexpr std::string_view kDroppedName = "dropped-";
constexpr std::uint64_t kDroppedBytesMax = std::uint64_t{1} << 30;

// The last segment of a log whose end is damaged.
struct DamagedEnd {
  std::string path;
  log::SegmentHeader header;
  std::uint64_t end = 0;  // Behind the last accepted mark.
  TreeSize size;          // Records up to there.
  Bytes tail;             // The bytes from there on, without zeros behind them.
  std::uint64_t file_bytes = 0;
};

// True if a record, mark or seal that checks stands in the tail and is none of its own commit.
bool later_piece_follows(const DamagedEnd& found) {
  const auto start = static_cast<std::uint32_t>(found.end);
  const ByteView tail(found.tail);
  for (std::size_t at = 0; at < tail.size(); ++at) {
    if (tail[at] != std::uint8_t{'T'}) continue;
    const auto rest = tail.subspan(at);
    const auto frame = log::decode_record_frame(rest, found.header.check_seed);
    if (frame && frame->commit_start != start) return true;
    const auto mark = log::decode_mark(rest, found.header.check_seed);
    if (mark && mark->commit_start != start) return true;
    if (log::decode_seal(rest, found.header.check_seed)) return true;
  }
  return false;
}

Result<DamagedEnd> find_damaged_end(Disk& disk, const std::string& directory) {
  TALLY_ASSIGN(const auto segments, log::list_segments(disk, directory));
  if (segments.empty()) return Error(ErrorCode::not_found, "no log in " + directory, "directory");
  DamagedEnd found;
  found.path = directory + "/" + log::segment_name(segments.back());
  TALLY_ASSIGN(const auto file, disk.open(found.path, OpenMode::read));
  TALLY_ASSIGN(const auto bytes, log::read_range(*file, 0, UINT64_MAX));
  const auto header = log::decode_segment_header(bytes);
  if (!header.ok()) return damage(found.path, 0, header.error().message);
  found.header = *header;
  const auto rest = ByteView(bytes).subspan(log::kSegmentHeaderBytes);
  const auto scan = log::scan_segment(rest, log::kSegmentHeaderBytes, header->check_seed);
  if (scan.tail != log::SegmentTail::damaged || scan.seal) {
    return invalid("directory", "the log has no damaged last commit");
  }
  found.end = scan.end;
  found.size = {header->first.value + scan.records.size()};
  found.file_bytes = bytes.size();
  const auto last = std::find_if(bytes.rbegin(), bytes.rend(), [](auto byte) { return byte != 0; });
  found.tail.assign(bytes.begin() + static_cast<std::ptrdiff_t>(scan.end), last.base());
  if (later_piece_follows(found)) return damage(found.path, scan.fault_offset, scan.fault);
  return found;
}

Result<void> overwrite(Disk& disk, const DamagedEnd& found) {
  TALLY_ASSIGN(const auto file, disk.open(found.path, OpenMode::read_write));
  const Bytes zeros(found.tail.size());
  TALLY_TRY(file->pwrite(ByteView(zeros), found.end));
  return file->sync();
}

std::optional<DroppedTail> parse_name(const std::string& name) {
  if (!name.starts_with(kDroppedName)) return std::nullopt;
  DroppedTail dropped;
  dropped.name = name;
  const char* const end = name.data() + name.size();
  const auto size = std::from_chars(name.data() + kDroppedName.size(), end, dropped.size.value);
  if (size.ec != std::errc() || size.ptr == end || *size.ptr != '-') return std::nullopt;
  const auto known = std::from_chars(size.ptr + 1, end, dropped.acknowledged.value);
  if (known.ec != std::errc() || known.ptr != end) return std::nullopt;
  return dropped;
}

// What an earlier call, cut short, may have kept already.
Result<std::optional<DroppedTail>> kept_before(Disk& disk, const std::string& directory,
                                               TreeSize size) {
  TALLY_ASSIGN(const auto names, disk.list(directory));
  for (const auto& name : names) {
    auto dropped = parse_name(name);
    if (dropped && dropped->size == size) return dropped;
  }
  return std::optional<DroppedTail>();
}

Result<DroppedTail> describe(Disk& disk, const std::string& directory, DroppedTail dropped) {
  TALLY_ASSIGN(const auto bytes, read_file(disk, directory + "/" + dropped.name, kDroppedBytesMax));
  dropped.bytes = bytes.size();
  dropped.sha256 = sha256(bytes);
  return dropped;
}

}  // namespace

Result<DroppedTail> drop_damaged_tail(Disk& disk, const std::string& directory,
                                      TreeSize signed_size) {
  TALLY_ASSIGN(const auto lock, disk.lock(directory + "/" + log::kLockName));
  TALLY_ASSIGN(const auto found, find_damaged_end(disk, directory));
  if (found.size < signed_size) {
    auto error = damage(found.path, found.end,
                        "without its last commit the log would hold " +
                            std::to_string(found.size.value) + " events, fewer than the " +
                            std::to_string(signed_size.value) + " of the last signed checkpoint");
    error.rule = "behind_checkpoint";
    return error;
  }
  TALLY_ASSIGN(auto dropped, kept_before(disk, directory, found.size));
  if (!dropped) {
    const auto head = log::read_head(disk, directory);
    dropped.emplace();
    dropped->size = found.size;
    dropped->acknowledged = head.ok() && *head ? std::max((*head)->size, found.size) : found.size;
    dropped->name = std::string(kDroppedName) + std::to_string(found.size.value) + "-" +
                    std::to_string(dropped->acknowledged.value);
    TALLY_TRY(replace_file(disk, directory, dropped->name, found.tail));
  }
  // Before the damage goes: a log below its published size is refused.
  TALLY_TRY(log::HeadFile::create(disk, directory, {found.size, found.header.first, found.end}));
  TALLY_TRY(overwrite(disk, found));
  return describe(disk, directory, *std::move(dropped));
}

Result<std::vector<DroppedTail>> dropped_tails(Disk& disk, const std::string& directory) {
  TALLY_ASSIGN(const auto names, disk.list(directory));
  std::vector<DroppedTail> all;
  for (const auto& name : names) {
    const auto dropped = parse_name(name);
    if (!dropped) continue;
    TALLY_ASSIGN(auto described, describe(disk, directory, *dropped));
    all.push_back(std::move(described));
  }
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.size.value < b.size.value; });
  return all;
}

}  // namespace tally
