#include "server/protocol/frame.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/crc32c.h"

namespace tally::protocol {
namespace {

constexpr std::size_t kLengthAt = 4;
constexpr std::size_t kKindAt = 8;
constexpr std::size_t kReservedAt = 10;
constexpr std::size_t kRequestIdAt = 12;
constexpr std::size_t kCrcAt = 20;

constexpr std::size_t kKeptBytesMax = 128u << 10;

std::uint32_t frame_crc(ByteView header, ByteView body) {
  return crc32c(body, crc32c(header.first(kCrcAt)));
}

}  // namespace

std::array<std::uint8_t, kFrameHeaderBytes> frame_header(Kind kind, std::uint64_t request_id,
                                                         ByteView body) {
  TALLY_CHECK(body.size() <= kFrameBodyBytesMax);
  std::array<std::uint8_t, kFrameHeaderBytes> header{};
  std::copy(kFrameMagic.begin(), kFrameMagic.end(), header.begin());
  store_le(header.data() + kLengthAt, static_cast<std::uint32_t>(body.size()));
  store_le(header.data() + kKindAt, static_cast<std::uint16_t>(kind));
  store_le(header.data() + kReservedAt, std::uint16_t{0});
  store_le(header.data() + kRequestIdAt, request_id);
  store_le(header.data() + kCrcAt, frame_crc(header, body));
  return header;
}

Bytes encode_frame(Kind kind, std::uint64_t request_id, ByteView body) {
  Bytes frame;
  frame.reserve(kFrameHeaderBytes + body.size());
  append(frame, frame_header(kind, request_id, body));
  append(frame, body);
  return frame;
}

void FrameParser::feed(ByteView bytes) {
  if (error_) return;
  // Frames already given out are dropped here, so that their views live until the next feed().
  if (at_ > 0) {
    const auto rest = buffer_.begin() + static_cast<std::ptrdiff_t>(at_);
    if (buffer_.capacity() > kKeptBytesMax) {
      buffer_ = Bytes(rest, buffer_.end());  // One large frame must not cost its room for ever.
    } else {
      buffer_.erase(buffer_.begin(), rest);
    }
    at_ = 0;
  }
  append(buffer_, bytes);
}

Result<std::size_t> FrameParser::checked_length(ByteView header) const {
  const auto arrived = std::min(header.size(), kFrameMagic.size());
  if (!std::equal(header.begin(), header.begin() + static_cast<std::ptrdiff_t>(arrived),
                  kFrameMagic.begin())) {
    return invalid("magic", "the bytes are not a Tallystick frame");
  }
  if (header.size() < kKindAt) return std::size_t{0};
  const std::size_t length = load_le<std::uint32_t>(header.data() + kLengthAt);
  if (length > body_bytes_max_) {
    return invalid("length", "the body is " + std::to_string(length) + " bytes long; at most " +
                                 std::to_string(body_bytes_max_) + " are allowed");
  }
  if (header.size() >= kRequestIdAt && load_le<std::uint16_t>(header.data() + kReservedAt) != 0) {
    return invalid("reserved", "must be zero in this version");
  }
  return length;
}

Result<std::optional<Frame>> FrameParser::next() {
  if (error_) return *error_;
  const auto rest = ByteView(buffer_).subspan(at_);
  // What has arrived is judged at once: a peer that speaks something else is not waited for.
  const auto length = checked_length(rest.first(std::min(rest.size(), kFrameHeaderBytes)));
  if (!length) {
    error_ = length.error();
    return *error_;
  }
  if (rest.size() < kFrameHeaderBytes + *length) return std::optional<Frame>();
  const auto header = rest.first(kFrameHeaderBytes);
  const auto body = rest.subspan(kFrameHeaderBytes, *length);
  if (load_le<std::uint32_t>(header.data() + kCrcAt) != frame_crc(header, body)) {
    error_ = invalid("crc", "the frame was damaged on its way");
    return *error_;
  }
  at_ += kFrameHeaderBytes + *length;
  return std::optional<Frame>(Frame{load_le<std::uint16_t>(header.data() + kKindAt),
                                    load_le<std::uint64_t>(header.data() + kRequestIdAt), body});
}

}  // namespace tally::protocol
