#include "server/session.h"

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/protocol/messages_session.h"

namespace tally::server {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using protocol::Frame;
using protocol::Kind;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kOutboxBytesMax = 8u << 20;
// How long a peer is given to read the last reply before the connection is closed under it.
constexpr auto kLingerMax = std::chrono::seconds(1);
constexpr std::uint32_t kTickMsMax = 250;

// Waits for an operation of this thread's; the error is a value.
auto await(error_code& error) {
  return asio::redirect_error(asio::use_awaitable_t<NetExecutor>(), error);
}

}  // namespace

Session::Session(NetSocket socket, const ServerContext& context, NetThread& thread,
                 asio::thread_pool& workers)
    : socket_(std::move(socket)),
      context_(context),
      thread_(thread),
      workers_(workers),
      outbox_(socket_, context.limits.write_ms, [this] { changed(); }),
      changed_(socket_.get_executor()),
      tick_(socket_.get_executor()),
      opened_(steady_clock::now()),
      heard_(opened_) {
  ++context_.counters.connections;
  ++thread_.sessions;
}

Session::~Session() {
  --thread_.sessions;
  --context_.counters.connections;
}

void Session::start() {
  const auto self = shared_from_this();
  const auto ended = [self](std::exception_ptr failure) {
    if (failure) self->abort();  // No memory: this connection goes, the server stays.
  };
  asio::co_spawn(socket_.get_executor(), run(), ended);
  asio::co_spawn(socket_.get_executor(), watch_deadlines(), ended);
}

void Session::drain() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    if (self->draining_ || self->closed_) return;
    self->draining_ = true;
    self->send(Kind::goodbye, 0, protocol::Goodbye{stopping_error()}.encode());
    // The reader sees the end of the stream, as though the client had closed its side.
    error_code ignored;
    self->socket_.shutdown(NetSocket::shutdown_receive, ignored);
    self->changed();
  });
}

void Session::cut() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    self->close();
    self->changed();
  });
}

void Session::abort() {
  closed_ = true;
  close();
  tick_.cancel();
  for (auto& [id, subscription] : subscriptions_) subscription->abandon();
  changed();
}

void Session::close() {
  error_code ignored;
  socket_.close(ignored);
}

void Session::wake() {
  if (!subscribing_) return;
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    for (auto& [id, subscription] : self->subscriptions_) subscription->wake();
  });
}

void Session::send(Kind kind, std::uint64_t request_id, Bytes body) {
  if (closed_) return;
  outbox_.add(kind, request_id, std::move(body));
  if (to_write_) return;
  to_write_ = true;
  thread_.write_soon(shared_from_this());
}

void Session::write() {
  to_write_ = false;
  outbox_.write(shared_from_this());
  changed();
}

bool Session::congested() const { return outbox_.bytes() >= kOutboxBytesMax; }

void Session::changed() {
  changed_.cancel();
  for (auto& [id, subscription] : subscriptions_) subscription->wake();
}

Session::Awaitable<void> Session::run() {
  const auto self = shared_from_this();
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  co_await read_requests();
  commit_appended();
  for (auto& [id, subscription] : subscriptions_) subscription->abandon();
  co_await finish();
  abort();
}

Session::Awaitable<void> Session::read_requests() {
  std::array<std::uint8_t, 64u << 10> chunk;
  for (;;) {
    co_await room();
    if (outbox_.failed()) co_return;
    error_code error;
    reading_ = true;
    const auto size = co_await socket_.async_read_some(asio::buffer(chunk), await(error));
    reading_ = false;
    if (error) co_return;  // The peer is gone, was silent for too long, or we are draining.
    heard_ = steady_clock::now();
    parser_.feed(ByteView(chunk.data(), size));
    if (!co_await take_frames()) co_return;
  }
}

Session::Time Session::read_deadline() const {
  const auto& limits = context_.limits;
  if (!greeted_) return opened_ + milliseconds(limits.hello_ms);
  if (frame_started_) return *frame_started_ + milliseconds(limits.frame_ms);
  return heard_ + milliseconds(limits.idle_ms);
}

