#include "server/client/connection.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "server/client/co_result.h"

namespace tally {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using protocol::Frame;
using protocol::Kind;

constexpr auto kWriteMax = std::chrono::seconds(30);

Error lost_error(const std::string& reason) {
  return Error(ErrorCode::io, "the connection was lost: " + reason, "connection");
}

}  // namespace

Connection::Connection(asio::any_io_executor executor) : stream_(std::move(executor)) {
  stream_.expires_never();
}

asio::awaitable<Result<std::shared_ptr<Connection>>> Connection::open(ClientOptions options,
                                                                      SteadyTime deadline) {
  auto executor = co_await asio::this_coro::executor;
  std::shared_ptr<Connection> connection(new Connection(executor));
  auto connected = co_await connection->connect(std::move(options), deadline);
  if (!connected) {
    connection->close();
    co_return std::move(connected).error();
  }
  co_return connection;
}

asio::awaitable<Result<void>> Connection::connect(ClientOptions options, SteadyTime deadline) {
  const auto where = options.host + ":" + std::to_string(options.port);
  if (options.host.size() > 2 && options.host.front() == '[' && options.host.back() == ']') {
    options.host = options.host.substr(1, options.host.size() - 2);  // As in a URL: [::1].
  }
  error_code error;
  asio::ip::tcp::resolver resolver(stream_.get_executor());
  const auto endpoints = co_await resolver.async_resolve(
      options.host, std::to_string(options.port), asio::redirect_error(asio::use_awaitable, error));
  if (error) {
    co_return Error(ErrorCode::io, "cannot resolve " + where + ": " + error.message(), "connect");
  }
  stream_.expires_at(deadline);
  co_await stream_.async_connect(endpoints, asio::redirect_error(asio::use_awaitable, error));
  if (error) {
    co_return Error(ErrorCode::io, "cannot connect to " + where + ": " + error.message(),
                    "connect");
  }
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), error);
  auto self = shared_from_this();
  asio::co_spawn(stream_.get_executor(), read_frames(), [self](std::exception_ptr failure) {
    if (failure) self->lose("the reader failed");
  });

  protocol::Hello hello;
  hello.client = std::move(options.name);
  const auto body = hello.encode();
  auto reply = co_await request(Kind::hello, body, deadline);
  if (!reply) {
    co_return Error(ErrorCode::io, "no hello from " + where + ": " + reply.error().message,
                    "connect");
  }
  if (reply->is(Kind::error)) {
    TALLY_CO_ASSIGN(auto refused, protocol::ErrorReply::decode(reply->body));
    co_return std::move(refused.error);
  }
  if (!reply->is(Kind::hello_reply)) {
    co_return Error(ErrorCode::io, where + " did not answer hello", "connect");
  }
  TALLY_CO_ASSIGN(hello_, protocol::HelloReply::decode(reply->body));
  if (hello_.version < protocol::kVersionMin || hello_.version > protocol::kVersionMax) {
    co_return Error(ErrorCode::io, where + " chose a version that was not offered", "connect");
  }
  silence_max_ = std::max(silence_max_, std::chrono::milliseconds(hello_.limits.idle_ms));
  co_return Result<void>();
}

std::uint64_t Connection::send(Kind kind, ByteView body) {
  const auto id = ++last_request_id_;
  inboxes_[id] = std::make_shared<Inbox>(stream_.get_executor());
  send(kind, id, body);
  return id;
}

void Connection::send(Kind kind, std::uint64_t request_id, ByteView body) {
  if (lost_) return;
  append(waiting_, protocol::frame_header(kind, request_id, body));
  append(waiting_, body);
  if (writing_.empty()) write_waiting();
}

// One write at a time; what is sent meanwhile goes out together with the next.
void Connection::write_waiting() {
  writing_.swap(waiting_);
  stream_.expires_after(kWriteMax);
  asio::async_write(stream_, asio::buffer(writing_),
                    [self = shared_from_this()](error_code error, std::size_t) {
                      self->writing_.clear();
                      if (error) {
                        self->lose(error.message());
                      } else if (!self->waiting_.empty()) {
                        self->write_waiting();
                      }
                    });
}

asio::awaitable<Result<Connection::Reply>> Connection::receive(std::uint64_t request_id,
                                                               SteadyTime deadline) {
  const auto found = inboxes_.find(request_id);
  TALLY_CHECK(found != inboxes_.end());
  const auto inbox = found->second;  // Keeps it while waiting.
  const auto self = shared_from_this();
  while (inbox->messages_.empty()) {
    if (lost_) co_return lost_error(*lost_);
    if (std::chrono::steady_clock::now() >= deadline) {
      co_return Error(ErrorCode::io, "no answer came within the time allowed", "deadline");
    }
    inbox->arrived_.expires_at(deadline);
    error_code ignored;  // Cancelled means that something arrived.
    co_await inbox->arrived_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  Reply reply = std::move(inbox->messages_.front());
  inbox->messages_.pop_front();
  co_return reply;
}

asio::awaitable<Result<Connection::Reply>> Connection::request(Kind kind, ByteView body,
                                                               SteadyTime deadline) {
  const auto id = send(kind, body);
  auto reply = co_await receive(id, deadline);
  close_inbox(id);
  co_return reply;
}

asio::awaitable<void> Connection::read_frames() {
  const auto self = shared_from_this();
  std::array<std::uint8_t, 64u << 10> chunk;
  while (!lost_) {
    stream_.expires_after(silence_max_);
    error_code error;
    const auto size = co_await stream_.async_read_some(
        asio::buffer(chunk), asio::redirect_error(asio::use_awaitable, error));
    if (error) {
      lose(error.message());
      break;
    }
    parser_.feed(ByteView(chunk.data(), size));
    for (;;) {
      auto frame = parser_.next();
      if (!frame) {
        lose(frame.error().to_string());
        break;
      }
      if (!*frame) break;
      take(**frame);
    }
  }
}

void Connection::take(const Frame& frame) {
  if (frame.is(Kind::ping)) return send(Kind::ping_reply, frame.request_id, {});
  if (frame.is(Kind::goodbye)) {
    goodbye_ = true;
    return;
  }
  const auto inbox = inboxes_.find(frame.request_id);
  if (inbox == inboxes_.end()) {
    // An error without request means that the server gives the connection up; its reason is worth
    // more than the end of file that follows. Other replies come too late: nobody waits.
    if (frame.request_id == 0 && frame.is(Kind::error)) {
      const auto reply = protocol::ErrorReply::decode(frame.body);
      lose(reply ? reply->error.to_string() : "the server gave it up");
    }
    return;
  }
  inbox->second->messages_.push_back({frame.kind, to_owned(frame.body)});
  inbox->second->arrived_.cancel();
}

void Connection::close() { lose("it was closed"); }

void Connection::lose(std::string reason) {
  if (lost_) return;
  lost_ = std::move(reason);
  stream_.close();
  for (auto& [id, inbox] : inboxes_) inbox->arrived_.cancel();
}

}  // namespace tally
