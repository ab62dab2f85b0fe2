// The frame of every snapshot: a file that holds, in a form quick to read, what could also be made
// from the log again. FORMAT.md of this folder draws the bytes.
//
// A snapshot is disposable. Its stamp says what it was made of and by which code; whoever opens one
// compares that with what he has, and where anything differs ignores the file, says so and makes
// the content from the log. Every byte is under a CRC-32C. That finds accidents, not intent: a
// snapshot is trusted like the program that reads it, and proves nothing.
//
// The body is a row of sections. None is handed out before its check is done, unless it is read in
// parts: what was read so counts only when its last part has been read without an error.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/base/file.h"
#include "core/base/sha256.h"

namespace tally {

struct SnapshotStamp {
  std::string kind;          // What it is of, four letters: "IDX ", "RULE", …
  std::uint32_t format = 1;  // Of the sections; each kind counts its own.
  std::string code;          // Of the code that made the content, where that can change it.
  std::string origin;        // Of the ledger; empty where the maker does not know it.
  std::uint64_t size = 0;    // The events it is made of: positions 0 … size - 1, …
  Hash root;                 // … and the root of the tree over them.
  bool operator==(const SnapshotStamp&) const = default;
};

// Why a snapshot with the stamp `found` is of no use where `wanted` is; empty if they are equal.
// Of the sizes and roots nothing is said: which of them are of use, only the caller knows.
std::string stamp_difference(const SnapshotStamp& found, const SnapshotStamp& wanted);

// Makes one file: under a temporary name, which is left behind after an error and replaced by the
// next writer of the same name.
class SnapshotWriter {
 public:
  // The directory exists; kind, code and origin hold at most 256 bytes. The disk outlives this.
  static Result<std::unique_ptr<SnapshotWriter>> create(Disk& disk, const std::string& directory,
                                                        const std::string& name,
                                                        const SnapshotStamp& stamp);

  // A section, whole; or its length first and then that many bytes in parts.
  Result<void> section(ByteView bytes);
  Result<void> begin_section(std::uint64_t bytes);
  Result<void> write(ByteView part);

  // Makes the file durable under its name: sync, rename, sync of the directory. After a crash the
  // old file or the new one is there, whole.
  Result<void> finish();

 private:
  SnapshotWriter(Disk& disk, std::string directory, std::string name)
      : disk_(disk), directory_(std::move(directory)), name_(std::move(name)) {}
  Result<void> put(ByteView bytes);
  Result<void> flush();

  Disk& disk_;
  std::string directory_;
  std::string name_;
  std::unique_ptr<File> file_;
  Bytes buffer_;
  std::uint64_t written_ = 0;
  std::uint64_t left_ = 0;  // Of the section.
  std::uint32_t crc_ = 0;   // Of everything before, and of the section as far as it is written.
};

// Reads one file from its start to its end. A file that is replaced meanwhile stays readable.
class SnapshotReader {
 public:
  // `not_found` if there is no such file; `corrupt`, with file and offset, here and below, if the
  // bytes do not check; field "version" for a frame that this software does not know.
  static Result<std::unique_ptr<SnapshotReader>> open(Disk& disk, const std::string& path);

  const SnapshotStamp& stamp() const { return stamp_; }
  const std::string& path() const { return path_; }

  // The next section, whole; `corrupt` above `bytes_max`.
  Result<Bytes> section(std::uint64_t bytes_max = UINT64_MAX);
  // Or: its length, never more than the file holds, and then its bytes in parts, as many as there
  // are. The part that ends it is an error if the section does not check.
  Result<std::uint64_t> begin_section();
  Result<void> read(std::span<std::uint8_t> part);

  // No section may follow.
  Result<void> finish();

  Error corrupt(const std::string& what) const;

 private:
  SnapshotReader(std::unique_ptr<File> file, std::string path, std::uint64_t bytes)
      : file_(std::move(file)), path_(std::move(path)), bytes_(bytes) {}
  Result<void> read_stamp();
  Result<void> read_exactly(std::span<std::uint8_t> to);
  Result<void> check_crc();

  std::unique_ptr<File> file_;
  std::string path_;
  std::uint64_t bytes_;  // Of the file.
  std::uint64_t at_ = 0;
  std::uint64_t left_ = 0;  // Of the section.
  std::uint32_t crc_ = 0;
  SnapshotStamp stamp_;
};

}  // namespace tally
