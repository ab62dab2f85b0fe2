// Appending over connections that may be lost at any moment: send, send again, look up.
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/client/ask.h"

namespace tally {
namespace {

namespace asio = boost::asio;
using protocol::Kind;
using std::chrono::steady_clock;

constexpr auto kLookupPause = std::chrono::milliseconds(50);

Result<void> check_batch(const AppendBatch& batch) {
  if (batch.events.empty()) return invalid("events", "a batch holds at least one event");
  for (std::uint32_t i = 0; i < batch.events.size(); ++i) {
    const auto& event = batch.events[i];
    if (auto checked = check_proposal(event.proposal); !checked) {
      return std::move(checked).error().at_index(i);
    }
    if (event.payload.size() > kPayloadBytesMax) {
      return invalid("payload", "is larger than " + std::to_string(kPayloadBytesMax) + " bytes")
          .at_index(i);
    }
  }
  return {};
}

Result<AppendResult> decode_answer(const Connection::Reply& reply) {
  if (reply.is(Kind::append_reply)) {
    TALLY_ASSIGN(auto answer, protocol::AppendReply::decode(reply.body));
    return AppendResult(std::move(answer.appended));
  }
  if (reply.is(Kind::append_failed)) {
    TALLY_ASSIGN(auto answer, protocol::AppendFailedReply::decode(reply.body));
    return AppendResult(std::move(answer.failure));
  }
  if (reply.is(Kind::error)) {
    TALLY_ASSIGN(auto answer, protocol::ErrorReply::decode(reply.body));
    return AppendResult(AppendFailure{std::move(answer.error), {}, {}});
  }
  return Error(ErrorCode::io, "the server answered with another kind of message");
}

// Says nothing of an earlier attempt, which may have been recorded all the same.
bool leaves_open(const Result<AppendResult>& answer) {
  if (!answer) return true;
  const auto* failure = std::get_if<AppendFailure>(&*answer);
  return failure && (failure->error.code == ErrorCode::overloaded ||
                     failure->error.code == ErrorCode::read_only);
}

}  // namespace

AsyncClient::Awaitable<AppendResult> AsyncClient::append(AppendBatch batch) {
  TALLY_CO_TRY(check_batch(batch));
  const Bytes body = protocol::AppendRequest{batch}.encode();
  if (body.size() > hello_.limits.frame_body_bytes_max) {
    co_return invalid("events", "the batch is larger than a frame of this server");
  }
  const auto first_until = deadline(2);
  const auto second_until = deadline(3);
  const auto last_until = deadline(4);
  auto first = co_await attempt_append(body, first_until);
  if (first.attempt != Attempt::lost) co_return std::move(first.result);
  auto second = co_await attempt_append(body, second_until);
  if (second.attempt == Attempt::answered && !leaves_open(second.result)) {
    co_return std::move(second.result);
  }
  co_return co_await find_out(batch, last_until);
}

asio::awaitable<AsyncClient::Attempted> AsyncClient::attempt_append(const Bytes& body,
                                                                    SteadyTime until) {
  auto connected = co_await connection(until);
  if (!connected) co_return Attempted{Attempt::not_sent, std::move(connected).error()};
  auto reply = co_await (*connected)->request(Kind::append, body, until);
  if (!reply) {
    // A server that is silent under this request may be cut off: what follows uses a new
    // connection.
    (*connected)->close();
    co_return Attempted{Attempt::lost, std::move(reply).error()};
  }
  co_return Attempted{Attempt::answered, decode_answer(*reply)};
}

AsyncClient::Awaitable<AppendResult> AsyncClient::find_out(const AppendBatch& batch,
                                                           SteadyTime until) {
  asio::steady_timer pause(executor_);
  do {
    auto found = co_await look_up_all(batch, until);
    if (found) co_return AppendResult(std::move(*found));
    if (found.error().code == ErrorCode::not_found) {
      co_return Error(ErrorCode::overloaded,
                      "the connection was lost and the batch is not recorded; send it again",
                      "connection");
    }
    pause.expires_after(kLookupPause);
    boost::system::error_code ignored;
    co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  } while (steady_clock::now() < until);
  co_return Error(ErrorCode::in_doubt,
                  "the connection was lost; look the event ids up before sending other content",
                  "connection");
}

// A batch is atomic: with its first event all of it is recorded, or nothing.
AsyncClient::Awaitable<Appended> AsyncClient::look_up_all(const AppendBatch& batch,
                                                          SteadyTime until) {
  Appended appended;
  for (const auto& event : batch.events) {
    protocol::LookupRequest request{event.proposal.id};
    TALLY_CO_ASSIGN(auto reply, co_await ask<protocol::LookupReply>(request, until));
    if (reply.answer.state == LookupAnswer::State::pending) {
      co_return Error(ErrorCode::in_doubt, "still waiting to be recorded");
    }
    if (reply.answer.state == LookupAnswer::State::not_recorded) {
      co_return Error(ErrorCode::not_found, "is not recorded");
    }
    appended.events.push_back(std::move(*reply.answer.event));
  }
  TALLY_CO_ASSIGN(auto status,
                  co_await ask<protocol::StatusReply>(protocol::StatusRequest{}, until));
  appended.size = status.head;
  appended.root = status.root;
  co_return appended;
}

}  // namespace tally
