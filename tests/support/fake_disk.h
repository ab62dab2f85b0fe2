// A disk in memory that does what real ones do to people who forget to sync.
//
// Model. Bytes are written in sectors of 512; a sector is written whole or not at all. A write
// goes to the page cache, which reads show. A crash leaves of each unsynced sector the durable
// state or any state written since, each sector for itself (so writes are lost, torn and
// reordered), and of the file's length likewise; now and then all of the last states, or none. Of
// the unsynced changes to a directory a prefix survives. A sync that fails has written some of the
// sectors, and the rest is clean and shown from then on: a later sync does not write it, and only a
// crash shows what the disk really holds. Everything random comes from the seed, and every fault is
// counted by its kind. Safe from several threads.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "tests/support/fixed_sources.h"

namespace tally::test {

// What the disk has done to its owner so far.
struct DiskFaults {
  // In crashes. A write is lost if none of its sectors survived, torn if some did.
  std::uint64_t lost_writes = 0;
  std::uint64_t torn_writes = 0;
  // Survived, at least in part, where an earlier one of any file did not.
  std::uint64_t reordered_writes = 0;
  std::uint64_t lost_lengths = 0;      // The file has not the length that was last set.
  std::uint64_t lost_names = 0;        // Creations, renames and removals undone.
  std::uint64_t flipped_unsynced = 0;  // Sectors that reached the disk with a bit flipped.
  // Told to the caller.
  std::uint64_t failed_writes = 0;  // EIO, nothing taken.
  std::uint64_t short_writes = 0;   // EIO after some sectors.
  std::uint64_t full = 0;           // ENOSPC.
  std::uint64_t failed_syncs = 0;

  std::uint64_t told() const { return failed_writes + short_writes + full + failed_syncs; }
};

class FakeDisk final : public Disk {
 public:
  // A bit that is not as it was written.
  struct Flip {
    std::string path;
    std::uint64_t offset = 0;
    unsigned bit = 0;
  };

  explicit FakeDisk(std::uint64_t seed) : random_(seed) {}

  // After so many more changing operations (writes, syncs, renames, …) the next one is cut short by
  // a crash, and every call fails until restart().
  void crash_after(std::uint64_t operations) { crash_in_ = operations; }
  bool crashed() const { return crashed_; }
  // Loses what was not synced. Open files and locks are gone. `flips` of the unsynced sectors that
  // reached the disk, if there are any, have a bit flipped: which, is returned.
  std::vector<Flip> restart(std::size_t flips = 0);

  // The sync or write after so many others fails with EIO.
  void fail_sync_after(std::uint64_t syncs) { fail_sync_in_ = syncs; }
  void fail_write_after(std::uint64_t writes) { fail_write_in_ = writes; }
  // All files together; a write beyond it stops between two sectors with ENOSPC.
  void set_capacity(std::uint64_t bytes) { capacity_ = bytes; }
  void lift_capacity() { capacity_ = kUnlimited; }
  // No crash, error or full disk is waiting any more.
  void disarm();
  std::uint64_t used_bytes() const;
  bool limited() const { return capacity_ != kUnlimited; }
  std::vector<std::string> all_paths() const;
  std::vector<std::string> file_paths() const;  // Without directories.
  const DiskFaults& faults() const { return faults_; }
  std::uint64_t operations() const { return operations_; }

  // Of a file that exists, as reads show it; changes are durable at once. To damage what lies at
  // rest, restart() first: else a change makes durable what was not.
  Bytes contents(const std::string& path) const;
  void set_contents(const std::string& path, Bytes bytes);
  void flip_bit(const std::string& path, std::uint64_t offset, unsigned bit);

  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
  Result<bool> exists(const std::string& path) override;
  Result<std::vector<std::string>> list(const std::string& directory) override;
  Result<void> make_directory(const std::string& path) override;
  Result<void> rename(const std::string& from, const std::string& to) override;
  Result<void> remove(const std::string& path) override;
  Result<void> sync_directory(const std::string& directory) override;
  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override;
  Result<std::uint64_t> free_bytes(const std::string& directory) override;

 private:
  class Handle;
  class Lock;

  // A sector after a write, and which write it was.
  struct SectorState {
    std::uint64_t write = 0;
    Bytes bytes;
  };
  struct Node {
    bool directory = false;
    Bytes cached;
    Bytes durable;
    // States of a sector, and lengths, since the last sync.
    std::map<std::uint64_t, std::vector<SectorState>> sectors;
    std::vector<std::uint64_t> sizes;
  };
  using NodePtr = std::shared_ptr<Node>;
  using Names = std::map<std::string, NodePtr>;

  // `to` gets `node` (removed if null), and `from`, if any, goes.
  struct NameChange {
    std::string directory;
    std::string from;
    std::string to;
    NodePtr node;
  };

  Result<void> ready() const;
  // Counts an operation; true if the crash comes in it.
  bool crash_now();
  void change_names(NameChange change);
  static void apply(Names& names, const NameChange& change);
  Result<void> write(Node& node, std::span<const ByteView> parts, std::uint64_t offset);
  void write_cached(Node& node, ByteView bytes, std::uint64_t offset);
  void set_size(Node& node, std::uint64_t size);
  Result<void> sync(Node& node);
  // How much of what was not synced survives.
  enum class Luck : std::uint8_t { none, some, all };
  struct Fate {
    std::size_t sectors = 0;
    std::size_t kept = 0;
  };
  using Fates = std::map<std::uint64_t, Fate>;  // By the number of the write.

  Luck any_luck();
  std::size_t choose(std::size_t states, Luck luck);
  // Moves some of what was not synced to the disk and forgets the rest; returns the sectors moved.
  std::vector<std::uint64_t> keep_some(Node& node, Luck luck, Fates& fates);
  void count_losses(const Fates& fates);
  void restart_names();
  void disarm_locked();
  std::uint64_t used_locked() const;

  mutable std::mutex mutex_;
  SeededRandom random_;
  Names names_;
  Names durable_names_;
  std::vector<NameChange> changes_;
  std::set<std::string> locks_;
  std::uint64_t life_ = 0;  // Counts restarts.
  bool crashed_ = false;
  std::optional<std::uint64_t> crash_in_;
  std::optional<std::uint64_t> fail_sync_in_;
  std::optional<std::uint64_t> fail_write_in_;
  static constexpr std::uint64_t kUnlimited = std::uint64_t{1} << 40;
  std::uint64_t capacity_ = kUnlimited;
  std::uint64_t operations_ = 0;
  std::uint64_t writes_ = 0;  // Numbers them.
  DiskFaults faults_;
};

}  // namespace tally::test
