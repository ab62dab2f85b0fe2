// What is known in memory of a log's directory: the index, the segments and the last durable mark.
// Recovery, the follower of a live writer and the writer itself all add to it, commit by commit.
//
// Not safe for threads; the store guards it.
#pragma once

#include <string>
#include <vector>

#include "core/log/log_index.h"
#include "core/log/segment_reader.h"

namespace tally::log {

struct SegmentInfo {
  Position first;
  std::uint32_t check_seed = 0;
  std::uint64_t end = 0;  // Offset behind its last durable mark.
  Hash root_before;
  std::uint32_t streams_before = 0;  // So many streams the log had before it.
};

// Where a record's bytes are: its frame begins at `offset` and the record ends before `limit`.
struct RecordPlace {
  Position position;
  Position segment;
  std::uint32_t check_seed = 0;
  std::uint64_t offset = 0;
  std::uint64_t limit = 0;
};

struct LogContents {
  explicit LogContents(const HashKey& key);

  LogIndex index;
  std::vector<SegmentInfo> segments;  // By first position.
  CommitMark last;

  // Where a record stands that exists.
  RecordPlace place(Position position) const;

  // Opens the account of a segment. `corrupt` if it does not follow the last one: `path` is named.
  Result<void> add_segment(const SegmentHeader& header, const std::string& path);
  // Takes in the commits of the last segment that a scan of `bytes`, which begin at `offset` in the
  // file, has accepted. `corrupt` with file and offset if a header does not decode or if its
  // position, id or place in its stream does not follow what is known.
  Result<void> add_commits(const SegmentScan& scan, ByteView bytes, std::uint64_t offset,
                           const std::string& path);

 private:
  Result<void> add_record(const ScannedRecord& record, ByteView header_bytes,
                          const std::string& path);
};

// "…/00000000000000000000.seg, offset 512: what".
Error damage(const std::string& path, std::uint64_t offset, const std::string& what);

// The record's place in its stream and in the ledger as the header says it, against what is known;
// empty if they agree. `stream` is the stream's end before this record.
std::string header_fault(const HeaderView& header, Position position,
                         const std::optional<StreamEnd>& stream);

}  // namespace tally::log
