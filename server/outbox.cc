#include "server/outbox.h"

#include <array>
#include <boost/asio/buffer.hpp>

#include "server/protocol/frame.h"

namespace tally::server {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::steady_clock;

// The deadline holds for a slice, so that a slow peer with a large reply is judged by its pace.
constexpr std::size_t kSliceBytes = 256u << 10;
// Small frames share a chunk of about this size; a larger body is a chunk of its own.
constexpr std::size_t kChunkBytes = 32u << 10;
constexpr std::size_t kChunksPerWrite = 16;
// An empty chunk up to this size is kept for the next reply.
constexpr std::size_t kKeptBytes = 4u << 10;

}  // namespace

Bytes& Outbox::room_for(std::size_t bytes) {
  if (chunks_.empty() || chunks_.back().size() + bytes > kChunkBytes) chunks_.emplace_back();
  bytes_ += bytes;
  return chunks_.back();
}

void Outbox::add(protocol::Kind kind, std::uint64_t request_id, ByteView body) {
  if (failed_) return;
  auto& chunk = room_for(protocol::kFrameHeaderBytes + body.size());
  append(chunk, protocol::frame_header(kind, request_id, body));
  append(chunk, body);
}

void Outbox::add(protocol::Kind kind, std::uint64_t request_id, Bytes&& body) {
  if (failed_) return;
  if (body.size() < kChunkBytes) return add(kind, request_id, ByteView(body));
  append(room_for(protocol::kFrameHeaderBytes), protocol::frame_header(kind, request_id, body));
  bytes_ += body.size();
  chunks_.push_back(std::move(body));
}

void Outbox::write(const std::shared_ptr<void>& owner) {
  while (!failed_ && !waiting_ && bytes_ > 0) {
    const auto error = write_some();
    if (error == asio::error::would_block || error == asio::error::try_again) {
      slice_started_ = steady_clock::now();
      slice_taken_ = 0;
      wait(owner);
    } else if (error) {
      fail();
    }
  }
}

error_code Outbox::write_some() {
  std::array<asio::const_buffer, kChunksPerWrite> buffers;
  std::size_t count = 0;
  std::size_t skip = offset_;
  for (const auto& chunk : chunks_) {
    if (count == buffers.size()) break;
    buffers[count++] = asio::const_buffer(chunk.data() + skip, chunk.size() - skip);
    skip = 0;
  }
  error_code error;
  took(socket_.write_some(std::span(buffers.data(), count), error));
  return error;
}

void Outbox::took(std::size_t bytes) {
  bytes_ -= bytes;
  for (offset_ += bytes; !chunks_.empty() && offset_ >= chunks_.front().size();) {
    offset_ -= chunks_.front().size();
    if (chunks_.size() == 1 && chunks_.front().capacity() <= kKeptBytes) {
      chunks_.front().clear();
      break;
    }
    chunks_.pop_front();
  }
  slice_taken_ += bytes;
  if (slice_taken_ < kSliceBytes) return;
  slice_started_ = steady_clock::now();
  slice_taken_ = 0;
}

void Outbox::wait(const std::shared_ptr<void>& owner) {
  waiting_ = true;
  socket_.async_wait(NetSocket::wait_write, [this, owner](error_code error) {
    if (error) {
      waiting_ = false;
      return fail();
    }
    error = write_some();
    if (error == asio::error::would_block || error == asio::error::try_again || !error) {
      if (bytes_ > 0) {
        wait(owner);
      } else {
        waiting_ = false;
      }
      return changed_();
    }
    waiting_ = false;
    fail();
  });
}

void Outbox::fail() {
  failed_ = true;
  chunks_.clear();
  bytes_ = 0;
  changed_();
}

}  // namespace tally::server
