// The one door to the disk. Everything that must survive a crash goes through
// Disk and File, so that a test can put a disk behind them that loses, tears,
// reorders and corrupts what was not synced (tests/support/fake_disk.h).
//
// Paths are absolute or relative as the process sees them. Errors are `io`,
// with errno's text and the path in the message; a full disk names ENOSPC.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace tally {

// An open file. One thread writes at a time; reads may run beside it.
class File {
 public:
  virtual ~File() = default;

  // Reads up to `to.size()` bytes at `offset`; fewer only at the end of the file.
  virtual Result<std::size_t> pread(std::span<std::uint8_t> to, std::uint64_t offset) = 0;
  // Writes all parts one behind another at `offset` (pwritev), or fails. After a
  // failure any subset of the bytes may be on the disk. Nothing is durable before sync().
  virtual Result<void> pwrite(std::span<const ByteView> parts, std::uint64_t offset) = 0;
  // fdatasync. After an error nobody can say which bytes reached the disk.
  virtual Result<void> sync() = 0;
  virtual Result<std::uint64_t> size() = 0;
  virtual Result<void> truncate(std::uint64_t size) = 0;

  Result<void> pwrite(ByteView bytes, std::uint64_t offset) {
    const ByteView parts[] = {bytes};
    return pwrite(std::span<const ByteView>(parts), offset);
  }
};

// Held while alive; released when destroyed or when the process dies.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

enum class OpenMode {
  read,            // The file must exist.
  read_write,      // The file must exist.
  create,          // The file must not exist; mode 0644.
  create_private,  // As create, mode 0600: keys.
};

// Safe from several threads.
class Disk {
 public:
  virtual ~Disk() = default;

  virtual Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) = 0;
  virtual Result<bool> exists(const std::string& path) = 0;
  // Names in the directory, sorted, without "." and "..".
  virtual Result<std::vector<std::string>> list(const std::string& directory) = 0;
  // Mode 0755. The parent must exist; an existing directory is an `io` error.
  virtual Result<void> make_directory(const std::string& path) = 0;
  // Replaces `to` if it exists. Durable only after sync_directory of the folder.
  virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
  virtual Result<void> remove(const std::string& path) = 0;
  virtual Result<void> sync_directory(const std::string& directory) = 0;
  // An exclusive advisory lock on a file, made if missing. A lock held by another
  // process (or another FileLock) is `overloaded` with field "lock".
  virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path) = 0;
  // Bytes that an ordinary process may still write in this directory.
  virtual Result<std::uint64_t> free_bytes(const std::string& directory) = 0;
};

// The machine's file system.
Disk& system_disk();

// Reads a whole file; `corrupt` if it is larger than `limit`.
Result<Bytes> read_file(Disk& disk, const std::string& path, std::uint64_t limit);

// Replaces a file so that after a crash either the old or the new bytes are there:
// temporary file, sync, rename, directory sync.
Result<void> replace_file(Disk& disk, const std::string& directory, const std::string& name,
                          ByteView bytes, OpenMode mode = OpenMode::create);

}  // namespace tally
