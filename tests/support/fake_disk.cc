#include "tests/support/fake_disk.h"

#include <algorithm>

#include "core/base/check.h"

namespace tally::test {
namespace {

constexpr std::uint64_t kSector = 512;

std::string directory_of(const std::string& path) {
  const auto slash = path.find_last_of('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

bool is_inside(const std::string& path, const std::string& directory) {
  return path.size() > directory.size() && path[directory.size()] == '/' &&
         path.compare(0, directory.size(), directory) == 0;
}

Error io(const std::string& text) { return Error(ErrorCode::io, text); }

// True once, when the countdown is at zero.
bool counted_down(std::optional<std::uint64_t>& countdown) {
  if (!countdown) return false;
  if (*countdown > 0) {
    --*countdown;
    return false;
  }
  countdown.reset();
  return true;
}

}  // namespace

class FakeDisk::Handle final : public File {
 public:
  Handle(FakeDisk& disk, NodePtr node) : disk_(disk), node_(std::move(node)), life_(disk.life_) {}

  Result<std::size_t> pread(std::span<std::uint8_t> to, std::uint64_t offset) override {
    const std::lock_guard lock(disk_.mutex_);
    TALLY_TRY(ready());
    const auto& bytes = node_->cached;
    if (offset >= bytes.size()) return std::size_t{0};
    const auto size = std::min<std::uint64_t>(to.size(), bytes.size() - offset);
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), size, to.begin());
    return static_cast<std::size_t>(size);
  }
  Result<void> pwrite(std::span<const ByteView> parts, std::uint64_t offset) override {
    const std::lock_guard lock(disk_.mutex_);
    TALLY_TRY(ready());
    return disk_.write(*node_, parts, offset);
  }
  Result<void> sync() override {
    const std::lock_guard lock(disk_.mutex_);
    TALLY_TRY(ready());
    return disk_.sync(*node_);
  }
  Result<std::uint64_t> size() override {
    const std::lock_guard lock(disk_.mutex_);
    TALLY_TRY(ready());
    return std::uint64_t{node_->cached.size()};
  }
  Result<void> truncate(std::uint64_t size) override {
    const std::lock_guard lock(disk_.mutex_);
    TALLY_TRY(ready());
    const bool crash = disk_.crash_now();
    disk_.set_size(*node_, size);
    return crash ? io("crashed") : Result<void>();
  }

 private:
  Result<void> ready() const {
    if (life_ != disk_.life_) return io("the file was opened before the crash");
    return disk_.ready();
  }

  FakeDisk& disk_;
  NodePtr node_;
  std::uint64_t life_;
};

class FakeDisk::Lock final : public FileLock {
 public:
  Lock(FakeDisk& disk, std::string path) : disk_(disk), path_(std::move(path)), life_(disk.life_) {}
  ~Lock() override {
    const std::lock_guard lock(disk_.mutex_);
    if (life_ == disk_.life_) disk_.locks_.erase(path_);
  }

