#include "core/log/recovery.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/log/index_file.h"

namespace tally::log {
namespace {

// A segment as it was read.
struct Loaded {
  std::string path;
  SegmentHeader header;
  std::uint64_t file_bytes = 0;
  std::uint64_t end = 0;  // Behind the last accepted mark.
  std::optional<Seal> seal;
  SegmentTail tail = SegmentTail::clean;
  std::uint64_t fault_offset = 0;
  std::string fault;
  // The bytes of the last accepted commit, to write them again.
  std::uint64_t commit_offset = 0;
  Bytes commit;

  bool empty() const { return commit.empty(); }
};

class Recovery {
 public:
  Recovery(Disk& disk, const std::string& directory, const HashKey& key)
      : disk_(disk), directory_(directory), contents_(std::make_unique<LogContents>(key)) {}

  Result<Recovered> run() {
    TALLY_TRY(end_erasure());
    TALLY_TRY(load_all());
    TALLY_TRY(compare_head());
    // The directory is synced before a segment is sealed: a sealed one has a durable successor.
    TALLY_TRY(remove_temporary_files());
    // Then the last commit stands in the segment before.
    if (before_ && last_.empty()) {
      const Seal seal{static_cast<std::uint32_t>(before_->end), last_.header.first};
      TALLY_TRY(repair(*before_, seal));
    }
    TALLY_ASSIGN(auto file, repair(last_, std::nullopt));
    auto writer = std::make_unique<SegmentWriter>(std::move(file), last_.header, last_.end,
                                                  std::max(last_.end, last_.file_bytes));
    return Recovered{std::move(contents_), std::move(writer), std::move(unindexed_),
                     std::move(notes_)};
  }

 private:
  Result<void> end_erasure() {
    TALLY_ASSIGN(const auto erasing, read_erasing(disk_, directory_));
    if (!erasing) return {};
    notes_.push_back("an erasure that was interrupted has been finished");
    // The intent may have been made visible and not durable.
    TALLY_TRY(disk_.sync_directory(directory_));
    return finish_erasing(disk_, directory_, *erasing);
  }

  Result<void> load_all() {
    TALLY_ASSIGN(const auto segments, list_segments(disk_, directory_));
    if (segments.empty()) {
      return Error(ErrorCode::not_found, "no log in " + directory_, "directory");
    }
    for (std::size_t i = 0; i < segments.size(); ++i) {
      if (i > 0) before_ = std::move(last_);
      last_ = Loaded();
      if (i > 0 && !before_->seal && segments[i].value != contents_->last.size.value) {
        return cut_short(*before_);
      }
      TALLY_TRY(load(segments[i], segments.size() - 1 - i));
      if (i > 0) TALLY_TRY(check_succession(i + 1 == segments.size()));
    }
    if (last_.seal) {
      return damage(last_.path, last_.end, "the segment is sealed and has no successor");
    }
    return {};
  }

  // So many segments follow.
  Result<void> load(Position first, std::size_t behind) {
    last_.path = directory_ + "/" + segment_name(first);
    TALLY_ASSIGN(const auto file, disk_.open(last_.path, OpenMode::read));
    TALLY_ASSIGN(last_.file_bytes, file->size());
    TALLY_ASSIGN(const auto header_bytes, read_range(*file, 0, kSegmentHeaderBytes));
    auto header = decode_segment_header(header_bytes);
    if (!header.ok()) return damage(last_.path, 0, header.error().message);
    last_.header = *header;
    if (last_.header.first != first) {
      return damage(last_.path, 0, "the segment's name and its header differ");
    }
    TALLY_TRY(contents_->add_segment(last_.header, last_.path));
    if (behind == 0) return scan(*file);
    const auto index = use_index_file(disk_, directory_, *file, *contents_);
    if (index.kind == IndexUse::Kind::used) return take_end(*file, index.mark, behind);
    if (index.kind == IndexUse::Kind::ignored) {
      notes_.push_back("an index file was ignored and is made again: " + index.why);
    }
    unindexed_.push_back(contents_->segments.size() - 1);
    return scan(*file);
  }

  // The records are known from the index file. Only the commit that may have to be written again is
  // read: the last one, if no other follows in the last segment.
  Result<void> take_end(File& file, const Mark& mark, std::size_t behind) {
    last_.end = contents_->segments.back().end;
    last_.seal = Seal{static_cast<std::uint32_t>(last_.end), {contents_->last.size.value}};
    if (behind > 1) return {};
    TALLY_ASSIGN(last_.commit, read_range(file, mark.commit_start, last_.end));
    last_.commit_offset = mark.commit_start;
    const auto scan = scan_segment(last_.commit, mark.commit_start, last_.header.check_seed);
    if (scan.tail == SegmentTail::clean && scan.end == last_.end) return {};
    return damage(last_.path, scan.fault_offset, scan.fault);
  }

