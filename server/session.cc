#include "server/session.h"

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

}  // namespace

Session::Session(asio::ip::tcp::socket socket, const ServerContext& context, WriterDrive& drive,
                 asio::thread_pool& workers)
    : stream_(std::move(socket)),
      context_(context),
      drive_(drive),
      workers_(workers),
      outbox_(stream_, context.limits.write_ms, [this] { changed(); }),
      changed_(stream_.get_executor()),
      keep_alive_(stream_.get_executor()),
      opened_(steady_clock::now()),
      heard_(opened_) {
  ++context_.counters.connections;
}

Session::~Session() { --context_.counters.connections; }

void Session::start() {
  const auto self = shared_from_this();
  const auto ended = [self](std::exception_ptr failure) {
    if (failure) self->abort();  // No memory: this connection goes, the server stays.
  };
  asio::co_spawn(stream_.get_executor(), run(), ended);
  asio::co_spawn(stream_.get_executor(), keep_alive(), ended);
}

void Session::drain() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    if (self->draining_ || self->closed_) return;
    self->draining_ = true;
    self->send(Kind::goodbye, 0, protocol::Goodbye{stopping_error()}.encode());
    // The reader sees the end of the stream, as though the client had closed its side.
    error_code ignored;
    self->stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_receive, ignored);
    self->changed();
  });
}

void Session::cut() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    self->stream_.close();
    self->changed();
  });
}

void Session::abort() {
  closed_ = true;
  stream_.close();
  keep_alive_.cancel();
  for (auto& [id, subscription] : subscriptions_) subscription->abandon();
  changed();
}

void Session::wake() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    for (auto& [id, subscription] : self->subscriptions_) subscription->wake();
  });
}

void Session::send(Kind kind, std::uint64_t request_id, ByteView body) {
  if (!closed_) outbox_.send(kind, request_id, body, shared_from_this());
}

bool Session::congested() const { return outbox_.bytes() >= kOutboxBytesMax; }

void Session::changed() {
  changed_.cancel();
  for (auto& [id, subscription] : subscriptions_) subscription->wake();
}

asio::awaitable<void> Session::run() {
  const auto self = shared_from_this();
  error_code ignored;
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  co_await read_requests();
  commit_appended();
  for (auto& [id, subscription] : subscriptions_) subscription->abandon();
  co_await finish();
  abort();
}

asio::awaitable<void> Session::read_requests() {
  std::array<std::uint8_t, 64u << 10> chunk;
  for (;;) {
    co_await room();
    if (outbox_.failed()) co_return;
    stream_.expires_at(read_deadline());
    error_code error;
    const auto size = co_await stream_.async_read_some(
        asio::buffer(chunk), asio::redirect_error(asio::use_awaitable, error));
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

asio::awaitable<bool> Session::take_frames() {
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
    if (in_flight_ >= context_.limits.in_flight_max && appended_) {
      appended_ = false;
      drive_.kick();
    }
    co_await room();
    if (outbox_.failed()) co_return false;
  }
  // Only now: what arrived together is committed together.
  commit_appended();
  co_return true;
}

void Session::commit_appended() {
  if (appended_) drive_.kick();
  appended_ = false;
}

asio::awaitable<void> Session::room() {
  while ((in_flight_ >= context_.limits.in_flight_max || congested()) && !outbox_.failed()) {
    commit_appended();  // What waits for room must not wait for its own commit.
    changed_.expires_at(Time::max());
    error_code ignored;
    co_await changed_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    // The wait was ours: the peer's deadlines start anew.
    heard_ = steady_clock::now();
    if (frame_started_) frame_started_ = heard_;
  }
}

asio::awaitable<void> Session::keep_alive() {
  const auto self = shared_from_this();
  const auto quiet = milliseconds(context_.limits.idle_ms / 3);
  while (!closed_) {
    keep_alive_.expires_after(quiet);
    error_code ignored;
    co_await keep_alive_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    if (!closed_ && greeted_ && steady_clock::now() - heard_ >= quiet) send(Kind::ping, 0, {});
  }
}

// Every reply under way is sent, then the peer gets a moment to read: closing a socket with unread
// bytes in it would destroy what the peer has not read yet.
asio::awaitable<void> Session::finish() {
  while ((in_flight_ > 0 || !outbox_.empty()) && !outbox_.failed() && stream_.socket().is_open()) {
    changed_.expires_at(Time::max());
    error_code ignored;
    co_await changed_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  error_code error;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
  stream_.expires_after(kLingerMax);
  std::array<std::uint8_t, 4096> unread;
  while (!error) {
    co_await stream_.async_read_some(asio::buffer(unread),
                                     asio::redirect_error(asio::use_awaitable, error));
  }
}

bool Session::say_hello(const Frame& frame) {
  if (!frame.is(Kind::hello)) {
    refuse(invalid("kind", "the first message must be hello"));
    return false;
  }
  const auto greeting = answer_hello(context_, frame.body);
  send(greeting.kind, frame.request_id, greeting.body);
  greeted_ = greeting.kind == Kind::hello_reply;
  if (greeted_) parser_.set_body_bytes_max(context_.limits.frame_body_bytes_max);
  return greeted_;
}

void Session::refuse(Error error) {
  const auto last = error_answer(std::move(error));
  send(last.kind, 0, last.body);
}

}  // namespace tally::server
