// The coroutine form of the client, in a program that runs Asio itself.
#include "server/client/client_async.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include "server/client/co_result.h"
#include "tests/server/test_server.h"

namespace tally {
namespace {

namespace asio = boost::asio;

AsyncClient::Awaitable<std::uint64_t> append_and_read(ClientOptions options) {
  TALLY_CO_ASSIGN(const auto client, co_await AsyncClient::connect(std::move(options)));
  TALLY_CO_ASSIGN(const auto answer, co_await client->append(batch_of(test::note(3))));
  const auto position = std::get<Appended>(answer).events.at(0).receipt.position;
  protocol::ReadRequest request;
  request.from = position.value;
  TALLY_CO_ASSIGN(const auto page, co_await client->read(request));
  TALLY_CO_TRY(co_await client->ping());
  protocol::SubscribeRequest from_here;
  from_here.from = position;
  TALLY_CO_ASSIGN(const auto subscription, co_await client->subscribe(from_here));
  TALLY_CO_ASSIGN(const auto batch, co_await subscription->next(5000));
  if (batch.records.size() != page.records.size()) co_return std::uint64_t{0};
  co_return batch.records.at(0).position.value;
}

asio::awaitable<void> run(ClientOptions options, std::optional<Result<std::uint64_t>>& result) {
  result = co_await append_and_read(std::move(options));
}

TEST(AsyncClient, CallsAreCoroutinesOnTheCallersContext) {
  test::TestServer server;
  const auto next = server.store.last_commit().size.value;
  asio::io_context io;
  std::optional<Result<std::uint64_t>> result;
  auto done = asio::co_spawn(io, run(server.client_options(), result), asio::use_future);
  io.run();
  done.get();
  ASSERT_TRUE(result.has_value() && result->ok());
  EXPECT_EQ(**result, next);
}

}  // namespace
}  // namespace tally
