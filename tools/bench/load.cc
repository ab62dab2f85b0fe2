#include "tools/bench/load.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <deque>

#include "server/protocol/frame.h"
#include "server/protocol/messages_append.h"
#include "server/protocol/messages_session.h"

namespace tally::bench {
namespace {

using protocol::Kind;

constexpr int kPatienceMs = 30'000;
// Of a paced load. The server refuses more than it can queue; what is due beyond waits here, and
// its latency counts from when it was due.
constexpr std::uint64_t kUnderWayMax = 2048;

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

Error failed(const char* what) {
  return Error(ErrorCode::io, std::string(what) + ": " + std::strerror(errno));
}

// One connection. `sent_ns` holds when each request under way was due, by request id.
struct Connection {
  int socket = -1;
  protocol::FrameParser parser{protocol::kFrameBodyBytesMax};
  Bytes out;
  std::size_t written = 0;
  bool waits_to_write = false;
  std::uint64_t last_request = 0;
  std::uint64_t first_under_way = 1;
  std::deque<std::int64_t> due_ns;

  ~Connection() {
    if (socket >= 0) close(socket);
  }
};

Result<void> write_all(int socket, ByteView bytes) {
  while (!bytes.empty()) {
    const auto n = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed("send");
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

Result<void> say_hello(Connection& connection) {
  protocol::Hello hello;
  hello.client = "tally-bench";
  TALLY_TRY(write_all(connection.socket, encode_frame(Kind::hello, 1, hello.encode())));
  std::array<std::uint8_t, 4096> buffer;
  for (;;) {
    const auto n = ::recv(connection.socket, buffer.data(), buffer.size(), 0);
    if (n <= 0) return failed("hello");
    connection.parser.feed({buffer.data(), static_cast<std::size_t>(n)});
    TALLY_ASSIGN(const auto frame, connection.parser.next());
    if (!frame) continue;
    if (!frame->is(Kind::hello_reply)) return Error(ErrorCode::io, "hello was refused");
    return {};
  }
}

Result<void> open(Connection& connection, std::uint16_t port) {
  connection.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connection.socket < 0) return failed("socket");
  const int on = 1;
  setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(connection.socket, reinterpret_cast<sockaddr*>(&to), sizeof(to)) != 0) {
    return failed("connect");
  }
  TALLY_TRY(say_hello(connection));
  if (fcntl(connection.socket, F_SETFL, O_NONBLOCK) != 0) return failed("fcntl");
  return {};
}

// What a reply that is not "recorded" says.
Error refusal(const protocol::Frame& frame) {
  if (frame.is(Kind::append_failed)) {
    const auto reply = protocol::AppendFailedReply::decode(frame.body);
    if (reply.ok()) return reply->failure.error;
  }
  if (frame.is(Kind::error) || frame.is(Kind::goodbye)) {
    const auto reply = protocol::ErrorReply::decode(frame.body);
    if (reply.ok()) return reply->error;
  }
  return Error(ErrorCode::io, "an answer of kind " + std::to_string(frame.kind));
}

}  // namespace

class LoadGenerator::State {
 public:
  ~State() {
    if (epoll_ >= 0) close(epoll_);
  }

  Result<void> connect(std::uint16_t port, std::uint32_t connections) {
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_ < 0) return failed("epoll");
    for (std::uint32_t i = 0; i < connections; ++i) {
      connections_.push_back(std::make_unique<Connection>());
      TALLY_TRY(open(*connections_.back(), port));
      TALLY_TRY(watch(*connections_.back(), EPOLL_CTL_ADD, EPOLLIN));
    }
    return {};
  }

  Result<LoadResult> run(const Load& load, RequestStamp& stamp) {
    load_ = load;
    stamp_ = &stamp;
    sent_ = answered_ = 0;
    result_ = {};
    if (load.keep_latencies) result_.latencies_us.reserve(load.requests);
    begin_ns_ = now_ns();
    if (load.rate == 0) TALLY_TRY(fill_pipelines());
    while (answered_ < load.requests) {
      if (load.rate != 0) TALLY_TRY(send_due());
      TALLY_TRY(wait_and_take());
    }
    result_.us = (now_ns() - begin_ns_) / 1000;
    return std::move(result_);
  }

 private:
  Result<void> watch(Connection& connection, int operation, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = &connection;
    if (epoll_ctl(epoll_, operation, connection.socket, &event) != 0) return failed("epoll");
    return {};
  }

  void add_request(Connection& connection, std::int64_t due_ns) {
    stamp_->stamp(++connection.last_request, connection.out);
    connection.due_ns.push_back(due_ns);
    ++sent_;
  }

  Result<void> fill_pipelines() {
    for (const auto& connection : connections_) {
      for (std::uint32_t k = 0; k < load_.pipeline && sent_ < load_.requests; ++k) {
        add_request(*connection, begin_ns_);
      }
      TALLY_TRY(write_some(*connection));
    }
    return {};
  }

