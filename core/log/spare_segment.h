// The next segment, made ahead of its need (contracts C4): a file of real zeros, durable to its
// last byte, that waits under a temporary name for its header. Commits into it change no file
// length and allocate nothing, so their fdatasync writes no journal.
//
// It is filled in step with the commits, so that it is whole when half of the room before them is
// used up: at its own pace it would take the disk from them for as long as it lasts.
//
// prepare(), take() and ready() are the writer's and never wait for the disk.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/base/background.h"
#include "core/base/file.h"

namespace tally::log {

inline constexpr const char* kSpareName = "spare.tmp";

class SpareSegment {
 public:
  struct Options {
    std::uint64_t reserve_bytes = 0;  // Is left free on the disk.
    // Hears of failures, from the background's thread; may be empty.
    std::function<void(const Error&)> report;
    // Each piece is synced before the next is written: a commit's fdatasync beside the filling then
    // waits for this much at most. Measured beside single appends: 64 MiB synced at once hold one
    // up for 15 ms, pieces of 1 MiB for 3 ms, of 256 KiB for 1 ms.
    std::uint64_t piece_bytes = 256u << 10;
  };

  // `disk` and `background` outlive this.
  SpareSegment(Disk& disk, std::string directory, Background& background, Options options);
  // Waits at most for the piece that is being written. Afterwards no job touches the directory.
  ~SpareSegment();
  SpareSegment(const SpareSegment&) = delete;
  SpareSegment& operator=(const SpareSegment&) = delete;

  // Has one of so many bytes made unless there is one; goes on with one that is being made. To be
  // called after each commit: `left` bytes can then be written before a new segment is needed, and
  // with none left the filling does not rest. After a failure the next try waits until `written`
  // bytes, summed over the calls, have come to an eighth of its size.
  void prepare(std::uint64_t bytes, std::uint64_t written, std::uint64_t left);
  bool ready() const;
  // The file, or null if it is not ready. The caller renames it before the next prepare().
  std::unique_ptr<File> take();

 private:
  class Filling;
  void begin(std::uint64_t bytes, std::uint64_t left);
  void go_on(std::uint64_t left);

  std::shared_ptr<Filling> filling_;
  Background& background_;
  std::uint64_t pause_bytes_ = 0;
  // Of the file that is being filled: its size, and what was left when it was begun.
  std::uint64_t bytes_ = 0;
  std::uint64_t left_at_first_ = 0;
};

}  // namespace tally::log
