#include "core/log/index_making.h"

#include <atomic>

namespace tally::log {

// What the jobs hold on to. The references are good until `stopped` is set and `working` was free.
struct IndexMaking::Shared {
  Disk& disk;
  const std::string directory;
  const std::uint64_t reserve_bytes;
  const LogContents& contents;
  std::shared_mutex& contents_mutex;

  std::atomic<bool> stopped = false;
  std::mutex working;

  void make(std::size_t number) {
    const std::lock_guard lock(working);
    if (stopped) return;
    const auto free = disk.free_bytes(directory);
    if (!free.ok() || *free < reserve_bytes) return;
    // A failure leaves no file, or a temporary one that the next writer removes.
    static_cast<void>(write_index_file(disk, directory, contents, contents_mutex, number,
                                       [this] { return stopped.load(); }));
  }
};

IndexMaking::IndexMaking(Disk& disk, std::string directory, Background* background,
                         std::uint64_t reserve_bytes, const LogContents& contents,
                         std::shared_mutex& mutex)
    : background_(background),
      shared_(new Shared{disk, std::move(directory), reserve_bytes, contents, mutex, {}, {}}) {}

IndexMaking::~IndexMaking() {
  shared_->stopped = true;
  const std::lock_guard lock(shared_->working);
}

void IndexMaking::make(std::size_t number) {
  if (!background_) return;
  background_->run([shared = shared_, number] { shared->make(number); });
}

}  // namespace tally::log
