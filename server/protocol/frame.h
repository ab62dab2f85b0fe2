// A frame is how one message travels. PROTOCOL.md draws it:
//
//   0        4        8     10    12               20       24
//   | "TALY" | length | kind | 0  | request id     | CRC32C | body (length bytes) |
//
// Integers are little-endian. The CRC covers bytes 0..19 and the body. Pure functions over bytes:
// no socket, no clock, no thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "server/protocol/kind.h"

namespace tally::protocol {

inline constexpr std::size_t kFrameHeaderBytes = 24;
inline constexpr std::array<std::uint8_t, 4> kFrameMagic = {'T', 'A', 'L', 'Y'};
// Of a body, in either direction. A receiver may allow less and says so in its limits.
inline constexpr std::size_t kFrameBodyBytesMax = 16u << 20;
// Before hello nobody may send a larger one.
inline constexpr std::size_t kHelloBodyBytesMax = 4u << 10;

// A received frame. `body` points into the parser and is valid until its next call. `kind` is the
// number as sent: it may be one that this software does not know.
struct Frame {
  std::uint16_t kind = 0;
  std::uint64_t request_id = 0;
  ByteView body;

  bool is(Kind k) const { return kind == static_cast<std::uint16_t>(k); }
};

// What stands before the body. The body is at most kFrameBodyBytesMax long (else a failed check).
std::array<std::uint8_t, kFrameHeaderBytes> frame_header(Kind kind, std::uint64_t request_id,
                                                         ByteView body);
// The whole frame.
Bytes encode_frame(Kind kind, std::uint64_t request_id, ByteView body);

// Takes bytes as they arrive and gives whole frames. It holds no more than one frame's announced
// length plus what one feed() brought, and allocates only for bytes that have arrived.
class FrameParser {
 public:
  explicit FrameParser(std::size_t body_bytes_max) : body_bytes_max_(body_bytes_max) {}

  void feed(ByteView bytes);
  // The next whole frame, nothing when more bytes are needed. An error is final, since the stream
  // has lost its place: `invalid` with field "magic", "length", "reserved" or "crc".
  Result<std::optional<Frame>> next();
  // True when part of a frame has arrived.
  bool partial() const { return at_ < buffer_.size(); }
  // For use after hello.
  void set_body_bytes_max(std::size_t bytes) { body_bytes_max_ = bytes; }

 private:
  Result<std::size_t> checked_length(ByteView header) const;

  std::size_t body_bytes_max_;
  Bytes buffer_;
  std::size_t at_ = 0;  // Of the first byte not yet given out.
  std::optional<Error> error_;
};

}  // namespace tally::protocol
