#include "core/base/snapshot_file.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/crc32c.h"
#include "core/base/wire.h"

namespace tally {
namespace {

constexpr std::string_view kMagic = "TALLYSNP";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kTextMax = 256;
constexpr std::size_t kStampBytesMax = 1024;
constexpr std::size_t kBufferBytes = 1u << 20;
constexpr std::uint64_t kEnd = UINT64_MAX;  // Where the length of a section would stand.

Bytes encode(const SnapshotStamp& stamp) {
  Bytes bytes;
  WireWriter to(bytes);
  to.text(stamp.kind);
  to.number(stamp.format);
  to.text(stamp.code);
  to.text(stamp.origin);
  to.number(stamp.size);
  to.raw(stamp.root.view());
  return bytes;
}

Result<SnapshotStamp> decode_stamp(ByteView bytes) {
  WireReader from(bytes);
  SnapshotStamp stamp;
  stamp.kind = from.text("kind", kTextMax);
  stamp.format = from.number<std::uint32_t>("format");
  stamp.code = from.text("code", kTextMax);
  stamp.origin = from.text("origin", kTextMax);
  stamp.size = from.number<std::uint64_t>("size");
  const auto root = from.raw(stamp.root.bytes.size(), "root");
  TALLY_TRY(from.finish());
  std::copy(root.begin(), root.end(), stamp.root.bytes.begin());
  return stamp;
}

}  // namespace

std::string stamp_difference(const SnapshotStamp& found, const SnapshotStamp& wanted) {
  if (found.kind != wanted.kind) return "it is of another kind, \"" + found.kind + "\"";
  if (found.format != wanted.format) {
    return "it has format " + std::to_string(found.format) + " and this software writes format " +
           std::to_string(wanted.format);
  }
  if (found.code != wanted.code) {
    return "it was made by other code (" + found.code + ", here " + wanted.code + ")";
  }
  if (found.origin != wanted.origin) return "it is of another ledger, " + found.origin;
  return {};
}

Result<std::unique_ptr<SnapshotWriter>> SnapshotWriter::create(Disk& disk,
                                                               const std::string& directory,
                                                               const std::string& name,
                                                               const SnapshotStamp& stamp) {
  TALLY_CHECK(stamp.kind.size() <= kTextMax && stamp.code.size() <= kTextMax &&
              stamp.origin.size() <= kTextMax);
  auto writer = std::unique_ptr<SnapshotWriter>(new SnapshotWriter(disk, directory, name));
  const auto temporary = directory + "/" + name + ".tmp";
  TALLY_ASSIGN(const bool left_over, disk.exists(temporary));
  if (left_over) TALLY_TRY(disk.remove(temporary));
  TALLY_ASSIGN(writer->file_, disk.open(temporary, OpenMode::create));
  append(writer->buffer_, as_bytes(kMagic));
  append_le(writer->buffer_, kVersion);
  writer->crc_ = crc32c(writer->buffer_);
  TALLY_TRY(writer->section(encode(stamp)));
  return writer;
}

Result<void> SnapshotWriter::section(ByteView bytes) {
  TALLY_TRY(begin_section(bytes.size()));
  return bytes.empty() ? Result<void>() : write(bytes);
}

Result<void> SnapshotWriter::begin_section(std::uint64_t bytes) {
  TALLY_CHECK(left_ == 0 && bytes != kEnd);
  std::uint8_t length[8];
  store_le(length, bytes);
  crc_ = crc32c(length, crc_);
  left_ = bytes;
  TALLY_TRY(put(length));
  return bytes == 0 ? write({}) : Result<void>();
}

Result<void> SnapshotWriter::write(ByteView part) {
  TALLY_CHECK(part.size() <= left_);
  crc_ = crc32c(part, crc_);
  left_ -= part.size();
  TALLY_TRY(put(part));
  if (left_ != 0) return {};
  std::uint8_t crc[4];
  store_le(crc, crc_);
  return put(crc);
}

Result<void> SnapshotWriter::put(ByteView bytes) {
  append(buffer_, bytes);
  return buffer_.size() < kBufferBytes ? Result<void>() : flush();
}

Result<void> SnapshotWriter::flush() {
  TALLY_TRY(file_->pwrite(buffer_, written_));
  written_ += buffer_.size();
  buffer_.clear();
  return {};
}

Result<void> SnapshotWriter::finish() {
  TALLY_CHECK(left_ == 0);
  append_le(buffer_, kEnd);
  crc_ = crc32c(ByteView(buffer_).last(sizeof(kEnd)), crc_);
  append_le(buffer_, crc_);
  TALLY_TRY(flush());
  TALLY_TRY(file_->sync());
  const auto path = directory_ + "/" + name_;
  TALLY_TRY(disk_.rename(path + ".tmp", path));
  return disk_.sync_directory(directory_);
}

Result<std::unique_ptr<SnapshotReader>> SnapshotReader::open(Disk& disk, const std::string& path) {
  TALLY_ASSIGN(const bool there, disk.exists(path));
  if (!there) return Error(ErrorCode::not_found, "no file " + path);
  TALLY_ASSIGN(auto file, disk.open(path, OpenMode::read));
  TALLY_ASSIGN(const auto bytes, file->size());
  auto reader = std::unique_ptr<SnapshotReader>(new SnapshotReader(std::move(file), path, bytes));
  TALLY_TRY(reader->read_stamp());
  return reader;
}

Error SnapshotReader::corrupt(const std::string& what) const {
  return Error(ErrorCode::corrupt, path_ + ", offset " + std::to_string(at_) + ": " + what);
}

Result<void> SnapshotReader::read_exactly(std::span<std::uint8_t> to) {
  TALLY_ASSIGN(const auto got, file_->pread(to, at_));
  if (got != to.size()) return corrupt("the file ends in the middle");
  at_ += got;
  return {};
}

Result<void> SnapshotReader::read_stamp() {
  std::uint8_t head[12];
  TALLY_TRY(read_exactly(head));
  if (as_text(ByteView(head).first(kMagic.size())) != kMagic) return corrupt("no snapshot");
  if (const auto version = load_le<std::uint32_t>(head + 8); version != kVersion) {
    auto error = corrupt("the snapshot's frame has version " + std::to_string(version));
    error.field = "version";
    return error;
  }
  crc_ = crc32c(head);
  TALLY_ASSIGN(const auto bytes, section(kStampBytesMax));
  auto stamp = decode_stamp(bytes);
  if (!stamp.ok()) return corrupt("the stamp: " + stamp.error().to_string());
  stamp_ = std::move(stamp).value();
  return {};
}

Result<Bytes> SnapshotReader::section(std::uint64_t bytes_max) {
  TALLY_ASSIGN(const auto bytes, begin_section());
  if (bytes > bytes_max) return corrupt("a section is longer than it may be");
  Bytes to(bytes);
  if (bytes > 0) TALLY_TRY(read(to));
  return to;
}

Result<std::uint64_t> SnapshotReader::begin_section() {
  TALLY_CHECK(left_ == 0);
  std::uint8_t length[8];
  TALLY_TRY(read_exactly(length));
  const auto bytes = load_le<std::uint64_t>(length);
  if (bytes > bytes_ - std::min(bytes_, at_)) {
    return corrupt(bytes == kEnd ? "a section is missing" : "a section is longer than the file");
  }
  crc_ = crc32c(length, crc_);
  left_ = bytes;
  if (bytes == 0) TALLY_TRY(check_crc());
  return bytes;
}

Result<void> SnapshotReader::read(std::span<std::uint8_t> part) {
  TALLY_CHECK(!part.empty() && part.size() <= left_);
  TALLY_TRY(read_exactly(part));
  crc_ = crc32c(part, crc_);
  left_ -= part.size();
  return left_ == 0 ? check_crc() : Result<void>();
}

Result<void> SnapshotReader::check_crc() {
  std::uint8_t crc[4];
  TALLY_TRY(read_exactly(crc));
  if (load_le<std::uint32_t>(crc) != crc_) return corrupt("the bytes do not match their checksum");
  return {};
}

Result<void> SnapshotReader::finish() {
  TALLY_CHECK(left_ == 0);
  std::uint8_t end[8];
  TALLY_TRY(read_exactly(end));
  if (load_le<std::uint64_t>(end) != kEnd) return corrupt("more sections than there should be");
  crc_ = crc32c(end, crc_);
  TALLY_TRY(check_crc());
  return at_ == bytes_ ? Result<void>() : corrupt("bytes behind the end");
}

}  // namespace tally
