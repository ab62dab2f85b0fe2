// What a connection still has to write: frames in order, gathered into few writes.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "core/base/bytes.h"
#include "server/net_thread.h"
#include "server/protocol/kind.h"

namespace tally::server {

// Runs on the connection's thread. The socket outlives it and is non-blocking. `changed` is called
// when bytes have left that had to wait, and when writing has failed.
class Outbox {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Outbox(NetSocket& socket, std::uint32_t write_ms, std::function<void()> changed)
      : socket_(socket), write_ms_(write_ms), changed_(std::move(changed)) {}

  // Nothing leaves before write().
  void add(protocol::Kind kind, std::uint64_t request_id, ByteView body);
  // The same without a copy of a large body.
  void add(protocol::Kind kind, std::uint64_t request_id, Bytes&& body);
  // Writes what the socket takes, and goes on by itself when it takes more. `owner` is kept until
  // then.
  void write(const std::shared_ptr<void>& owner);
  // Bytes queued and not yet taken by the peer.
  std::size_t bytes() const { return bytes_; }
  bool empty() const { return bytes_ == 0; }
  // A write failed or took too long: nothing more is sent.
  bool failed() const { return failed_; }
  // The peer has not taken a slice of what waits for it in write_ms.
  bool overdue(Time now) const {
    return waiting_ && now >= slice_started_ + std::chrono::milliseconds(write_ms_);
  }

 private:
  Bytes& room_for(std::size_t bytes);
  boost::system::error_code write_some();
  void took(std::size_t bytes);
  void wait(const std::shared_ptr<void>& owner);
  void fail();

  NetSocket& socket_;
  std::uint32_t write_ms_;
  std::function<void()> changed_;
  std::deque<Bytes> chunks_;
  std::size_t offset_ = 0;  // In the first chunk.
  std::size_t bytes_ = 0;
  bool waiting_ = false;  // For the socket.
  Time slice_started_;
  std::size_t slice_taken_ = 0;
  bool failed_ = false;
};

}  // namespace tally::server
