// Makes the index files of sealed segments in the background, beside the writer.
#pragma once

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "core/base/background.h"
#include "core/log/index_file.h"

namespace tally::log {

// The destructor waits for the file that is being made, or stops its making; a job that runs later
// does nothing. A file that could not be made is missing, which the next opening notices.
class IndexMaking {
 public:
  // Without a background no files are made. Below `reserve_bytes` of free space none are made
  // either: they are the least needed. The references outlive this, the background outlives it too.
  IndexMaking(Disk& disk, std::string directory, Background* background,
              std::uint64_t reserve_bytes, const LogContents& contents, std::shared_mutex& mutex);
  ~IndexMaking();
  IndexMaking(const IndexMaking&) = delete;
  IndexMaking& operator=(const IndexMaking&) = delete;

  // Queues the segment at this number of `contents`; it is sealed.
  void make(std::size_t number);

 private:
  struct Shared;
  Background* background_;
  std::shared_ptr<Shared> shared_;
};

}  // namespace tally::log
