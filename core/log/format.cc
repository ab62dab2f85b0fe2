#include "core/log/format.h"

#include <algorithm>

#include "core/base/crc32c.h"

namespace tally::log {
namespace {

constexpr std::string_view kSegmentMagic = "TALLYLOG";
constexpr std::string_view kHeadMagic = "TALLYHED";
constexpr std::string_view kErasingMagic = "TALLYERA";
constexpr std::string_view kRecordMagic = "TRec";
constexpr std::string_view kMarkMagic = "TMrk";
constexpr std::string_view kSealMagic = "TEnd";
constexpr std::string_view kErasedText = "ERASED FROM THE TALLYSTICK LEDGER. ";

// Lays fields one behind another into an array and its CRC behind them.
template <std::size_t N>
class Layout {
 public:
  explicit Layout(std::string_view magic) { raw(as_bytes(magic)); }
  template <class T>
  Layout& number(T value) {
    store_le(bytes_.data() + at_, value);
    at_ += sizeof(T);
    return *this;
  }
  Layout& raw(ByteView bytes) {
    std::copy(bytes.begin(), bytes.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(at_));
    at_ += bytes.size();
    return *this;
  }
  std::array<std::uint8_t, N> close(std::uint32_t seed) {
    TALLY_CHECK(at_ == N - 4);
    return number(crc32c(ByteView(bytes_).first(N - 4), seed)).bytes_;
  }

 private:
  std::array<std::uint8_t, N> bytes_{};
  std::size_t at_ = 0;
};

// Takes them apart again; the caller has checked magic and CRC.
class Fields {
 public:
  Fields(ByteView at, std::size_t skip) : at_(at.data() + skip) {}
  template <class T>
  T number() {
    const T value = load_le<T>(at_);
    at_ += sizeof(T);
    return value;
  }
  Hash hash() {
    Hash hash;
    std::copy_n(at_, hash.bytes.size(), hash.bytes.begin());
    at_ += hash.bytes.size();
    return hash;
  }