  std::int64_t due_ns(std::uint64_t request) const {
    return begin_ns_ + static_cast<std::int64_t>(request * 1'000'000'000 / load_.rate);
  }

  bool may_send() const { return sent_ < load_.requests && sent_ - answered_ < kUnderWayMax; }

  Result<void> send_due() {
    for (const auto now = now_ns(); may_send() && due_ns(sent_) <= now;) {
      auto& connection = *connections_[sent_ % connections_.size()];
      add_request(connection, due_ns(sent_));
      TALLY_TRY(write_some(connection));
    }
    return {};
  }

  Result<void> write_some(Connection& connection) {
    while (connection.written < connection.out.size()) {
      const auto n = ::send(connection.socket, connection.out.data() + connection.written,
                            connection.out.size() - connection.written, MSG_NOSIGNAL);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && errno == EAGAIN) break;
      if (n < 0) return failed("send");
      connection.written += static_cast<std::size_t>(n);
    }
    const bool all = connection.written == connection.out.size();
    if (all) {
      connection.out.clear();
      connection.written = 0;
    }
    if (connection.waits_to_write == !all) return {};
    connection.waits_to_write = !all;
    return watch(connection, EPOLL_CTL_MOD, all ? EPOLLIN : EPOLLIN | EPOLLOUT);
  }

  Result<void> wait_and_take() {
    timespec patience{kPatienceMs / 1000, 0};
    const bool paced = load_.rate != 0 && may_send();
    if (paced) {
      const auto ns = std::max<std::int64_t>(due_ns(sent_) - now_ns(), 0);
      patience = {ns / 1'000'000'000, ns % 1'000'000'000};
    }
    std::array<epoll_event, 256> events;
    const int n = epoll_pwait2(epoll_, events.data(), events.size(), &patience, nullptr);
    if (n < 0 && errno != EINTR) return failed("epoll_pwait2");
    if (n == 0 && !paced) return Error(ErrorCode::io, "the server does not answer");
    for (int i = 0; i < n; ++i) {
      auto& connection = *static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (events[static_cast<std::size_t>(i)].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
        TALLY_TRY(take_answers(connection));
      }
      TALLY_TRY(write_some(connection));
    }
    return {};
  }

  Result<void> take_answers(Connection& connection) {
    const auto n = ::recv(connection.socket, buffer_.data(), buffer_.size(), 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return {};
    if (n < 0) return failed("recv");
    if (n == 0) return Error(ErrorCode::io, "the server closed the connection");
    connection.parser.feed({buffer_.data(), static_cast<std::size_t>(n)});
    const auto now = now_ns();
    for (;;) {
      TALLY_ASSIGN(const auto frame, connection.parser.next());
      if (!frame) return {};
      TALLY_TRY(take(connection, *frame, now));
    }
  }

  Result<void> take(Connection& connection, const protocol::Frame& frame, std::int64_t now) {
    if (frame.is(Kind::ping)) {
      append(connection.out, encode_frame(Kind::ping_reply, frame.request_id, {}));
      return {};
    }
    if (!frame.is(Kind::append_reply)) return refusal(frame);
    if (frame.request_id < connection.first_under_way ||
        frame.request_id > connection.last_request) {
      return Error(ErrorCode::io, "an answer to a request that is not under way");
    }
    auto& due = connection.due_ns[frame.request_id - connection.first_under_way];
    if (due < 0) return Error(ErrorCode::io, "a second answer to one request");
    if (load_.keep_latencies) {
      result_.latencies_us.push_back(static_cast<std::uint32_t>((now - due) / 1000));
    }
    due = -1;
    for (; !connection.due_ns.empty() && connection.due_ns.front() < 0;
         ++connection.first_under_way) {
      connection.due_ns.pop_front();
    }
    ++answered_;
    if (load_.rate == 0 && sent_ < load_.requests) add_request(connection, now);
    return {};
  }

  int epoll_ = -1;
  std::vector<std::unique_ptr<Connection>> connections_;
  Load load_;
  RequestStamp* stamp_ = nullptr;
  std::uint64_t sent_ = 0;
  std::uint64_t answered_ = 0;
  std::int64_t begin_ns_ = 0;
  LoadResult result_;
  std::array<std::uint8_t, 256 << 10> buffer_;
};

LoadGenerator::LoadGenerator(std::unique_ptr<State> state) : state_(std::move(state)) {}
LoadGenerator::LoadGenerator(LoadGenerator&&) noexcept = default;
LoadGenerator& LoadGenerator::operator=(LoadGenerator&&) noexcept = default;
LoadGenerator::~LoadGenerator() = default;

Result<LoadGenerator> LoadGenerator::connect(std::uint16_t port, std::uint32_t connections) {
  auto state = std::make_unique<State>();
  TALLY_TRY(state->connect(port, connections));
  return LoadGenerator(std::move(state));
}

Result<LoadResult> LoadGenerator::run(const Load& load, RequestStamp& stamp) {
  return state_->run(load, stamp);
}

}  // namespace tally::bench
