// The first byte chooses the message, the rest is its body: it is refused, or encodes to itself.
#include "core/base/check.h"
#include "server/protocol/messages_append.h"
#include "server/protocol/messages_proof.h"
#include "server/protocol/messages_read.h"
#include "server/protocol/messages_session.h"
#include "server/protocol/messages_view.h"

using namespace tally;
using namespace tally::protocol;

namespace {

template <class Message>
void decode(ByteView body) {
  const auto message = Message::decode(body);
  if (message.ok()) TALLY_CHECK(equal(message->encode(), body));
}

// A view of a reply is refused exactly where the reply is.
void decode_view(ByteView body) {
  const auto view = ReadReplyView::decode(to_owned(body));
  const auto reply = ReadReply::decode(body);
  TALLY_CHECK(view.ok() == reply.ok());
  if (!view.ok()) return;
  TALLY_CHECK(view->records.size() == reply->records.size());
  for (std::size_t i = 0; i < view->records.size(); ++i) {
    TALLY_CHECK(equal(view->records[i].bytes.body, reply->records[i].body));
  }
}

using Decode = void (*)(ByteView);
constexpr Decode kDecoders[] = {
    decode<Hello>,
    decode<HelloReply>,
    decode<LimitsReply>,
    decode<Goodbye>,
    decode<AppendRequest>,
    decode<AppendReply>,
    decode<AppendFailedReply>,
    decode<LookupRequest>,
    decode<LookupReply>,
    decode<ReadRequest>,
    decode<ReadReply>,
    decode_view,
    decode<SubscribeRequest>,
    decode<SubscribeReply>,
    decode<Credit>,
    decode<Events>,
    decode<Heartbeat>,
    decode<SubscriptionEnd>,
    decode<ProveInclusion>,
    decode<InclusionProof>,
    decode<ProveConsistency>,
    decode<ConsistencyProof>,
    decode<CheckpointRequest>,
    decode<CheckpointReply>,
    decode<ViewRequest>,
    decode<ViewReply>,
    decode<StatusReply>,
    decode<ErrorReply>,
    decode<Ping>,
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  kDecoders[data[0] % std::size(kDecoders)](ByteView(data + 1, size - 1));
  return 0;
}
