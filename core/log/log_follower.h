// Reads a log that somebody else may be writing, up to its published durable size. Never repairs:
// anything below that size that does not check is damage.
#pragma once

#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/log/log_contents.h"
#include "core/log/log_directory.h"

namespace tally::log {

class LogFollower {
 public:
  // The references outlive this. Nobody else changes `contents`; `mutex` is held while they change.
  LogFollower(Disk& disk, const std::string& directory, LogContents& contents,
              std::shared_mutex& mutex)
      : disk_(disk), directory_(directory), contents_(contents), mutex_(mutex) {}

  // Takes in what has become durable since the last call. One call at a time. `not_found` if there
  // is no log; `corrupt` with file and offset.
  Result<void> follow();

  // What was found, for people, since the last call.
  std::vector<std::string> take_notes() { return std::exchange(notes_, {}); }

 private:
  Result<void> follow_to(const Head& head);
  Result<void> open_segment(Position first);
  // Takes in the last known segment, which has a successor, from its index file; nothing if it
  // cannot be used.
  Result<std::optional<Seal>> take_in_indexed();
  // Takes in the last known segment up to `limit`; the seal, if it has one there.
  Result<std::optional<Seal>> take_in(std::uint64_t limit);
  Result<Bytes> read_bytes(File& file, Position segment, std::uint64_t from, std::uint64_t to);

  Disk& disk_;
  const std::string& directory_;
  LogContents& contents_;
  std::shared_mutex& mutex_;
  std::vector<std::string> notes_;
};

}  // namespace tally::log
