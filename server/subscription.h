// One subscription of one connection: catch-up and live are the same code (contracts C14).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "server/context.h"
#include "server/protocol/messages_read.h"

namespace tally::server {

// What a subscription needs of its connection. Called on the connection's thread.
class SubscriptionSink {
 public:
  virtual ~SubscriptionSink() = default;
  virtual void send(protocol::Kind kind, std::uint64_t request_id, Bytes body) = 0;
  // The peer does not take what is already queued for it.
  virtual bool congested() const = 0;
};

// Runs on the connection's thread; only the reading of pages happens on `workers`. `sink`, the
// context and the workers outlive it.
class Subscription {
 public:
  Subscription(boost::asio::any_io_executor executor, const ServerContext& context,
               boost::asio::thread_pool& workers, SubscriptionSink& sink, std::uint64_t request_id,
               protocol::SubscribeRequest request);
  ~Subscription();

  // Sends events while there is credit, heartbeats while there is nothing else to say. Ends after
  // end() or with an error of the store, which it tells the peer.
  boost::asio::awaitable<void> run();

  // More records may be sent. `invalid` when the sum passes the limit.
  Result<void> add_credit(std::uint32_t records);
  // Something may have changed: the ledger has grown, the peer has taken bytes.
  void wake() { wakened_.cancel(); }
  // The peer asked for the end and is told when it has come.
  void end();
  // The connection ends: nothing more is sent.
  void abandon();

 private:
  // True when a page was read.
  boost::asio::awaitable<Result<bool>> send_page();
  void send_heartbeat();
  boost::asio::awaitable<void> wait();
  TreeSize head() const { return context_.ledger.store().last_commit().size; }

  const ServerContext& context_;
  boost::asio::thread_pool& workers_;
  SubscriptionSink& sink_;
  std::uint64_t request_id_;
  protocol::SubscribeRequest request_;  // `from` is scanned_to.
  boost::asio::steady_timer wakened_;
  std::chrono::steady_clock::time_point spoke_;  // When the peer was last told how far we are.
  bool ended_ = false;
  bool abandoned_ = false;
};

}  // namespace tally::server
