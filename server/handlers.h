// Requests in, replies out: no socket, no Asio. Appends, subscriptions and hello are the session's.
#pragma once

#include "server/context.h"
#include "server/protocol/frame.h"

namespace tally::server {

struct Answer {
  protocol::Kind kind = protocol::Kind::error;
  Bytes body;
};

Answer error_answer(Error error);
// A message of the protocol as an answer.
template <class Message>
Answer answer_of(const Message& message) {
  return {Message::kKind, message.encode()};
}

// Any request that changes nothing. An unknown kind is `invalid`, field "kind". May read the disk
// and may wait for the views (at most kViewWaitMs). Any thread.
inline constexpr std::uint32_t kViewWaitMs = 2'000;
Answer answer(const ServerContext& context, std::uint16_t kind, ByteView body);

// The answer to the client's first message; `invalid`, field "version", when no version suits both.
Answer answer_hello(const ServerContext& context, ByteView body);

Answer append_answer(AppendResult result);

}  // namespace tally::server
