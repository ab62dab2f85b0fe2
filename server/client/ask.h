// How AsyncClient asks what changes nothing. Included by its sources only.
#pragma once

#include "server/client/client_async.h"
#include "server/client/co_result.h"

namespace tally {

// One request and its reply, asked a second time when the connection was lost under it.
template <class Reply, class Request>
AsyncClient::Awaitable<Reply> AsyncClient::ask(Request request, SteadyTime until) {
  const Bytes body = request.encode();
  for (int attempt = 0;; ++attempt) {
    TALLY_CO_ASSIGN(auto connection_now, co_await connection(until));
    auto reply = co_await connection_now->request(Request::kKind, body, until);
    if (!reply) {
      if (attempt == 0 && reply.error().field == "connection") continue;
      co_return std::move(reply).error();
    }
    if (reply->is(protocol::Kind::error)) {
      TALLY_CO_ASSIGN(auto failed, protocol::ErrorReply::decode(reply->body));
      co_return std::move(failed.error);
    }
    if (!reply->is(Reply::kKind)) {
      co_return Error(ErrorCode::io, "the server answered with another kind of message");
    }
    co_return Reply::decode(std::move(reply->body));
  }
}

}  // namespace tally