  Result<void> scan(File& file) {
    TALLY_ASSIGN(const auto bytes, read_range(file, kSegmentHeaderBytes, UINT64_MAX));
    const auto scan = scan_segment(bytes, kSegmentHeaderBytes, last_.header.check_seed);
    TALLY_TRY(contents_->add_commits(scan, bytes, kSegmentHeaderBytes, last_.path));
    if (scan.tail == SegmentTail::damaged) return damage(last_.path, scan.fault_offset, scan.fault);
    last_.end = scan.end;
    last_.seal = scan.seal;
    last_.tail = scan.tail;
    last_.fault_offset = scan.fault_offset;
    last_.fault = scan.fault;
    if (!scan.commits.empty()) {
      last_.commit_offset = scan.commits.back().mark.commit_start;
      last_.commit = to_owned(ByteView(bytes).subspan(last_.commit_offset - kSegmentHeaderBytes,
                                                      scan.end - last_.commit_offset));
    }
    return {};
  }

  // `last_` follows `before_`. Only a segment whose successor is the last one, and has had no
  // commit, may be without its seal: the seal is durable before the successor's first commit.
  Result<void> check_succession(bool at_end) const {
    if (before_->seal) {
      if (before_->seal->next == last_.header.first) return {};
      return damage(before_->path, before_->end, "the seal names another successor");
    }
    const bool untouched = last_.empty() && last_.tail == SegmentTail::clean;
    if (at_end && untouched && !before_->empty()) return {};
    return cut_short(*before_);
  }

  static Error cut_short(const Loaded& segment) {
    if (segment.tail == SegmentTail::torn) {
      return damage(segment.path, segment.fault_offset,
                    segment.fault + ", in a segment that others follow");
    }
    return damage(segment.path, segment.end, "the segment has successors and no seal");
  }

  // `head` is written after a commit is durable: a log below it has lost acknowledged records.
  Result<void> compare_head() {
    const auto head = read_head(disk_, directory_);
    if (!head.ok()) {
      if (head.error().code != ErrorCode::corrupt) return head.error();
      notes_.push_back(head.error().message + "; written anew");
      return {};
    }
    if (!*head) notes_.push_back("the file with the durable size was missing; written anew");
    if (*head && (*head)->size > contents_->last.size) {
      return damage(last_.path, last_.tail == SegmentTail::torn ? last_.fault_offset : last_.end,
                    "the log ends at " + std::to_string(contents_->last.size.value) +
                        " records, but " + std::to_string((*head)->size.value) +
                        " were acknowledged");
    }
    return {};
  }

  // After a failed sync the page cache shows bytes that the disk never got. So what was accepted is
  // written again, and what was not is overwritten, even where it reads as wished. Behind the end
  // that is as far as one commit can have reached: every byte further on was zero and synced before
  // a commit began there, or does not exist. The rest of a segment filled ahead is left alone.
  Result<std::unique_ptr<File>> repair(const Loaded& segment, const std::optional<Seal>& seal) {
    TALLY_ASSIGN(auto file, disk_.open(segment.path, OpenMode::read_write));
    if (segment.tail == SegmentTail::torn) {
      notes_.push_back(segment.path + ", offset " + std::to_string(segment.end) +
                       ": an unfinished commit was dropped (" + segment.fault + " at offset " +
                       std::to_string(segment.fault_offset) + ")");
    }
    // A seal that stands is at no moment without one: its successor may hold a torn commit.
    if (!segment.empty()) TALLY_TRY(file->pwrite(segment.commit, segment.commit_offset));
    if (seal) TALLY_TRY(file->pwrite(encode(*seal, segment.header.check_seed), seal->offset));
    const auto from = segment.end + (seal ? kSealBytes : 0);
    const auto reach =
        segment.tail == SegmentTail::torn ? segment.file_bytes : segment.end + kCommitWholeBytesMax;
    TALLY_TRY(write_zeros(*file, from, std::min(reach, segment.file_bytes)));
    TALLY_TRY(file->sync());
    return file;
  }

  static Result<void> write_zeros(File& file, std::uint64_t from, std::uint64_t to) {
    const Bytes zeros(from < to ? std::min<std::uint64_t>(to - from, 1u << 20) : 0);
    for (auto at = from; at < to; at += zeros.size()) {
      const auto size = std::min<std::uint64_t>(zeros.size(), to - at);
      TALLY_TRY(file.pwrite(ByteView(zeros).first(size), at));
    }
    return {};
  }

  Result<void> remove_temporary_files() {
    TALLY_ASSIGN(const auto names, disk_.list(directory_));
    for (const auto& name : names) {
      if (name.ends_with(kTemporaryEnding)) TALLY_TRY(disk_.remove(directory_ + "/" + name));
    }
    return disk_.sync_directory(directory_);
  }

  Disk& disk_;
  const std::string& directory_;
  std::unique_ptr<LogContents> contents_;
  std::optional<Loaded> before_;  // The segment before the last one.
  Loaded last_;
  std::vector<std::size_t> unindexed_;
  std::vector<std::string> notes_;
};

}  // namespace

Result<Recovered> recover(Disk& disk, const std::string& directory, const HashKey& key) {
  return Recovery(disk, directory, key).run();
}

}  // namespace tally::log
