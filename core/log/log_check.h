// Reads a log from the disk again and compares it with its checksums, its marks and the index.
#pragma once

#include <functional>
#include <map>
#include <shared_mutex>
#include <string>

#include "core/log/log_contents.h"
#include "core/log/segment_files.h"
#include "core/store/open_store.h"

namespace tally::log {

class LogCheck {
 public:
  // Of the first `size` records of `contents`, which may grow meanwhile: `contents_mutex` is taken
  // shared to look into it, `erase_mutex` while a file is read. The references outlive this.
  LogCheck(const LogContents& contents, std::shared_mutex& contents_mutex,
           std::shared_mutex& erase_mutex, SegmentFiles& files, TreeSize size)
      : contents_(contents),
        contents_mutex_(contents_mutex),
        erase_mutex_(erase_mutex),
        files_(files),
        size_(size) {}

  // Goes on behind a problem with the next segment, so that every damaged file is named.
  StoreCheck run();

 private:
  struct Segment {
    SegmentInfo info;
    Position next;      // The first position behind it.
    bool last = false;  // Of the log, as of the start.
  };

  std::vector<Segment> segments() const;
  Result<void> check_segment(const Segment& segment);
  Result<void> check_ends(const Segment& segment, const SegmentScan& scan,
                          const std::string& path) const;
  Result<void> check_commits(const Segment& segment, const SegmentScan& scan, ByteView bytes,
                             const std::string& path);
  Result<void> check_header(const ScannedRecord& record, ByteView header_bytes, Position position,
                            const std::string& path);

  const LogContents& contents_;
  std::shared_mutex& contents_mutex_;
  std::shared_mutex& erase_mutex_;
  SegmentFiles& files_;
  TreeSize size_;
  StoreCheck result_;
  std::map<std::string, StreamEnd, std::less<>> streams_;
};

}  // namespace tally::log
