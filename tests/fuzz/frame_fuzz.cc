// Bytes from anywhere, fed in two cuts: the parser gives frames or one final error, and what it
// gives encodes to the bytes it came from.
#include "core/base/check.h"
#include "server/protocol/frame.h"

using namespace tally;
using namespace tally::protocol;

namespace {

constexpr std::size_t kBodyMax = 512;

void run(ByteView bytes, std::size_t cut) {
  FrameParser parser(kBodyMax);
  for (const auto part : {bytes.first(cut), bytes.subspan(cut)}) {
    parser.feed(part);
    for (;;) {
      const auto frame = parser.next();
      if (!frame) return;
      if (!*frame) break;
      TALLY_CHECK((*frame)->body.size() <= kBodyMax);
      const auto again =
          encode_frame(static_cast<Kind>((*frame)->kind), (*frame)->request_id, (*frame)->body);
      TALLY_CHECK(again.size() == kFrameHeaderBytes + (*frame)->body.size());
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  run(bytes, size / 2);
  // The same bytes as the body of a sound frame, with a tail that may or may not be one.
  const auto body = bytes.first(std::min(size, kBodyMax));
  auto stream = encode_frame(Kind::append, size, body);
  append(stream, bytes);
  FrameParser parser(kBodyMax);
  parser.feed(stream);
  const auto first = parser.next();
  TALLY_CHECK(first.ok() && first->has_value() && equal((*first)->body, body));
  run(stream, stream.size() / 3);
  return 0;
}
