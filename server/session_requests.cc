// What a session does with one request.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include "server/protocol/messages_append.h"
#include "server/session.h"

namespace tally::server {
namespace {

namespace asio = boost::asio;
using protocol::Frame;
using protocol::Kind;

// A request that appends nothing is small.
constexpr std::size_t kRequestBytesMax = 64u << 10;

}  // namespace

Error stopping_error() {
  return Error(ErrorCode::overloaded, "the server is stopping; nothing was recorded", "server");
}

void Session::dispatch(const Frame& frame) {
  if (draining_) {
    // What has no reply needs none now.
    if (frame.is(Kind::ping_reply) || frame.is(Kind::credit) || frame.is(Kind::unsubscribe)) return;
    return refuse_request(frame.request_id, stopping_error());
  }
  if (frame.request_id == 0 && !frame.is(Kind::ping_reply)) {
    return refuse_request(0, invalid("request_id", "must not be 0"));
  }
  if (frame.is(Kind::append)) return append(frame.request_id, frame.body);
  if (frame.body.size() > kRequestBytesMax) {
    return refuse_request(
        frame.request_id,
        invalid("length", "only an append may be larger than " + std::to_string(kRequestBytesMax)));
  }
  switch (static_cast<Kind>(frame.kind)) {
    case Kind::hello:
      return;  // Said already; the connection's first one holds.
    case Kind::ping_reply:
      return;
    case Kind::ping:
      return send(Kind::ping_reply, frame.request_id, {});
    case Kind::subscribe:
      return subscribe(frame.request_id, frame.body);
    case Kind::credit:
      return credit(frame.request_id, frame.body);
    case Kind::unsubscribe:
      return unsubscribe(frame.request_id);
    default:
      return answer_on_worker(frame);
  }
}

void Session::refuse_request(std::uint64_t request_id, Error error) {
  auto refusal = error_answer(std::move(error));
  send(refusal.kind, request_id, std::move(refusal.body));
}

void Session::reply(std::uint64_t request_id, Answer answer) {
  --in_flight_;
  send(answer.kind, request_id, std::move(answer.body));
  changed();
}

void Session::append(std::uint64_t request_id, ByteView body) {
  ++in_flight_;
  const auto refuse_append = [&](Error error) {
    reply(request_id, append_answer(AppendFailure{std::move(error), {}, {}}));
  };
  auto request = protocol::AppendRequest::decode(body);
  if (!request) return refuse_append(std::move(request).error());
  auto queued =
      context_.ledger.submit(std::move(request->batch),
                             [self = shared_from_this(), request_id](AppendResult result) mutable {
                               auto& thread = self->thread_;
                               thread.answered(std::move(self), request_id, std::move(result));
                             });
  if (!queued) return refuse_append(std::move(queued).error());
  appended_ = true;
}

void Session::appended(std::uint64_t request_id, AppendResult result) {
  reply(request_id, append_answer(std::move(result)));
}

void Session::answer_on_worker(const Frame& frame) {
  ++in_flight_;
  asio::post(workers_, [self = shared_from_this(), kind = frame.kind, id = frame.request_id,
                        body = to_owned(frame.body)] {
    auto result = answer(self->context_, kind, body);
    asio::post(self->socket_.get_executor(), [self, id, result = std::move(result)]() mutable {
      self->reply(id, std::move(result));
    });
  });
}

void Session::subscribe(std::uint64_t request_id, ByteView body) {
  ++in_flight_;
  auto request = protocol::SubscribeRequest::decode(body);
  if (!request) return reply(request_id, error_answer(std::move(request).error()));
  const auto& limits = context_.limits;
  if (subscriptions_.size() >= limits.subscriptions_max) {
    return reply(request_id, error_answer(Error(ErrorCode::overloaded,
                                                "this connection has as many subscriptions as are "
                                                "allowed",
                                                "subscriptions")));
  }
  if (subscriptions_.count(request_id) > 0) {
    return reply(request_id, error_answer(invalid("request_id", "is that of a subscription")));
  }
  if (request->credit > limits.credit_max) {
    return reply(request_id,
                 error_answer(invalid("credit", "at most " + std::to_string(limits.credit_max) +
                                                    " records may be open")));
  }
  const protocol::Progress progress{request->from, context_.ledger.store().last_commit().size};
  reply(request_id, answer_of(protocol::SubscribeReply{progress}));
  auto subscription = std::make_shared<Subscription>(socket_.get_executor(), context_, workers_,
                                                     *this, request_id, std::move(*request));
  subscriptions_[request_id] = subscription;
  subscribing_ = true;
  asio::co_spawn(socket_.get_executor(), subscription->run(),
                 [self = shared_from_this(), subscription, request_id](std::exception_ptr failure) {
                   const auto found = self->subscriptions_.find(request_id);
                   if (found != self->subscriptions_.end() && found->second == subscription) {
                     self->subscriptions_.erase(found);
                     self->subscribing_ = !self->subscriptions_.empty();
                   }
                   if (failure) self->abort();
                 });
}

void Session::unsubscribe(std::uint64_t request_id) {
  const auto found = subscriptions_.find(request_id);
  if (found != subscriptions_.end()) found->second->end();
}

void Session::credit(std::uint64_t request_id, ByteView body) {
  const auto found = subscriptions_.find(request_id);
  if (found == subscriptions_.end()) return;  // It has ended meanwhile.
  auto granted = protocol::Credit::decode(body);
  auto added = granted ? found->second->add_credit(granted->records)
                       : Result<void>(std::move(granted).error());
  if (!added) refuse_request(request_id, std::move(added).error());
}

}  // namespace tally::server
