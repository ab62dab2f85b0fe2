// The open files of a log's segments, for reading. A log of many segments does not keep them all
// open: the longest unused is closed. Safe from several threads.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "core/base/file.h"
#include "core/event/ids.h"

namespace tally::log {

class SegmentFiles {
 public:
  static constexpr std::size_t kOpenMax = 64;

  // The disk must outlive this.
  SegmentFiles(Disk& disk, std::string directory) : disk_(disk), directory_(std::move(directory)) {}

  // Shared, so that a file closed here stays open for the reader that has it.
  Result<std::shared_ptr<File>> open(Position first);
  std::string path(Position first) const;

 private:
  struct Entry {
    Position first;
    std::shared_ptr<File> file;
  };

  Disk& disk_;
  std::string directory_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // The last used first.
};

}  // namespace tally::log
