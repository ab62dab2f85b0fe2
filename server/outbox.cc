#include "server/outbox.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <vector>

#include "server/protocol/frame.h"

namespace tally::server {
namespace {

// The deadline holds for a slice, so that a slow peer with a large reply is judged by its pace.
constexpr std::size_t kSliceBytes = 256u << 10;
constexpr std::size_t kSliceFrames = 64;

}  // namespace

void Outbox::send(protocol::Kind kind, std::uint64_t request_id, ByteView body,
                  std::shared_ptr<void> owner) {
  if (failed_) return;
  frames_.push_back(protocol::encode_frame(kind, request_id, body));
  bytes_ += frames_.back().size();
  if (!writing_) write_slice(std::move(owner));
}

void Outbox::write_slice(std::shared_ptr<void> owner) {
  writing_ = true;
  std::vector<boost::asio::const_buffer> buffers;
  std::size_t slice = 0;
  std::size_t skip = offset_;
  for (const auto& frame : frames_) {
    if (slice == kSliceBytes || buffers.size() == kSliceFrames) break;
    const auto size = std::min(frame.size() - skip, kSliceBytes - slice);
    buffers.emplace_back(frame.data() + skip, size);
    slice += size;
    skip = 0;
  }
  stream_.expires_after(std::chrono::milliseconds(write_ms_));
  boost::asio::async_write(stream_, std::move(buffers),
                           [this, owner = std::move(owner)](boost::system::error_code error,
                                                            std::size_t written) mutable {
                             writing_ = false;
                             if (error) {
                               failed_ = true;
                               frames_.clear();
                               bytes_ = 0;
                               return changed_();
                             }
                             bytes_ -= written;
                             for (offset_ += written;
                                  !frames_.empty() && offset_ >= frames_.front().size();) {
                               offset_ -= frames_.front().size();
                               frames_.pop_front();
                             }
                             if (!frames_.empty()) write_slice(owner);
                             changed_();
                           });
}

}  // namespace tally::server