 private:
  FakeDisk& disk_;
  std::string path_;
  std::uint64_t life_;
};

Result<void> FakeDisk::ready() const {
  if (crashed_) return io("the machine has stopped");
  return {};
}

bool FakeDisk::crash_now() {
  ++operations_;
  crashed_ = counted_down(crash_in_);
  return crashed_;
}

std::vector<FakeDisk::Flip> FakeDisk::restart(std::size_t flips) {
  const std::lock_guard lock(mutex_);
  restart_names();
  const auto luck = any_luck();
  Fates fates;
  std::vector<Flip> written;  // A bit in each unsynced sector that reached the disk.
  for (const auto& [path, node] : names_) {
    for (const auto sector : keep_some(*node, luck, fates)) {
      if (flips == 0) continue;
      const auto begin = sector * kSector;
      const auto size = std::min<std::uint64_t>(kSector, node->durable.size() - begin);
      written.push_back(
          {path, begin + random_.below(size), static_cast<unsigned>(random_.below(8))});
    }
    node->cached = node->durable;
  }
  count_losses(fates);
  std::vector<Flip> flipped;
  while (flipped.size() < flips && !written.empty()) {
    std::swap(written[random_.below(written.size())], written.back());
    flipped.push_back(std::move(written.back()));
    written.pop_back();
    const auto& flip = flipped.back();
    auto& node = *names_.at(flip.path);
    node.durable[flip.offset] ^= static_cast<std::uint8_t>(1u << flip.bit);
    node.cached[flip.offset] = node.durable[flip.offset];
  }
  faults_.flipped_unsynced += flipped.size();
  locks_.clear();
  ++life_;
  crashed_ = false;
  disarm_locked();
  return flipped;
}

void FakeDisk::restart_names() {
  std::map<std::string, std::vector<const NameChange*>> by_directory;
  for (const auto& change : changes_) by_directory[change.directory].push_back(&change);
  for (const auto& [directory, changes] : by_directory) {
    const auto kept = random_.below(changes.size() + 1);
    for (std::size_t i = 0; i < kept; ++i) apply(durable_names_, *changes[i]);
    faults_.lost_names += changes.size() - kept;
  }
  changes_.clear();
  names_ = durable_names_;
}

void FakeDisk::disarm() {
  const std::lock_guard lock(mutex_);
  disarm_locked();
  capacity_ = kUnlimited;
}

void FakeDisk::disarm_locked() {
  crash_in_.reset();
  fail_sync_in_.reset();
  fail_write_in_.reset();
}

FakeDisk::Luck FakeDisk::any_luck() {
  const auto dice = random_.below(8);
  return dice == 0 ? Luck::none : dice < 3 ? Luck::all : Luck::some;
}

// 0 is the durable state, and n the n-th since.
std::size_t FakeDisk::choose(std::size_t states, Luck luck) {
  if (luck == Luck::some) return random_.below(states + 1);
  return luck == Luck::all ? states : 0;
}

std::vector<std::uint64_t> FakeDisk::keep_some(Node& node, Luck luck, Fates& fates) {
  if (!node.sizes.empty()) {
    const auto choice = choose(node.sizes.size(), luck);
    if (choice > 0) node.durable.resize(node.sizes[choice - 1]);
    if (choice < node.sizes.size()) ++faults_.lost_lengths;
  }
  std::vector<std::uint64_t> moved;
  for (const auto& [sector, states] : node.sectors) {
    const auto begin = sector * kSector;
    const auto choice = begin < node.durable.size() ? choose(states.size(), luck) : 0;
    for (std::size_t i = 0; i < states.size(); ++i) {
      auto& fate = fates[states[i].write];
      ++fate.sectors;
      if (i < choice) ++fate.kept;
    }
    if (choice == 0) continue;
    const auto size = std::min<std::uint64_t>(kSector, node.durable.size() - begin);
    std::copy_n(states[choice - 1].bytes.begin(), size,
                node.durable.begin() + static_cast<std::ptrdiff_t>(begin));
    moved.push_back(sector);
  }
  node.sectors.clear();
  node.sizes.clear();
  return moved;
}

void FakeDisk::count_losses(const Fates& fates) {
  bool missing = false;
  for (const auto& [write, fate] : fates) {
    if (fate.kept == 0) ++faults_.lost_writes;
    if (fate.kept > 0 && fate.kept < fate.sectors) ++faults_.torn_writes;
    if (fate.kept > 0 && missing) ++faults_.reordered_writes;
    missing = missing || fate.kept < fate.sectors;
  }
}

std::uint64_t FakeDisk::used_locked() const {
  std::uint64_t used = 0;
  for (const auto& [path, node] : names_) used += node->cached.size();
  return used;
}

std::uint64_t FakeDisk::used_bytes() const {
  const std::lock_guard lock(mutex_);
  return used_locked();
}

std::vector<std::string> FakeDisk::all_paths() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> paths;
  for (const auto& [path, node] : names_) paths.push_back(path);
  return paths;
}

std::vector<std::string> FakeDisk::file_paths() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> paths;
  for (const auto& [path, node] : names_) {
    if (!node->directory) paths.push_back(path);
  }
  return paths;
}

void FakeDisk::set_size(Node& node, std::uint64_t size) {
  if (size == node.cached.size()) return;
  node.cached.resize(size);
  node.sizes.push_back(size);
}

