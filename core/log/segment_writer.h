// Writes commits into one segment. FORMAT.md draws the bytes.
//
// One thread at a time. After an error the writer is not to be used again: nobody can say which
// bytes reached the disk.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/log/format.h"

namespace tally::log {

class SegmentWriter {
 public:
  // Makes an empty segment in the directory: under a temporary name, synced, renamed, the
  // directory synced. When this returns, the segment survives a crash.
  static Result<std::unique_ptr<SegmentWriter>> create(Disk& disk, const std::string& directory,
                                                       const SegmentHeader& header);
  // The same from a file of zeros that is durable and named `spare` in the directory.
  static Result<std::unique_ptr<SegmentWriter>> create_from(std::unique_ptr<File> zeros,
                                                            const std::string& spare, Disk& disk,
                                                            const std::string& directory,
                                                            const SegmentHeader& header);
  // Goes on behind `end`, where a commit may begin. The file reads zero from there to `filled`.
  SegmentWriter(std::unique_ptr<File> file, const SegmentHeader& header, std::uint64_t end,
                std::uint64_t filled);

  // What these records take in a segment, with their mark.
  static std::uint64_t commit_bytes(std::span<const NewRecord> records);

  // Writes the records and their mark with one call. Nothing is durable before sync().
  Result<void> write(std::span<const NewRecord> records, const CommitMark& mark);
  // Writes the seal; the successor is on the disk already.
  Result<void> seal(Position next);
  Result<void> sync() { return file_->sync(); }

  // Offsets of the frames of the last write(), in the order of its records.
  const std::vector<std::uint32_t>& offsets() const { return offsets_; }
  std::uint64_t end() const { return end_; }
  // The file's length. Up to here a commit takes no new space, and its sync writes nothing about
  // the file itself.
  std::uint64_t filled() const { return filled_; }
  Position first() const { return first_; }
  std::uint32_t check_seed() const { return seed_; }
  bool empty() const { return end_ == kSegmentHeaderBytes; }

 private:
  void gather(const NewRecord& record, std::uint32_t commit_start, std::uint32_t& commit_crc);

  std::unique_ptr<File> file_;
  Position first_;
  std::uint32_t seed_;
  std::uint64_t end_;
  std::uint64_t filled_;
  std::vector<std::uint32_t> offsets_;
  // The parts of one write: frames, headers and small bodies lie in `gathered_`, large bodies where
  // the caller has them.
  Bytes gathered_;
  std::size_t part_begin_ = 0;
  std::uint64_t written_ = 0;
  std::vector<ByteView> parts_;
};

}  // namespace tally::log
