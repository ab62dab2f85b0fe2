// Finds the commits in a segment's bytes and judges what does not check (contracts C4). A pure
// function over bytes: no file, no index; fuzzed by tests/fuzz/segment_fuzz.cc.
//
// A commit is a run of record frames and a mark. Bad bytes behind the last good mark are *torn* if
// a crash can have left them: every failing piece overlaps a lost slice, that is the commit's part
// of an aligned 512-byte sector that reads all zero or lies past the end of the file, and nothing
// of a later commit follows. Everything else is *damage*. The caller knows whether the segment may
// have a torn end at all: only the last one may.
#pragma once

#include <string>
#include <vector>

#include "core/log/format.h"

namespace tally::log {

enum class RecordState : std::uint8_t { sound, erased, bad_header, bad_body, cut_off };

// Compares a record's bytes with the CRCs in its frame. `at` starts with the frame.
RecordState check_record(ByteView at, const RecordFrame& frame, std::uint32_t seed);

struct ScannedRecord {
  std::uint32_t offset = 0;  // Of the frame, in the file.
  RecordFrame frame;
  bool erased = false;
};

struct ScannedCommit {
  std::size_t first_record = 0;  // In SegmentScan::records.
  Mark mark;
};

enum class SegmentTail : std::uint8_t {
  clean,    // Only zeros, or nothing, behind `end`.
  torn,     // An unfinished commit that can be dropped.
  damaged,  // At `fault_offset`, as `fault` says.
};

struct SegmentScan {
  std::vector<ScannedRecord> records;  // Of the accepted commits only.
  std::vector<ScannedCommit> commits;
  std::optional<Seal> seal;
  std::uint64_t end = 0;  // Offset behind the last accepted mark, before a seal.
  SegmentTail tail = SegmentTail::clean;
  std::uint64_t fault_offset = 0;
  std::string fault;
};

// `bytes` are the file's bytes from `offset` on, where a commit begins, to its end. `seed` is the
// segment's. Time is linear in the bytes.
SegmentScan scan_segment(ByteView bytes, std::uint64_t offset, std::uint32_t seed);

}  // namespace tally::log
