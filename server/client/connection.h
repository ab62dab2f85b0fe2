// One TCP connection of a client: frames out, replies in, matched by request id. It never
// reconnects; AsyncClient does.
//
// Threads: every call runs on the executor it was opened on, which must be a strand or a
// single-threaded context. Lifetime: shared with its reader, which ends when the connection does.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <deque>
#include <map>
#include <memory>

#include "core/base/result.h"
#include "server/client/client_options.h"
#include "server/protocol/frame.h"
#include "server/protocol/messages_session.h"

namespace tally {

using SteadyTime = std::chrono::steady_clock::time_point;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  struct Reply {
    std::uint16_t kind = 0;
    Bytes body;
    bool is(protocol::Kind k) const { return kind == static_cast<std::uint16_t>(k); }
  };
  // The messages that arrive under one request id, oldest first.
  class Inbox {
   public:
    explicit Inbox(const boost::asio::any_io_executor& executor) : arrived_(executor) {}

   private:
    friend class Connection;
    std::deque<Reply> messages_;
    boost::asio::steady_timer arrived_;
  };

  // Connects and says hello. `io` when nothing answers by the deadline; the server's error
  // (`overloaded`, or `invalid` field "version") when it refuses.
  static boost::asio::awaitable<Result<std::shared_ptr<Connection>>> open(ClientOptions options,
                                                                          SteadyTime deadline);

  // Sends a request. Its replies come by receive(); close_inbox() ends it.
  std::uint64_t send(protocol::Kind kind, ByteView body);
  // Sends under the id of an earlier request.
  void send(protocol::Kind kind, std::uint64_t request_id, ByteView body);
  // The next message under this id. `io`, field "connection", once the connection is lost; field
  // "deadline" when it passed. Nobody can say then what became of the request.
  boost::asio::awaitable<Result<Reply>> receive(std::uint64_t request_id, SteadyTime deadline);
  void close_inbox(std::uint64_t request_id) { inboxes_.erase(request_id); }

  // One request, one reply.
  boost::asio::awaitable<Result<Reply>> request(protocol::Kind kind, ByteView body,
                                                SteadyTime deadline);

  const protocol::HelloReply& hello() const { return hello_; }
  // False once lost, or when the server has said goodbye: then no new request may be sent.
  bool open() const { return !lost_ && !goodbye_; }
  bool lost() const { return lost_.has_value(); }
  void close();

 private:
  explicit Connection(boost::asio::any_io_executor executor);
  boost::asio::awaitable<Result<void>> connect(ClientOptions options, SteadyTime deadline);
  boost::asio::awaitable<void> read_frames();
  void take(const protocol::Frame& frame);
  void write_waiting();
  void lose(std::string reason);

  boost::beast::tcp_stream stream_;
  protocol::FrameParser parser_{protocol::kFrameBodyBytesMax};
  protocol::HelloReply hello_;
  std::map<std::uint64_t, std::shared_ptr<Inbox>> inboxes_;
  std::uint64_t last_request_id_ = 0;
  // Without a byte for this long the connection is dead: the server pings well before.
  std::chrono::milliseconds silence_max_{120'000};
  Bytes waiting_;  // To be written next.
  Bytes writing_;
  std::optional<std::string> lost_;
  bool goodbye_ = false;
};

}  // namespace tally
