#include "core/log/segment_writer.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/crc32c.h"
#include "core/log/log_directory.h"

namespace tally::log {
namespace {

// A body from this size on is not copied. A commit of kCommitBytesMax then has at most 513 parts,
// below IOV_MAX, so that the kernel takes it in one call.
constexpr std::size_t kOwnPartBytesMin = 32u << 10;
static_assert(2 * (kCommitBytesMax / kOwnPartBytesMin) + 1 <= 1024);

}  // namespace

Result<std::unique_ptr<SegmentWriter>> SegmentWriter::create(Disk& disk,
                                                             const std::string& directory,
                                                             const SegmentHeader& header) {
  const auto temporary = segment_name(header.first) + kTemporaryEnding;
  const auto path = directory + "/" + temporary;
  TALLY_ASSIGN(const bool left_over, disk.exists(path));
  if (left_over) TALLY_TRY(disk.remove(path));
  TALLY_ASSIGN(auto file, disk.open(path, OpenMode::create));
  return create_from(std::move(file), temporary, disk, directory, header);
}

Result<std::unique_ptr<SegmentWriter>> SegmentWriter::create_from(std::unique_ptr<File> zeros,
                                                                  const std::string& spare,
                                                                  Disk& disk,
                                                                  const std::string& directory,
                                                                  const SegmentHeader& header) {
  TALLY_TRY(zeros->pwrite(encode(header), 0));
  TALLY_TRY(zeros->sync());
  TALLY_TRY(disk.rename(directory + "/" + spare, directory + "/" + segment_name(header.first)));
  TALLY_TRY(disk.sync_directory(directory));
  TALLY_ASSIGN(const auto filled, zeros->size());
  return std::make_unique<SegmentWriter>(std::move(zeros), header, kSegmentHeaderBytes, filled);
}

SegmentWriter::SegmentWriter(std::unique_ptr<File> file, const SegmentHeader& header,
                             std::uint64_t end, std::uint64_t filled)
    : file_(std::move(file)),
      first_(header.first),
      seed_(header.check_seed),
      end_(end),
      filled_(filled) {}

std::uint64_t SegmentWriter::commit_bytes(std::span<const NewRecord> records) {
  std::uint64_t bytes = kMarkBytes + records.size() * kRecordFrameBytes;
  for (const auto& record : records) bytes += record.header.size() + record.body.size();
  return bytes;
}

void SegmentWriter::gather(const NewRecord& record, std::uint32_t commit_start,
                           std::uint32_t& commit_crc) {
  RecordFrame frame;
  frame.header_bytes = static_cast<std::uint32_t>(record.header.size());
  frame.body_bytes = static_cast<std::uint32_t>(record.body.size());
  frame.commit_start = commit_start;
  frame.header_crc = crc32c(record.header, seed_);
  frame.body_crc = crc32c(record.body, seed_);
  const auto frame_bytes = encode(frame, seed_);
  commit_crc = crc32c(frame_bytes, commit_crc);
  offsets_.push_back(static_cast<std::uint32_t>(end_ + written_));
  append(gathered_, frame_bytes);
  append(gathered_, record.header);
  if (record.body.size() < kOwnPartBytesMin) {
    append(gathered_, record.body);
  } else {
    parts_.push_back(ByteView(gathered_).subspan(part_begin_));
    parts_.push_back(record.body);
    part_begin_ = gathered_.size();
  }
  written_ += frame.whole_bytes();
}

Result<void> SegmentWriter::write(std::span<const NewRecord> records, const CommitMark& mark) {
  const auto whole = commit_bytes(records);
  TALLY_CHECK(end_ + whole <= UINT32_MAX);
  offsets_.clear();
  parts_.clear();
  gathered_.clear();
  gathered_.reserve(whole);  // The parts point into it: it must not move.
  part_begin_ = 0;
  written_ = 0;

  const auto start = static_cast<std::uint32_t>(end_);
  std::uint32_t commit_crc = seed_;
  for (const auto& record : records) gather(record, start, commit_crc);
  const Mark last{start, static_cast<std::uint32_t>(written_),
                  static_cast<std::uint32_t>(records.size()), mark, commit_crc};
  append(gathered_, encode(last, seed_));
  parts_.push_back(ByteView(gathered_).subspan(part_begin_));

  TALLY_TRY(file_->pwrite(std::span<const ByteView>(parts_), end_));
  end_ += whole;
  filled_ = std::max(filled_, end_);
  return {};
}

Result<void> SegmentWriter::seal(Position next) {
  return file_->pwrite(encode(Seal{static_cast<std::uint32_t>(end_), next}, seed_), end_);
}

}  // namespace tally::log
