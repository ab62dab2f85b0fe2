// One connection of a client: a reader, an outbox, and what is under way for it.
//
// Deadlines: hello within hello_ms; a frame within frame_ms of its first byte; some byte every
// idle_ms (a ping is sent before); written bytes taken within write_ms. Whoever misses one is cut.
// Limits: in_flight_max requests and outbox_bytes_max of replies; beyond either no more is read.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <map>
#include <memory>
#include <optional>

#include "server/context.h"
#include "server/handlers.h"
#include "server/outbox.h"
#include "server/protocol/frame.h"
#include "server/subscription.h"
#include "server/writer_drive.h"

namespace tally::server {

// `overloaded`, field "server": what is answered while draining.
Error stopping_error();

// Shared by its coroutines and by completions under way; ends by itself when the last is done.
// start(), drain(), cut() and wake() may be called from any thread; all else runs on its strand.
// The references outlive every session.
class Session final : public SubscriptionSink, public std::enable_shared_from_this<Session> {
 public:
  // The socket's executor is a strand of the server's context.
  Session(boost::asio::ip::tcp::socket socket, const ServerContext& context, WriterDrive& drive,
          boost::asio::thread_pool& workers);
  ~Session() override;

  void start();
  // Says goodbye, takes no more requests, sends the replies under way, and closes.
  void drain();
  // Closes at once.
  void cut();
  // The ledger has grown.
  void wake();

  void send(protocol::Kind kind, std::uint64_t request_id, ByteView body) override;
  bool congested() const override;

 private:
  using Time = std::chrono::steady_clock::time_point;

  boost::asio::awaitable<void> run();
  boost::asio::awaitable<void> read_requests();
  boost::asio::awaitable<void> keep_alive();
  boost::asio::awaitable<void> finish();
  // The end of everything that runs for this connection.
  void abort();
  // Waits until another request may be taken.
  boost::asio::awaitable<void> room();
  // Takes every whole frame that has arrived; false when the connection must end.
  boost::asio::awaitable<bool> take_frames();
  Time read_deadline() const;

  void dispatch(const protocol::Frame& frame);
  bool say_hello(const protocol::Frame& frame);
  void append(std::uint64_t request_id, ByteView body);
  void subscribe(std::uint64_t request_id, ByteView body);
  void unsubscribe(std::uint64_t request_id);
  void credit(std::uint64_t request_id, ByteView body);
  void answer_on_worker(const protocol::Frame& frame);
  void reply(std::uint64_t request_id, const Answer& answer);
  // The last message of a connection whose peer broke the protocol.
  void refuse(Error error);
  void commit_appended();
  void changed();

  boost::beast::tcp_stream stream_;
  const ServerContext& context_;
  WriterDrive& drive_;
  boost::asio::thread_pool& workers_;
  protocol::FrameParser parser_{protocol::kHelloBodyBytesMax};
  Outbox outbox_;
  std::map<std::uint64_t, std::shared_ptr<Subscription>> subscriptions_;
  boost::asio::steady_timer changed_;     // Cancelled when a reply was sent or bytes have left.
  boost::asio::steady_timer keep_alive_;  // Cancelled at the end.
  std::uint32_t in_flight_ = 0;
  Time opened_;
  Time heard_;                         // When the last bytes came.
  std::optional<Time> frame_started_;  // Part of a frame is there since then.
  bool greeted_ = false;
  bool appended_ = false;  // Something was queued since the last kick.
  bool draining_ = false;
  bool closed_ = false;
};

}  // namespace tally::server
