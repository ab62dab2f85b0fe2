#include "core/postgres/acknowledged.h"

#include <charconv>

#include "core/base/hex.h"

namespace tally::postgres {
namespace {

constexpr char kName[] = "/acknowledged";
constexpr std::size_t kDigits = 20;
constexpr std::size_t kLineBytes = kDigits + 1 + 64 + 1;

std::string line_of(const CommitMark& mark) {
  auto digits = std::to_string(mark.size.value);
  digits.insert(0, kDigits - digits.size(), '0');
  return digits + " " + to_hex(mark.root.view()) + "\n";
}

std::optional<CommitMark> parse(std::string_view line) {
  if (line.size() != kLineBytes || line[kDigits] != ' ' || line.back() != '\n') return std::nullopt;
  CommitMark mark;
  const auto [end, failure] = std::from_chars(line.data(), line.data() + kDigits, mark.size.value);
  if (failure != std::errc() || end != line.data() + kDigits) return std::nullopt;
  const auto root = from_hex(line.substr(kDigits + 1, 64));
  if (!root || root->size() != mark.root.bytes.size()) return std::nullopt;
  std::copy(root->begin(), root->end(), mark.root.bytes.begin());
  return mark;
}

}  // namespace

Result<std::optional<CommitMark>> Acknowledged::read(Disk& disk, const std::string& directory) {
  const auto path = directory + kName;
  TALLY_ASSIGN(const bool there, disk.exists(path));
  if (!there) return std::optional<CommitMark>();
  TALLY_ASSIGN(const auto bytes, read_file(disk, path, 4096));
  const auto mark = parse(as_text(bytes));
  if (!mark) return Error(ErrorCode::corrupt, path + " does not say what was acknowledged");
  return mark;
}

Result<std::unique_ptr<Acknowledged>> Acknowledged::open(Disk& disk, const std::string& directory) {
  TALLY_ASSIGN(const bool there, disk.exists(directory));
  if (!there) TALLY_TRY(disk.make_directory(directory));
  auto opened = std::unique_ptr<Acknowledged>(new Acknowledged());
  TALLY_ASSIGN(opened->lock_, disk.lock(directory + "/lock"));
  TALLY_ASSIGN(opened->before_, read(disk, directory));
  if (!opened->before_) {
    const CommitMark nothing{{0}, sha256(ByteView{})};
    TALLY_TRY(replace_file(disk, directory, kName + 1, as_bytes(line_of(nothing))));
  }
  TALLY_ASSIGN(opened->file_, disk.open(directory + kName, OpenMode::read_write));
  return opened;
}

Result<void> Acknowledged::write(const CommitMark& mark) {
  return file_->pwrite(as_bytes(line_of(mark)), 0);
}

}  // namespace tally::postgres
