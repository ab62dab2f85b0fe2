#include "server/client/client_async.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/client/ask.h"

namespace tally {

namespace asio = boost::asio;
using std::chrono::steady_clock;

AsyncClient::AsyncClient(asio::any_io_executor executor, ClientOptions options)
    : executor_(executor), options_(std::move(options)), connected_(executor) {
  connected_.expires_at(SteadyTime::max());  // Once: setting it again would wake those who wait.
}

AsyncClient::~AsyncClient() { close(); }

void AsyncClient::close() {
  if (connection_) connection_->close();
}

AsyncClient::Awaitable<std::unique_ptr<AsyncClient>> AsyncClient::connect(ClientOptions options) {
  const auto executor = co_await asio::this_coro::executor;
  std::unique_ptr<AsyncClient> client(new AsyncClient(executor, std::move(options)));
  TALLY_CO_TRY(co_await client->connection(client->deadline()));
  co_return client;
}

SteadyTime AsyncClient::deadline(std::uint32_t parts_of_four) const {
  return steady_clock::now() +
         std::chrono::milliseconds(std::uint64_t{options_.timeout_ms} * parts_of_four / 4);
}

AsyncClient::Awaitable<std::shared_ptr<Connection>> AsyncClient::connection(SteadyTime until) {
  while (connecting_) {  // Somebody else's attempt; its end is awaited and then judged anew.
    if (steady_clock::now() >= until) {
      co_return Error(ErrorCode::io, "no connection was made within the time allowed", "connect");
    }
    boost::system::error_code ignored;
    co_await connected_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  if (connection_ && connection_->open()) co_return connection_;
  connecting_ = true;
  auto opened = co_await Connection::open(options_, until);
  connecting_ = false;
  connected_.cancel();
  if (!opened) co_return std::move(opened).error();
  connection_ = *opened;
  hello_ = connection_->hello();
  co_return connection_;
}

AsyncClient::Awaitable<protocol::ReadReply> AsyncClient::read(protocol::ReadRequest request) {
  co_return co_await ask<protocol::ReadReply>(std::move(request), deadline());
}

AsyncClient::Awaitable<protocol::ReadReplyView> AsyncClient::read_views(
    protocol::ReadRequest request) {
  co_return co_await ask<protocol::ReadReplyView>(std::move(request), deadline());
}

AsyncClient::Awaitable<LookupAnswer> AsyncClient::lookup(EventId id) {
  protocol::LookupRequest request{id};
  TALLY_CO_ASSIGN(auto reply, co_await ask<protocol::LookupReply>(request, deadline()));
  co_return std::move(reply.answer);
}

AsyncClient::Awaitable<protocol::ViewReply> AsyncClient::view(protocol::ViewRequest request) {
  co_return co_await ask<protocol::ViewReply>(std::move(request), deadline());
}

AsyncClient::Awaitable<protocol::InclusionProof> AsyncClient::prove_inclusion(
    protocol::ProveInclusion request) {
  co_return co_await ask<protocol::InclusionProof>(request, deadline());
}

AsyncClient::Awaitable<protocol::ConsistencyProof> AsyncClient::prove_consistency(
    protocol::ProveConsistency request) {
  co_return co_await ask<protocol::ConsistencyProof>(request, deadline());
}

AsyncClient::Awaitable<protocol::CheckpointReply> AsyncClient::checkpoint(
    protocol::CheckpointRequest request) {
  co_return co_await ask<protocol::CheckpointReply>(request, deadline());
}

AsyncClient::Awaitable<protocol::StatusReply> AsyncClient::status() {
  co_return co_await ask<protocol::StatusReply>(protocol::StatusRequest{}, deadline());
}

AsyncClient::Awaitable<protocol::Limits> AsyncClient::limits() {
  TALLY_CO_ASSIGN(auto reply,
                  co_await ask<protocol::LimitsReply>(protocol::LimitsRequest{}, deadline()));
  co_return reply.limits;
}

AsyncClient::Awaitable<void> AsyncClient::ping() {
  TALLY_CO_TRY(co_await ask<protocol::PingReply>(protocol::Ping{}, deadline()));
  co_return Result<void>();
}

}  // namespace tally
