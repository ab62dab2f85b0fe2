// What a connection still has to write: frames in order, in bounded slices, with a deadline each.
#pragma once

#include <boost/beast/core/tcp_stream.hpp>
#include <cstdint>
#include <deque>
#include <functional>

#include "core/base/bytes.h"
#include "server/protocol/kind.h"

namespace tally::server {

// Runs on the connection's strand. The stream outlives it. `changed` is called when bytes have left
// and when writing has failed; it must keep whatever owns the outbox alive until then (see
// `owner`).
class Outbox {
 public:
  Outbox(boost::beast::tcp_stream& stream, std::uint32_t write_ms, std::function<void()> changed)
      : stream_(stream), write_ms_(write_ms), changed_(std::move(changed)) {}

  // `owner` is kept until the write in progress has ended.
  void send(protocol::Kind kind, std::uint64_t request_id, ByteView body,
            std::shared_ptr<void> owner);
  // Bytes queued and not yet taken by the peer.
  std::size_t bytes() const { return bytes_; }
  bool empty() const { return bytes_ == 0; }
  // A write failed or took too long: nothing more is sent.
  bool failed() const { return failed_; }

 private:
  void write_slice(std::shared_ptr<void> owner);

  boost::beast::tcp_stream& stream_;
  std::uint32_t write_ms_;
  std::function<void()> changed_;
  std::deque<Bytes> frames_;
  std::size_t offset_ = 0;  // In the first frame.
  std::size_t bytes_ = 0;
  bool writing_ = false;
  bool failed_ = false;
};

}  // namespace tally::server
