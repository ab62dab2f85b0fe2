// Reads records from their segments and checks their bytes. Safe from several threads.
#pragma once

#include "core/log/log_contents.h"
#include "core/log/segment_files.h"

namespace tally::log {

class RecordReader {
 public:
  // `files` must outlive this.
  explicit RecordReader(SegmentFiles& files) : files_(files) {}

  // Reads records in the order of `places` into the page until `limits` ends it, with one read for
  // neighbours. Sets page.end to whether all places were read. `corrupt` with file and offset.
  Result<void> read(std::span<const RecordPlace> places, const ReadLimits& limits,
                    RecordPage& page) const;

 private:
  // How many of the first places one read takes.
  static std::size_t run_length(std::span<const RecordPlace> places, std::size_t bytes_max);
  Result<void> read_run(std::span<const RecordPlace> run, RecordPage& page) const;
  Result<void> add_records(std::span<const RecordPlace> run, std::uint64_t base, ByteView bytes,
                           RecordPage& page) const;

  SegmentFiles& files_;
};

}  // namespace tally::log
