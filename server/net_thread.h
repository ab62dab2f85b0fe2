// One thread of the network: its event loop and its turn at the writer's role (decision D5).
//
// A connection belongs to one of these threads for life: nothing of it needs a lock, and a lone
// request is read, judged, made durable and answered without a second thread being woken. While one
// thread commits, the others go on reading requests, which join the next commit.
#pragma once

#include <atomic>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "server/writer_role.h"

namespace tally::server {

// Asio's types without the indirection that lets them run on any executor.
using NetExecutor = boost::asio::io_context::executor_type;
using NetSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, NetExecutor>;
using NetTimer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, NetExecutor>;

class Session;

class NetThread {
 public:
  explicit NetThread(WriterRole& role);
  ~NetThread();  // stop() before.

  void start();
  // Ends the loop; what is under way in it is dropped.
  void stop();

  // Any thread.
  NetExecutor executor() { return io_.get_executor(); }
  // Something was queued in the ledger: commits when the requests that have arrived are read.
  void kick();
  // The ledger's answer to an append of a session of this thread. Where another thread has
  // committed, the answers come over together when that calls tell_others().
  void answered(std::shared_ptr<Session> session, std::uint64_t request_id, AppendResult result);
  // Tells the threads for which answered() was called on the calling one.
  static void tell_others();
  // How many sessions it has; kept by them.
  std::atomic<std::uint32_t> sessions{0};

  // Only on this thread: the session has something to write. Replies that are made together leave
  // together.
  void write_soon(std::shared_ptr<Session> session);

 private:
  struct Answered {
    std::shared_ptr<Session> session;
    std::uint64_t request_id;
    AppendResult result;
  };
  void commit();
  void deliver();
  void write_replies();

  WriterRole& role_;
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<NetExecutor> work_;
  std::thread thread_;

  std::atomic<bool> kicked_{false};
  std::vector<std::shared_ptr<Session>> writing_;
  std::vector<std::shared_ptr<Session>> written_;  // Its room is kept for the next turn.
  std::mutex mutex_;
  std::vector<Answered> answered_;  // Guarded by mutex_.
};

}  // namespace tally::server
