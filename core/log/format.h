// The bytes of the embedded log, piece by piece; FORMAT.md draws them. Pure functions.
//
// Every check inside a segment is a CRC-32C that starts from the segment's own random seed, so
// that nobody who only chooses payloads can make bytes that look like a frame of the log.
#pragma once

#include <optional>
#include <string>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/event/ids.h"
#include "core/store/event_store.h"

namespace tally::log {

inline constexpr std::uint32_t kSegmentVersion = 1;
inline constexpr std::uint32_t kSectorBytes = 512;  // Written whole or not at all.
inline constexpr std::size_t kSegmentHeaderBytes = 64;
inline constexpr std::size_t kRecordFrameBytes = 28;
inline constexpr std::size_t kMarkBytes = 64;
inline constexpr std::size_t kSealBytes = 20;
inline constexpr std::size_t kHeadBytes = 44;
inline constexpr std::size_t kErasingBytes = 36;
// What a commit takes at most, with frames and mark.
inline constexpr std::size_t kCommitWholeBytesMax =
    kCommitBytesMax + kCommitRecordsMax * kRecordFrameBytes + kMarkBytes;

struct SegmentHeader {
  std::uint32_t check_seed = 0;
  Position first;    // Of the first record; also the file's name.
  Hash root_before;  // Of the tree of size `first`.
};

// Stands before each record's header and body.
struct RecordFrame {
  std::uint32_t header_bytes = 0;
  std::uint32_t body_bytes = 0;
  std::uint32_t commit_start = 0;  // Offset in the segment of the commit's first frame.
  std::uint32_t header_crc = 0;
  std::uint32_t body_crc = 0;  // Of the body as it was committed; erasure does not change it.
  std::uint64_t whole_bytes() const {
    return kRecordFrameBytes + std::uint64_t{header_bytes} + body_bytes;
  }
};

// Ends a commit.
struct Mark {
  std::uint32_t commit_start = 0;
  std::uint32_t length = 0;  // From commit_start to this mark.
  std::uint32_t records = 0;
  CommitMark state;
  std::uint32_t commit_crc = 0;  // Of the commit's record frames, one behind another.
};

// Ends a segment that has a successor.
struct Seal {
  std::uint32_t offset = 0;  // Where it stands itself.
  Position next;             // The successor's first position.
};

// The file `head`: how far the log is durable. For readers beside the writer.
struct Head {
  TreeSize size;
  Position segment;       // The segment that holds the end.
  std::uint64_t end = 0;  // Offset behind its last durable mark.
};

// The file `erasing`: a body that is being overwritten.
struct Erasing {
  Position segment;
  std::uint64_t body_offset = 0;
  std::uint32_t body_bytes = 0;
};

std::array<std::uint8_t, kSegmentHeaderBytes> encode(const SegmentHeader& header);
std::array<std::uint8_t, kRecordFrameBytes> encode(const RecordFrame& frame, std::uint32_t seed);
std::array<std::uint8_t, kMarkBytes> encode(const Mark& mark, std::uint32_t seed);
std::array<std::uint8_t, kSealBytes> encode(const Seal& seal, std::uint32_t seed);
std::array<std::uint8_t, kHeadBytes> encode(const Head& head);
std::array<std::uint8_t, kErasingBytes> encode(const Erasing& erasing);

// Each looks at the first bytes of `at`; nothing if they are too few or do not check.
std::optional<RecordFrame> decode_record_frame(ByteView at, std::uint32_t seed);
std::optional<Mark> decode_mark(ByteView at, std::uint32_t seed);
std::optional<Seal> decode_seal(ByteView at, std::uint32_t seed);
std::optional<Head> decode_head(ByteView at);
std::optional<Erasing> decode_erasing(ByteView at);
// `corrupt`, field "version" for a version this software does not know.
Result<SegmentHeader> decode_segment_header(ByteView at);

// The length of the frame that the magic at the start of `at` announces (a record's without its
// header and body), or of the longest frame if there is no magic.
std::size_t announced_bytes(ByteView at);

// What an erased body of this length reads.
Bytes erased_body(std::size_t body_bytes);
bool is_erased_body(ByteView body);

std::string segment_name(Position first);  // "00000000000000000042.seg"
std::optional<Position> segment_position(std::string_view name);

}  // namespace tally::log