void FakeDisk::write_cached(Node& node, ByteView bytes, std::uint64_t offset) {
  if (bytes.empty()) return;
  const auto end = offset + bytes.size();
  const auto write = ++writes_;
  if (end > node.cached.size()) set_size(node, end);
  std::copy(bytes.begin(), bytes.end(), node.cached.begin() + static_cast<std::ptrdiff_t>(offset));
  for (auto sector = offset / kSector; sector * kSector < end; ++sector) {
    const auto begin = sector * kSector;
    Bytes state(node.cached.begin() + static_cast<std::ptrdiff_t>(begin),
                node.cached.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(
                                          begin + kSector, node.cached.size())));
    state.resize(kSector);
    node.sectors[sector].push_back({write, std::move(state)});
  }
}

Result<void> FakeDisk::write(Node& node, std::span<const ByteView> parts, std::uint64_t offset) {
  const bool crash = crash_now();
  Bytes bytes;
  for (const auto& part : parts) append(bytes, part);
  if (counted_down(fail_write_in_)) {
    // It ends between two sectors: what the kernel takes, it takes by pages.
    const auto stop = (offset / kSector + random_.below(bytes.size() / kSector + 3)) * kSector;
    const auto cut = std::min<std::uint64_t>(bytes.size(), stop > offset ? stop - offset : 0);
    write_cached(node, ByteView(bytes).first(cut), offset);
    ++(cut == 0 ? faults_.failed_writes : faults_.short_writes);
    return io("cannot write: Input/output error");
  }
  const auto end = offset + bytes.size();
  const auto growth = end > node.cached.size() ? end - node.cached.size() : 0;
  const auto used = used_locked();
  const auto room = capacity_ > used ? capacity_ - used : 0;
  if (growth > room) {
    // Space is given out in whole sectors: a write never ends inside one.
    const auto last = (node.cached.size() + room) / kSector * kSector;
    const auto cut = std::min<std::uint64_t>(bytes.size(), last > offset ? last - offset : 0);
    write_cached(node, ByteView(bytes).first(cut), offset);
    ++faults_.full;
    return io("cannot write: No space left on device (ENOSPC)");
  }
  write_cached(node, bytes, offset);
  return crash ? io("crashed") : Result<void>();
}

Result<void> FakeDisk::sync(Node& node) {
  const bool crash = crash_now();
  if (crash) return io("crashed");
  if (counted_down(fail_sync_in_)) {
    ++faults_.failed_syncs;
    Fates fates;
    keep_some(node, any_luck(), fates);
    count_losses(fates);
    return io("cannot sync: Input/output error");
  }
  // Only what is dirty reaches the disk: after a failed sync that is not all that reads show.
  // The length is always written: it belongs to the file, not to a page.
  node.durable.resize(node.cached.size());
  for (const auto& [sector, states] : node.sectors) {
    const auto begin = sector * kSector;
    if (begin >= node.durable.size()) continue;
    const auto size = std::min<std::uint64_t>(kSector, node.durable.size() - begin);
    std::copy_n(states.back().bytes.begin(), size,
                node.durable.begin() + static_cast<std::ptrdiff_t>(begin));
  }
  node.sectors.clear();
  node.sizes.clear();
  return {};
}

void FakeDisk::apply(Names& names, const NameChange& change) {
  if (!change.from.empty()) names.erase(change.from);
  if (!change.from.empty() && change.node && change.node->directory) {
    Names moved;
    for (auto at = names.lower_bound(change.from + "/");
         at != names.end() && is_inside(at->first, change.from);) {
      moved[change.to + at->first.substr(change.from.size())] = at->second;
      at = names.erase(at);
    }
    names.merge(moved);
  }
  if (change.node) {
    names[change.to] = change.node;
  } else {
    names.erase(change.to);
  }
}

void FakeDisk::change_names(NameChange change) {
  apply(names_, change);
  changes_.push_back(std::move(change));
}

Result<std::unique_ptr<File>> FakeDisk::open(const std::string& path, OpenMode mode) {
  const std::lock_guard lock(mutex_);
  TALLY_TRY(ready());
  const bool create = mode == OpenMode::create || mode == OpenMode::create_private;
  const auto found = names_.find(path);
  if (create == (found != names_.end())) {
    return io("cannot open " + path + (create ? ": File exists" : ": No such file or directory"));
  }
  if (!create) return std::unique_ptr<File>(std::make_unique<Handle>(*this, found->second));
  const auto node = std::make_shared<Node>();
  const bool crash = crash_now();
  change_names({directory_of(path), "", path, node});
  if (crash) return io("crashed");
  return std::unique_ptr<File>(std::make_unique<Handle>(*this, node));
}