 private:
  const std::uint8_t* at_;
};

bool starts_with(ByteView at, std::string_view magic) {
  return at.size() >= magic.size() && equal(at.first(magic.size()), as_bytes(magic));
}

bool checks(ByteView at, std::string_view magic, std::size_t size, std::uint32_t seed) {
  return at.size() >= size && starts_with(at, magic) &&
         crc32c(at.first(size - 4), seed) == load_le<std::uint32_t>(at.data() + size - 4);
}

}  // namespace

std::array<std::uint8_t, kSegmentHeaderBytes> encode(const SegmentHeader& header) {
  return Layout<kSegmentHeaderBytes>(kSegmentMagic)
      .number(kSegmentVersion)
      .number(header.check_seed)
      .number(header.first.value)
      .raw(header.root_before.view())
      .number(std::uint32_t{0})
      .close(0);
}

std::array<std::uint8_t, kRecordFrameBytes> encode(const RecordFrame& frame, std::uint32_t seed) {
  return Layout<kRecordFrameBytes>(kRecordMagic)
      .number(frame.header_bytes)
      .number(frame.body_bytes)
      .number(frame.commit_start)
      .number(frame.header_crc)
      .number(frame.body_crc)
      .close(seed);
}

std::array<std::uint8_t, kMarkBytes> encode(const Mark& mark, std::uint32_t seed) {
  return Layout<kMarkBytes>(kMarkMagic)
      .number(mark.commit_start)
      .number(mark.length)
      .number(mark.records)
      .number(mark.state.size.value)
      .raw(mark.state.root.view())
      .number(mark.commit_crc)
      .close(seed);
}

std::array<std::uint8_t, kSealBytes> encode(const Seal& seal, std::uint32_t seed) {
  return Layout<kSealBytes>(kSealMagic).number(seal.offset).number(seal.next.value).close(seed);
}

std::array<std::uint8_t, kHeadBytes> encode(const Head& head) {
  return Layout<kHeadBytes>(kHeadMagic)
      .number(kSegmentVersion)
      .number(std::uint32_t{0})
      .number(head.size.value)
      .number(head.segment.value)
      .number(head.end)
      .close(0);
}

std::array<std::uint8_t, kErasingBytes> encode(const Erasing& erasing) {
  return Layout<kErasingBytes>(kErasingMagic)
      .number(kSegmentVersion)
      .number(erasing.segment.value)
      .number(erasing.body_offset)
      .number(erasing.body_bytes)
      .close(0);
}

std::optional<RecordFrame> decode_record_frame(ByteView at, std::uint32_t seed) {
  if (!checks(at, kRecordMagic, kRecordFrameBytes, seed)) return std::nullopt;
  Fields in(at, kRecordMagic.size());
  RecordFrame frame;
  frame.header_bytes = in.number<std::uint32_t>();
  frame.body_bytes = in.number<std::uint32_t>();
  frame.commit_start = in.number<std::uint32_t>();
  frame.header_crc = in.number<std::uint32_t>();
  frame.body_crc = in.number<std::uint32_t>();
  return frame;
}

std::optional<Mark> decode_mark(ByteView at, std::uint32_t seed) {
  if (!checks(at, kMarkMagic, kMarkBytes, seed)) return std::nullopt;
  Fields in(at, kMarkMagic.size());
  Mark mark;
  mark.commit_start = in.number<std::uint32_t>();
  mark.length = in.number<std::uint32_t>();
  mark.records = in.number<std::uint32_t>();
  mark.state.size.value = in.number<std::uint64_t>();
  mark.state.root = in.hash();
  mark.commit_crc = in.number<std::uint32_t>();
  return mark;
}

std::optional<Seal> decode_seal(ByteView at, std::uint32_t seed) {
  if (!checks(at, kSealMagic, kSealBytes, seed)) return std::nullopt;
  Fields in(at, kSealMagic.size());
  Seal seal;
  seal.offset = in.number<std::uint32_t>();
  seal.next.value = in.number<std::uint64_t>();
  return seal;
}

std::optional<Head> decode_head(ByteView at) {
  if (!checks(at, kHeadMagic, kHeadBytes, 0)) return std::nullopt;
  Fields in(at, kHeadMagic.size());
  if (in.number<std::uint32_t>() != kSegmentVersion) return std::nullopt;
  in.number<std::uint32_t>();
  Head head;
  head.size.value = in.number<std::uint64_t>();
  head.segment.value = in.number<std::uint64_t>();
  head.end = in.number<std::uint64_t>();
  return head;
}

std::optional<Erasing> decode_erasing(ByteView at) {
  if (!checks(at, kErasingMagic, kErasingBytes, 0)) return std::nullopt;
  Fields in(at, kErasingMagic.size());
  if (in.number<std::uint32_t>() != kSegmentVersion) return std::nullopt;
  Erasing erasing;
  erasing.segment.value = in.number<std::uint64_t>();
  erasing.body_offset = in.number<std::uint64_t>();
  erasing.body_bytes = in.number<std::uint32_t>();
  return erasing;
}

Result<SegmentHeader> decode_segment_header(ByteView at) {
  if (at.size() < kSegmentHeaderBytes || !starts_with(at, kSegmentMagic)) {
    return Error(ErrorCode::corrupt, "no segment header");
  }
  Fields in(at, kSegmentMagic.size());
  const auto version = in.number<std::uint32_t>();
  if (!checks(at, kSegmentMagic, kSegmentHeaderBytes, 0)) {
    return Error(ErrorCode::corrupt, "the segment header does not match its checksum");
  }
  if (version != kSegmentVersion) {
    return Error(ErrorCode::corrupt,
                 "segment version " + std::to_string(version) +
                     " is not known to this software, which cannot check it",
                 "version");
  }
  SegmentHeader header;
  header.check_seed = in.number<std::uint32_t>();
  header.first.value = in.number<std::uint64_t>();
  header.root_before = in.hash();
  if (in.number<std::uint32_t>() != 0) {
    return Error(ErrorCode::corrupt, "the segment header's spare bytes are not zero");
  }
  return header;
}

std::size_t announced_bytes(ByteView at) {
  if (starts_with(at, kRecordMagic)) return kRecordFrameBytes;
  if (starts_with(at, kSealMagic)) return kSealBytes;
  return kMarkBytes;
}

Bytes erased_body(std::size_t body_bytes) {
  Bytes body(body_bytes);
  for (std::size_t i = 0; i < body_bytes; ++i) {
    body[i] = static_cast<std::uint8_t>(kErasedText[i % kErasedText.size()]);
  }
  return body;
}

bool is_erased_body(ByteView body) {
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] != static_cast<std::uint8_t>(kErasedText[i % kErasedText.size()])) return false;
  }
  return true;
}

std::string segment_name(Position first) {
  const auto digits = std::to_string(first.value);
  return std::string(20 - digits.size(), '0') + digits + ".seg";
}

std::optional<Position> segment_position(std::string_view name) {
  constexpr std::size_t kDigits = 20;
  if (name.size() != kDigits + 4 || name.substr(kDigits) != ".seg") return std::nullopt;
  Position first;
  for (const char digit : name.substr(0, kDigits)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    if (first.value > (UINT64_MAX - 9) / 10) return std::nullopt;
    first.value = first.value * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return first;
}

}  // namespace tally::log
