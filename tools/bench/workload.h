// The events of every bench: `streams` projects, registered first, then payments to them in turn:
// funding.disbursed, the most common event of a ledger, with a bank reference that fills the
// payload up to its size. Typed, so that each is decoded and judged by the rules.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/random.h"
#include "core/ledger/append.h"

namespace tally::bench {

// Fits the five digits of a project's number.
inline constexpr std::uint32_t kStreamsMax = 100'000;

std::string project_name(std::uint32_t project);  // "B-00042"
Result<ProposedEvent> registration(std::uint32_t project, Random& random);
// `payload_bytes` of the encoded payload; the smallest possible when that is not enough.
Result<ProposedEvent> payment(std::uint32_t project, std::uint32_t payload_bytes, Random& random);

// Appends of one request of `per_request` events, encoded once; each stamp() gives the events new
// ids and the next projects in turn, and patches the bytes. The client's share of the work is then
// a few hundred nanoseconds a request, and the server is what is measured.
class RequestStamp {
 public:
  enum class What : std::uint8_t { registrations, payments };
  static Result<RequestStamp> make(What what, std::uint32_t per_request, std::uint32_t streams,
                                   std::uint32_t payload_bytes, Random& random);

  // Appends a whole frame to `to`.
  void stamp(std::uint64_t request_id, Bytes& to);
  // Of one event's proposal and payload.
  std::size_t event_bytes() const { return event_bytes_; }

 private:
  RequestStamp() = default;
  std::uint64_t next_random();

  Bytes body_;
  std::vector<std::size_t> id_offsets_;
  std::vector<std::size_t> project_offsets_;  // Of the five digits; several an event.
  std::size_t projects_per_event_ = 0;
  std::size_t event_bytes_ = 0;
  std::uint32_t streams_ = 1;
  std::uint32_t next_project_ = 0;
  std::uint64_t random_state_ = 0;
};

}  // namespace tally::bench