Session::Awaitable<bool> Session::take_frames() {
  for (bool first = true;; first = false) {
    auto frame = parser_.next();
    if (!frame) {
      refuse(frame.error());
      co_return false;
    }
    if (!*frame) {
      // The rest of a frame that was begun before has the old deadline; a new one starts now.
      if (!parser_.partial()) frame_started_.reset();
      if (parser_.partial() && (!first || !frame_started_)) frame_started_ = steady_clock::now();
      break;
    }
    if (!greeted_ && !say_hello(**frame)) co_return false;
    if (greeted_) dispatch(**frame);
    // Commits form while the rest is read; but what waits for room must not wait for its own
    // commit.
    if (in_flight_ >= context_.limits.in_flight_max) commit_appended();
    co_await room();
    if (outbox_.failed()) co_return false;
  }
  // Only now: what arrived together is committed together.
  commit_appended();
  co_return true;
}

void Session::commit_appended() {
  if (appended_) thread_.kick();
  appended_ = false;
}

Session::Awaitable<void> Session::room() {
  while ((in_flight_ >= context_.limits.in_flight_max || congested()) && !outbox_.failed()) {
    commit_appended();  // What waits for room must not wait for its own commit.
    changed_.expires_at(Time::max());
    error_code ignored;
    co_await changed_.async_wait(await(ignored));
    // The wait was ours: the peer's deadlines start anew.
    heard_ = steady_clock::now();
    if (frame_started_) frame_started_ = heard_;
  }
}

milliseconds Session::tick() const {
  const auto& limits = context_.limits;
  const auto shortest =
      std::min({limits.hello_ms, limits.frame_ms, limits.idle_ms / 3, limits.write_ms});
  return milliseconds(std::clamp<std::uint32_t>(shortest / 8, 5, kTickMsMax));
}

Session::Awaitable<void> Session::watch_deadlines() {
  const auto self = shared_from_this();
  while (!closed_) {
    const auto period = tick();
    // At whole multiples, so that the connections of a thread are looked at together.
    const auto due =
        steady_clock::time_point((steady_clock::now().time_since_epoch() / period + 1) * period);
    tick_.expires_at(due);
    error_code ignored;
    co_await tick_.async_wait(await(ignored));
    // A thread that was held up has yet to read what came meanwhile: nobody is judged by that.
    const auto now = steady_clock::now();
    if (!closed_ && now < due + period) look_at_deadlines(now);
  }
}

void Session::look_at_deadlines(Time now) {
  const bool silent = reading_ && now >= read_deadline();
  const bool lingered = linger_until_ && now >= *linger_until_;
  if (silent || lingered || outbox_.overdue(now)) {
    close();
    return changed();
  }
  const auto quiet = milliseconds(context_.limits.idle_ms / 3);
  if (greeted_ && now - std::max(heard_, pinged_) >= quiet) {
    pinged_ = now;
    send(Kind::ping, 0, {});
  }
}

// Every reply under way is sent, then the peer gets a moment to read: closing a socket with unread
// bytes in it would destroy what the peer has not read yet.
Session::Awaitable<void> Session::finish() {
  while ((in_flight_ > 0 || !outbox_.empty()) && !outbox_.failed() && socket_.is_open()) {
    changed_.expires_at(Time::max());
    error_code ignored;
    co_await changed_.async_wait(await(ignored));
  }
  error_code error;
  socket_.shutdown(NetSocket::shutdown_send, error);
  linger_until_ = steady_clock::now() + kLingerMax;
  std::array<std::uint8_t, 4096> unread;
  while (!error) co_await socket_.async_read_some(asio::buffer(unread), await(error));
}

bool Session::say_hello(const Frame& frame) {
  if (!frame.is(Kind::hello)) {
    refuse(invalid("kind", "the first message must be hello"));
    return false;
  }
  auto greeting = answer_hello(context_, frame.body);
  send(greeting.kind, frame.request_id, std::move(greeting.body));
  greeted_ = greeting.kind == Kind::hello_reply;
  if (greeted_) parser_.set_body_bytes_max(context_.limits.frame_body_bytes_max);
  return greeted_;
}

void Session::refuse(Error error) {
  auto last = error_answer(std::move(error));
  send(last.kind, 0, std::move(last.body));
}

}  // namespace tally::server
