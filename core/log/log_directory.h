// The files of a log's directory beside its segments, and how they are read and replaced:
//
//   00000000000000000000.seg …  segments, named by their first position
//   00000000000000000000.idx …  index files of sealed segments (index_file.h)
//   head                        how far the log is durable
//   lock                        held by the one writer
//   erasing                     only while a body is being overwritten
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/log/format.h"

namespace tally::log {

inline constexpr const char* kHeadName = "head";
inline constexpr const char* kLockName = "lock";
inline constexpr const char* kErasingName = "erasing";
inline constexpr const char* kTemporaryEnding = ".tmp";

// The first positions of the segments, ascending.
Result<std::vector<Position>> list_segments(Disk& disk, const std::string& directory);

// Reads the bytes [from, to) of a file, or up to its end if that is nearer.
Result<Bytes> read_range(File& file, std::uint64_t from, std::uint64_t to);

// Nothing if there is no head; `corrupt` if it does not check, also after a live writer has had
// time to finish writing it.
Result<std::optional<Head>> read_head(Disk& disk, const std::string& directory);

// The writer's end of `head`. Written in place after each commit and not synced, unless something
// that is signed rests on it: after a crash it may be old, never ahead of the log.
class HeadFile {
 public:
  // Replaces the file durably and keeps it open.
  static Result<std::unique_ptr<HeadFile>> create(Disk& disk, const std::string& directory,
                                                  const Head& head);
  explicit HeadFile(std::unique_ptr<File> file) : file_(std::move(file)) {}
  Result<void> publish(const Head& head) { return file_->pwrite(encode(head), 0); }
  // What was published stays. Beside publish(), from any thread.
  Result<void> sync() { return file_->sync(); }

 private:
  std::unique_ptr<File> file_;
};

// A body that is being overwritten, if any; `corrupt` if the file does not check.
Result<std::optional<Erasing>> read_erasing(Disk& disk, const std::string& directory);
// Overwrites the body, syncs it and removes the file `erasing`, which has been written before.
Result<void> finish_erasing(Disk& disk, const std::string& directory, const Erasing& erasing);

}  // namespace tally::log
