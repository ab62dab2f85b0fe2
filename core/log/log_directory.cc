#include "core/log/log_directory.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace tally::log {
namespace {

constexpr std::uint64_t kSmallFileMax = 4096;

}  // namespace

Result<std::vector<Position>> list_segments(Disk& disk, const std::string& directory) {
  TALLY_ASSIGN(const auto names, disk.list(directory));
  std::vector<Position> segments;
  for (const auto& name : names) {
    if (const auto first = segment_position(name)) segments.push_back(*first);
  }
  return segments;
}

Result<Bytes> read_range(File& file, std::uint64_t from, std::uint64_t to) {
  TALLY_ASSIGN(const auto size, file.size());
  to = std::min(to, size);
  Bytes bytes(from < to ? to - from : 0);
  TALLY_ASSIGN(const auto got, file.pread(bytes, from));
  bytes.resize(got);
  return bytes;
}

Result<std::optional<Head>> read_head(Disk& disk, const std::string& directory) {
  const auto path = directory + "/" + kHeadName;
  TALLY_ASSIGN(const bool there, disk.exists(path));
  if (!there) return std::optional<Head>();
  // A read beside the writer may see half of a write, for the moment that a write takes.
  constexpr int kTries = 20;
  for (int i = 0; i < kTries; ++i) {
    if (i > 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
    TALLY_ASSIGN(const auto bytes, read_file(disk, path, kSmallFileMax));
    if (const auto head = decode_head(bytes)) return head;
  }
  return Error(ErrorCode::corrupt,
               path + ", offset 0: the durable size does not match its checksum");
}

Result<std::unique_ptr<HeadFile>> HeadFile::create(Disk& disk, const std::string& directory,
                                                   const Head& head) {
  TALLY_TRY(replace_file(disk, directory, kHeadName, encode(head)));
  TALLY_ASSIGN(auto file, disk.open(directory + "/" + kHeadName, OpenMode::read_write));
  return std::make_unique<HeadFile>(std::move(file));
}

Result<std::optional<Erasing>> read_erasing(Disk& disk, const std::string& directory) {
  const auto path = directory + "/" + kErasingName;
  TALLY_ASSIGN(const bool there, disk.exists(path));
  if (!there) return std::optional<Erasing>();
  const auto bytes = read_file(disk, path, kSmallFileMax);
  if (!bytes.ok()) {
    // A live writer may have removed it meanwhile.
    TALLY_ASSIGN(const bool still_there, disk.exists(path));
    if (still_there) return bytes.error();
    return std::optional<Erasing>();
  }
  const auto erasing = decode_erasing(*bytes);
  if (!erasing) return Error(ErrorCode::corrupt, path + ", offset 0: does not match its checksum");
  return erasing;
}

Result<void> finish_erasing(Disk& disk, const std::string& directory, const Erasing& erasing) {
  const auto path = directory + "/" + segment_name(erasing.segment);
  TALLY_ASSIGN(const auto file, disk.open(path, OpenMode::read_write));
  TALLY_ASSIGN(const auto size, file->size());
  if (erasing.body_offset + erasing.body_bytes > size) {
    return Error(ErrorCode::corrupt, path + ", offset " + std::to_string(erasing.body_offset) +
                                         ": the body to be erased lies beyond the end");
  }
  TALLY_TRY(file->pwrite(erased_body(erasing.body_bytes), erasing.body_offset));
  TALLY_TRY(file->sync());
  TALLY_TRY(disk.remove(directory + "/" + kErasingName));
  return disk.sync_directory(directory);
}

}  // namespace tally::log
