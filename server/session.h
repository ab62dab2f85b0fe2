// One connection of a client: a reader, an outbox, and what is under way for it.
//
// Deadlines: hello within hello_ms; a frame within frame_ms of its first byte; some byte every
// idle_ms (a ping is sent before); written bytes taken within write_ms. Whoever misses one is cut.
// They are looked at by a slow tick, since arming a timer for each message costs more than most
// messages.
// Limits: in_flight_max requests and outbox_bytes_max of replies; beyond either no more is read.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <map>
#include <memory>
#include <optional>

#include "server/context.h"
#include "server/handlers.h"
#include "server/net_thread.h"
#include "server/outbox.h"
#include "server/protocol/frame.h"
#include "server/subscription.h"

namespace tally::server {

// `overloaded`, field "server": what is answered while draining.
Error stopping_error();

// Shared by its coroutines and by completions under way; ends by itself when the last is done.
// start(), drain(), cut() and wake() may be called from any thread; all else runs on its own
// thread. The references outlive every session.
class Session final : public SubscriptionSink, public std::enable_shared_from_this<Session> {
 public:
  // The socket's executor is that of `thread`.
  Session(NetSocket socket, const ServerContext& context, NetThread& thread,
          boost::asio::thread_pool& workers);
  ~Session() override;

  void start();
  // Says goodbye, takes no more requests, sends the replies under way, and closes.
  void drain();
  // Closes at once.
  void cut();
  // The ledger has grown.
  void wake();

  void send(protocol::Kind kind, std::uint64_t request_id, Bytes body) override;
  bool congested() const override;

  // For its thread: the ledger has answered an append; what was sent is to be written now.
  void appended(std::uint64_t request_id, AppendResult result);
  void write();

 private:
  using Time = std::chrono::steady_clock::time_point;
  template <class T>
  using Awaitable = boost::asio::awaitable<T, NetExecutor>;

  Awaitable<void> run();
  Awaitable<void> read_requests();
  Awaitable<void> watch_deadlines();
  Awaitable<void> finish();
  // The end of everything that runs for this connection.
  void abort();
  // Closes the socket; whatever waits for it ends.
  void close();
  // Waits until another request may be taken.
  Awaitable<void> room();
  // Takes every whole frame that has arrived; false when the connection must end.
  Awaitable<bool> take_frames();
  Time read_deadline() const;
  std::chrono::milliseconds tick() const;
  void look_at_deadlines(Time now);

  void dispatch(const protocol::Frame& frame);
  bool say_hello(const protocol::Frame& frame);
  void append(std::uint64_t request_id, ByteView body);
  void subscribe(std::uint64_t request_id, ByteView body);
  void unsubscribe(std::uint64_t request_id);
  void credit(std::uint64_t request_id, ByteView body);
  void answer_on_worker(const protocol::Frame& frame);
  void reply(std::uint64_t request_id, Answer answer);
  void refuse_request(std::uint64_t request_id, Error error);
  // The last message of a connection whose peer broke the protocol.
  void refuse(Error error);
  void commit_appended();
  void changed();

  NetSocket socket_;
  const ServerContext& context_;
  NetThread& thread_;
  boost::asio::thread_pool& workers_;
  protocol::FrameParser parser_{protocol::kHelloBodyBytesMax};
  Outbox outbox_;
  std::map<std::uint64_t, std::shared_ptr<Subscription>> subscriptions_;
  std::atomic<bool> subscribing_{false};  // There are subscriptions.
  NetTimer changed_;                      // Cancelled when a reply was sent or bytes have left.
  NetTimer tick_;                         // Cancelled at the end.
  std::uint32_t in_flight_ = 0;
  Time opened_;
  Time heard_;                         // When the last bytes came.
  Time pinged_;                        // When we last asked for some.
  std::optional<Time> frame_started_;  // Part of a frame is there since then.
  std::optional<Time> linger_until_;   // When the peer's time to read the last reply ends.
  bool reading_ = false;               // Waits for bytes: the peer's deadlines run.
  bool greeted_ = false;
  bool appended_ = false;  // Something was queued since the last kick.
  bool to_write_ = false;  // Is on its thread's list of sessions that have something to write.
  bool draining_ = false;
  bool closed_ = false;
};

}  // namespace tally::server
