// Scans bytes that may be anything as a segment (core/log/segment_reader.h). Nothing may be read
// outside them, what is accepted must check, and of a segment that was written once only what was
// written may be accepted.
#include <algorithm>

#include "core/base/check.h"
#include "core/base/crc32c.h"
#include "core/log/segment_reader.h"

namespace tally::log {
namespace {

constexpr std::uint32_t kSeed = 0;

void check_scan(ByteView bytes, std::uint64_t offset) {
  const auto scan = scan_segment(bytes, offset, kSeed);
  TALLY_CHECK(scan.end >= offset && scan.end <= offset + bytes.size());
  std::size_t record = 0;
  std::uint64_t at = offset;
  for (const auto& commit : scan.commits) {
    TALLY_CHECK(commit.first_record == record && commit.mark.commit_start == at);
    TALLY_CHECK(commit.mark.records > 0);
    for (std::uint32_t i = 0; i < commit.mark.records; ++i, ++record) {
      const auto& found = scan.records.at(record);
      TALLY_CHECK(found.offset == at);
      const auto state = check_record(bytes.subspan(at - offset), found.frame, kSeed);
      TALLY_CHECK(state == (found.erased ? RecordState::erased : RecordState::sound));
      at += found.frame.whole_bytes();
    }
    TALLY_CHECK(commit.mark.commit_start + std::uint64_t{commit.mark.length} == at);
    at += kMarkBytes;
  }
  TALLY_CHECK(record == scan.records.size() && at == scan.end);
  TALLY_CHECK((scan.tail == SegmentTail::clean) == scan.fault.empty());
  TALLY_CHECK(scan.fault.empty() || scan.fault_offset <= offset + bytes.size());
}

// A segment whose records have the sizes that the input says.
Bytes well_formed(ByteView sizes, std::uint64_t offset) {
  Bytes bytes;
  for (std::size_t i = 0; i + 3 < sizes.size() && i < 12; i += 3) {
    const auto start = static_cast<std::uint32_t>(offset + bytes.size());
    std::uint32_t crc = kSeed;
    const std::uint32_t count = 1 + sizes[i] % 3;
    for (std::uint32_t k = 0; k < count; ++k) {
      const Bytes header(1 + sizes[i + 1], std::uint8_t{7});
      const Bytes body(sizes[i + 2] * std::size_t{5}, static_cast<std::uint8_t>(k));
      const auto frame = encode(RecordFrame{static_cast<std::uint32_t>(header.size()),
                                            static_cast<std::uint32_t>(body.size()), start,
                                            crc32c(header, kSeed), crc32c(body, kSeed)},
                                kSeed);
      crc = crc32c(frame, crc);
      append(bytes, frame);
      append(bytes, header);
      append(bytes, body);
    }
    const auto length = static_cast<std::uint32_t>(offset + bytes.size() - start);
    append(bytes, encode(Mark{start, length, count, {{i}, {}}, crc}, kSeed));
  }
  return bytes;
}

// Flips bytes, loses sectors and cuts the end, as the input says.
void damage_by(ByteView input, Bytes& bytes) {
  for (std::size_t i = 0; i + 3 <= input.size() && !bytes.empty(); i += 3) {
    const auto at = load_le<std::uint16_t>(&input[i + 1]) % bytes.size();
    if (input[i] < 100) {
      bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ input[i]);
    } else if (input[i] < 240) {
      const auto end = std::min<std::size_t>(bytes.size(), at + kSectorBytes);
      std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                bytes.begin() + static_cast<std::ptrdiff_t>(end), std::uint8_t{0});
    } else {
      bytes.resize(at);
    }
  }
}

void check_damaged(ByteView input) {
  const std::uint64_t offset = kSegmentHeaderBytes;
  const auto sizes = input.first(std::min<std::size_t>(input.size(), 13));
  const auto whole = well_formed(sizes, offset);
  const auto sound = scan_segment(whole, offset, kSeed);
  TALLY_CHECK(sound.tail == SegmentTail::clean && sound.end == offset + whole.size());
  auto bytes = whole;
  damage_by(input.subspan(sizes.size()), bytes);
  check_scan(bytes, offset);
  const auto scan = scan_segment(bytes, offset, kSeed);
  TALLY_CHECK(scan.commits.size() <= sound.commits.size());
  const auto accepted = scan.end - offset;
  TALLY_CHECK(equal(ByteView(bytes).first(accepted), ByteView(whole).first(accepted)));
}

}  // namespace
}  // namespace tally::log

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const tally::ByteView input(data, size);
  tally::log::check_scan(input, 0);
  tally::log::check_scan(input, 300);
  tally::log::check_damaged(input);
  static_cast<void>(tally::log::decode_segment_header(input));
  static_cast<void>(tally::log::decode_head(input));
  static_cast<void>(tally::log::decode_erasing(input));
  return 0;
}
