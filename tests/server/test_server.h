// A server over a ledger in memory, and a peer that may misbehave.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <optional>

#include "core/base/clock.h"
#include "core/store/memory_store.h"
#include "server/client/client.h"
#include "server/protocol/frame.h"
#include "server/server.h"
#include "server/view_worker.h"

namespace tally::test {

// A store whose commits can be held up, so that a test sees what waits.
class SlowStore final : public EventStore {
 public:
  Result<void> commit(std::span<const NewRecord> records, const CommitMark& mark) override {
    if (delay.count() > 0) std::this_thread::sleep_for(delay);
    return memory_.commit(records, mark);
  }
  Result<RecordPage> read(Position from, Direction direction,
                          const ReadLimits& limits) const override {
    return memory_.read(from, direction, limits);
  }
  Result<RecordPage> read_stream(std::string_view stream, Revision from, Direction direction,
                                 const ReadLimits& limits) const override {
    return memory_.read_stream(stream, from, direction, limits);
  }
  Result<std::optional<Position>> find(const EventId& id) const override {
    return memory_.find(id);
  }
  CommitMark last_commit() const override { return memory_.last_commit(); }
  Result<void> erase(Position position) override { return memory_.erase(position); }

  std::chrono::milliseconds delay{0};

 private:
  MemoryStore memory_;
};

class TestServer {
 public:
  struct Options {
    std::function<void(protocol::Limits&)> limits = [](protocol::Limits&) {};
    LedgerLimits ledger;
    bool start_views = true;
  };

  explicit TestServer(Options options) {
    InitOptions init;
    init.origin = "ledger.example/test";
    init.currency = Currency::parse("CNY").value();
    const auto made = init_ledger({store, clock, random}, init);
    EXPECT_TRUE(made.ok()) << made.error().to_string();
    ledger = std::move(Ledger::open({store, clock, random}, options.ledger)).value();
    views = std::make_unique<server::ViewWorker>(*ledger, projections);
    auto limits = server::default_limits(options.ledger);
    options.limits(limits);
    server::CheckpointSource checkpoints;
    checkpoints.sign = [this](bool) -> Result<std::string> {
      ++signed_count;
      return "checkpoint of " + std::to_string(store.last_commit().size.value);
    };
    checkpoints.last = []() -> Result<std::optional<std::string>> {
      return std::optional<std::string>();
    };
    checkpoints.verifier_key = "ledger.example/test+00000000+AQ==";
    server::ServerOptions where;
    where.listen.port = 0;
    auto started = server::Server::start(
        {*ledger, projections, *views, counters, checkpoints, limits, "tallyd test"}, where);
    EXPECT_TRUE(started.ok());
    server = std::move(started).value();
    if (options.start_views) views->start();
  }
  TestServer() : TestServer(Options{}) {}
  ~TestServer() {
    server.reset();
    views->stop();
  }

  std::uint16_t port() const { return server->address().port; }
  ClientOptions client_options() const {
    ClientOptions options;
    options.port = port();
    return options;
  }
  Client connect() const {
    auto client = Client::connect(client_options());
    EXPECT_TRUE(client.ok()) << client.error().to_string();
    return std::move(client).value();
  }
  bool connections_become(std::uint32_t count, int timeout_ms = 3000) const {
    for (int waited = 0; waited < timeout_ms; waited += 10) {
      if (counters.connections == count) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }

  SlowStore store;
  SystemClock clock;
  SystemRandom random;
  std::unique_ptr<Ledger> ledger;
  Projections projections;
  std::unique_ptr<server::ViewWorker> views;
  server::Counters counters;
  std::atomic<int> signed_count{0};
  std::unique_ptr<server::Server> server;
};

// An open event with a random id in a stream of the number.
inline ProposedEvent note(int stream = 1, const std::string& text = "x") {
  Json payload;
  payload.set("text", text);
  auto event = propose_open("operator", "x.note", "project-" + std::to_string(stream), payload);
  EXPECT_TRUE(event.ok());
  return std::move(event).value();
}

// A bare socket.
class RawPeer {
 public:
  explicit RawPeer(std::uint16_t port, int receive_buffer = 0) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    if (receive_buffer > 0) {
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  }
  ~RawPeer() { ::close(socket_); }
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;

  void send(ByteView bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes = bytes.subspan(static_cast<std::size_t>(sent));
    }
  }
  template <class Message>
  void send(std::uint64_t id, const Message& message) {
    send(protocol::encode_frame(Message::kKind, id, message.encode()));
  }
  void hello() {
    send(1, protocol::Hello{});
    const auto reply = receive();
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->kind, protocol::Kind::hello_reply);
  }
  void half_close() { ::shutdown(socket_, SHUT_WR); }

  struct Received {
    protocol::Kind kind;
    std::uint64_t request_id;
    Bytes body;
  };
  // The next frame; nothing at the end of the stream or after the time.
  std::optional<Received> receive(int timeout_ms = 5000) {
    for (;;) {
      const auto frame = parser_.next();
      if (!frame.ok()) return std::nullopt;
      if (frame->has_value()) {
        const auto& f = **frame;
        return Received{static_cast<protocol::Kind>(f.kind), f.request_id, to_owned(f.body)};
      }
      if (!read_some(timeout_ms)) return std::nullopt;
    }
  }
  // True once the server has closed the connection; frames that come before are dropped.
  bool closed_within(int timeout_ms) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
    while (!ended_) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
          until - std::chrono::steady_clock::now());
      if (left.count() <= 0) return false;
      read_some(static_cast<int>(left.count()));
    }
    return true;
  }

 private:
  bool read_some(int timeout_ms) {
    pollfd descriptor{socket_, POLLIN, 0};
    if (::poll(&descriptor, 1, timeout_ms) <= 0) return false;
    std::uint8_t chunk[4096];
    const auto size = ::recv(socket_, chunk, sizeof(chunk), 0);
    if (size <= 0) {
      ended_ = true;
      return false;
    }
    parser_.feed(ByteView(chunk, static_cast<std::size_t>(size)));
    return true;
  }

  int socket_ = -1;
  bool ended_ = false;
  protocol::FrameParser parser_{protocol::kFrameBodyBytesMax};
};

}  // namespace tally::test
