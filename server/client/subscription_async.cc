#include <boost/asio/use_awaitable.hpp>

#include "server/client/client_async.h"
#include "server/client/co_result.h"

namespace tally {
namespace {

using protocol::Kind;
using std::chrono::steady_clock;

constexpr std::uint32_t kCreditDefault = 1024;

}  // namespace

AsyncClient::Awaitable<std::unique_ptr<AsyncSubscription>> AsyncClient::subscribe(
    protocol::SubscribeRequest request) {
  if (request.credit == 0) request.credit = kCreditDefault;
  std::unique_ptr<AsyncSubscription> subscription(new AsyncSubscription(*this, std::move(request)));
  TALLY_CO_TRY(co_await subscription->start(deadline()));
  co_return subscription;
}

AsyncSubscription::AsyncSubscription(AsyncClient& client, protocol::SubscribeRequest request)
    : client_(client), request_(std::move(request)) {}

AsyncSubscription::~AsyncSubscription() {
  if (!connection_) return;
  if (connection_->open()) connection_->send(Kind::unsubscribe, request_id_, {});
  connection_->close_inbox(request_id_);
}

AsyncClient::Awaitable<void> AsyncSubscription::start(SteadyTime until) {
  if (connection_) connection_->close_inbox(request_id_);
  connection_.reset();
  TALLY_CO_ASSIGN(auto connection, co_await client_.connection(until));
  const Bytes body = request_.encode();
  const auto id = connection->send(Kind::subscribe, body);
  auto reply = co_await connection->receive(id, until);
  if (!reply || !reply->is(Kind::subscribe_reply)) connection->close_inbox(id);
  if (!reply) co_return std::move(reply).error();
  if (reply->is(Kind::error)) {
    TALLY_CO_ASSIGN(auto refused, protocol::ErrorReply::decode(reply->body));
    co_return std::move(refused.error);
  }
  if (!reply->is(Kind::subscribe_reply)) {
    co_return Error(ErrorCode::io, "the server answered with another kind of message");
  }
  connection_ = connection;
  request_id_ = id;
  consumed_ = 0;
  co_return Result<void>();
}

AsyncClient::Awaitable<SubscriptionBatch> AsyncSubscription::next(std::uint32_t timeout_ms) {
  const auto until = steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  for (;;) {
    if (!connection_) TALLY_CO_TRY(co_await start(std::min(until, client_.deadline())));
    grant_credit();
    auto message = co_await connection_->receive(request_id_, until);
    if (message) co_return co_await take(std::move(*message));
    if (message.error().field != "connection") co_return std::move(message).error();
    connection_->close_inbox(request_id_);
    connection_.reset();
  }
}

AsyncClient::Awaitable<SubscriptionBatch> AsyncSubscription::take(Connection::Reply message) {
  SubscriptionBatch batch;
  if (message.is(Kind::events)) {
    TALLY_CO_ASSIGN(auto events, protocol::Events::decode(message.body));
    batch = {std::move(events.records), events.progress};
  } else if (message.is(Kind::heartbeat)) {
    TALLY_CO_ASSIGN(auto heartbeat, protocol::Heartbeat::decode(message.body));
    batch.progress = heartbeat.progress;
  } else if (message.is(Kind::subscription_end)) {
    TALLY_CO_ASSIGN(auto end, protocol::SubscriptionEnd::decode(message.body));
    connection_->close_inbox(request_id_);
    connection_.reset();
    co_return end.error ? std::move(*end.error)
                        : Error(ErrorCode::io, "the subscription has ended", "subscription");
  } else if (message.is(Kind::error)) {
    TALLY_CO_ASSIGN(auto refused, protocol::ErrorReply::decode(message.body));
    co_return std::move(refused.error);
  } else {
    co_return Error(ErrorCode::io, "the server sent another kind of message");
  }
  consumed_ += static_cast<std::uint32_t>(batch.records.size());
  request_.from = batch.progress.scanned_to;
  co_return batch;
}

// In halves of the window, so that the server need not wait for a round trip.
void AsyncSubscription::grant_credit() {
  if (consumed_ == 0 || consumed_ < request_.credit / 2) return;
  const auto body = protocol::Credit{consumed_}.encode();
  connection_->send(Kind::credit, request_id_, body);
  consumed_ = 0;
}

}  // namespace tally