Result<bool> FakeDisk::exists(const std::string& path) {
  const std::lock_guard lock(mutex_);
  TALLY_TRY(ready());
  return names_.count(path) != 0;
}

Result<std::vector<std::string>> FakeDisk::list(const std::string& directory) {
  const std::lock_guard lock(mutex_);
  TALLY_TRY(ready());
  std::vector<std::string> names;
  for (const auto& [path, node] : names_) {
    if (directory_of(path) == directory) names.push_back(path.substr(directory.size() + 1));
  }
  return names;
}

Result<void> FakeDisk::make_directory(const std::string& path) {
  const std::lock_guard lock(mutex_);
  TALLY_TRY(ready());
  if (names_.count(path) != 0) return io("cannot make the directory " + path + ": File exists");
  const auto node = std::make_shared<Node>();
  node->directory = true;
  const bool crash = crash_now();
  change_names({directory_of(path), "", path, node});
  return crash ? io("crashed") : Result<void>();
}

Result<void> FakeDisk::rename(const std::string& from, const std::string& to) {
  const std::lock_guard lock(mutex_);
  TALLY_TRY(ready());
  const auto found = names_.find(from);
  if (found == names_.end()) return io("cannot rename " + from);
  TALLY_CHECK(directory_of(from) == directory_of(to));
  const bool crash = crash_now();
  // What is not yet durable inside a directory goes with it.
  for (auto& change : changes_) {
    if (change.directory != from && !is_inside(change.directory, from)) continue;
    for (auto* path : {&change.directory, &change.from, &change.to}) {
      if (!path->empty()) path->replace(0, from.size(), to);
    }
  }
  change_names({directory_of(to), from, to, found->second});
  return crash ? io("crashed") : Result<void>();
}

Result<void> FakeDisk::remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  TALLY_TRY(ready());
  if (names_.count(path) == 0) return io("cannot remove " + path);
  const bool crash = crash_now();
  change_names({directory_of(path), "", path, nullptr});
  return crash ? io("crashed") : Result<void>();
}

Result<void> FakeDisk::sync_directory(const std::string& directory) {
  const std::lock_guard lock(mutex_);
  TALLY_TRY(ready());
  if (crash_now()) return io("crashed");
  if (counted_down(fail_sync_in_)) {
    ++faults_.failed_syncs;
    return io("cannot sync " + directory + ": Input/output error");
  }
  std::vector<NameChange> others;
  for (auto& change : changes_) {
    if (change.directory == directory) {
      apply(durable_names_, change);
    } else {
      others.push_back(std::move(change));
    }
  }
  changes_ = std::move(others);
  return {};
}

Result<std::unique_ptr<FileLock>> FakeDisk::lock(const std::string& path) {
  const std::lock_guard lock(mutex_);
  TALLY_TRY(ready());
  if (!locks_.insert(path).second) {
    return Error(ErrorCode::overloaded, path + " is locked by another writer", "lock");
  }
  return std::unique_ptr<FileLock>(std::make_unique<Lock>(*this, path));
}

Result<std::uint64_t> FakeDisk::free_bytes(const std::string&) {
  const std::lock_guard lock(mutex_);
  TALLY_TRY(ready());
  const auto used = used_locked();
  return capacity_ > used ? capacity_ - used : 0;
}

Bytes FakeDisk::contents(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto found = names_.find(path);
  TALLY_CHECK(found != names_.end());
  return found->second->cached;
}

void FakeDisk::set_contents(const std::string& path, Bytes bytes) {
  const std::lock_guard lock(mutex_);
  const auto found = names_.find(path);
  TALLY_CHECK(found != names_.end());
  auto& node = *found->second;
  node.sectors.clear();
  node.sizes.clear();
  node.cached = node.durable = std::move(bytes);
}

void FakeDisk::flip_bit(const std::string& path, std::uint64_t offset, unsigned bit) {
  auto bytes = contents(path);
  bytes.at(offset) = static_cast<std::uint8_t>(bytes.at(offset) ^ (1u << bit));
  set_contents(path, std::move(bytes));
}

}  // namespace tally::test
