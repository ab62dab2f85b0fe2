// A disk in memory that does what real ones do to people who forget to sync.
//
// Model. Bytes are written in sectors of 512; a sector is written whole or not at all. A write
// goes to the page cache, which reads show. A crash leaves of each unsynced sector the durable
// state or any state written since, each sector for itself (so writes are lost, torn and
// reordered), and of the file's length likewise. Of the unsynced changes to a directory a prefix
// survives. A sync that fails has written some of the sectors, and the rest is clean and shown from
// then on: a later sync does not write it, and only a crash shows what the disk really holds.
// Everything random comes from the seed. Safe from several threads.
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

class FakeDisk final : public Disk {
 public:
  explicit FakeDisk(std::uint64_t seed) : random_(seed) {}

  // After so many more changing operations (writes, syncs, renames, …) the next one is cut short by
  // a crash, and every call fails until restart().
  void crash_after(std::uint64_t operations) { crash_in_ = operations; }
  bool crashed() const { return crashed_; }
  // Loses what was not synced. Open files and locks are gone.
  void restart();

  // The sync or write after so many others fails with EIO.
  void fail_sync_after(std::uint64_t syncs) { fail_sync_in_ = syncs; }
  void fail_write_after(std::uint64_t writes) { fail_write_in_ = writes; }
  // All files together; a write beyond it stops in the middle with ENOSPC.
  void set_capacity(std::uint64_t bytes) { capacity_ = bytes; }
  std::uint64_t used_bytes() const;
  std::uint64_t operations() const { return operations_; }

  // Of a file that exists, as reads show it; changes are durable at once.
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

  struct Node {
    bool directory = false;
    Bytes cached;
    Bytes durable;
    // States of a sector, and lengths, since the last sync.
    std::map<std::uint64_t, std::vector<Bytes>> sectors;
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
  void keep_some(Node& node);
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
  std::uint64_t capacity_ = std::uint64_t{1} << 40;
  std::uint64_t operations_ = 0;
};

}  // namespace tally::test
