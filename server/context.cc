#include "server/context.h"

#include "server/protocol/frame.h"

namespace tally::server {

protocol::Limits default_limits(const LedgerLimits& ledger) {
  const auto u32 = [](std::size_t value) {
    return static_cast<std::uint32_t>(std::min<std::size_t>(value, UINT32_MAX));
  };
  // A full batch whose proposals are long: the ledger counts little beside the payloads.
  constexpr std::size_t kEventFramingBytes = 1024;
  protocol::Limits limits;
  limits.frame_body_bytes_max =
      u32(std::min(protocol::kFrameBodyBytesMax,
                   ledger.batch_bytes_max + ledger.batch_events_max * kEventFramingBytes));
  limits.header_bytes_max = u32(kHeaderBytesMax);
  limits.payload_bytes_max = u32(ledger.payload_bytes_max);
  limits.batch_events_max = u32(ledger.batch_events_max);
  limits.batch_bytes_max = u32(ledger.batch_bytes_max);
  limits.commit_events_max = u32(kCommitRecordsMax);
  limits.commit_bytes_max = u32(kCommitBytesMax);
  limits.stream_name_bytes_max = 256;
  limits.queue_batches_max = u32(ledger.queue_batches_max);
  limits.queue_bytes_max = u32(ledger.queue_bytes_max);
  limits.connections_max = 256;
  limits.subscriptions_max = 16;
  limits.in_flight_max = 256;
  limits.read_records_max = 4096;
  limits.read_bytes_max = 4u << 20;
  limits.credit_max = 65536;
  limits.hello_ms = 5'000;
  limits.frame_ms = 10'000;
  limits.idle_ms = 60'000;
  limits.write_ms = 10'000;
  limits.heartbeat_ms = 5'000;
  return limits;
}

std::vector<std::string> warnings(const ServerContext& context) {
  std::vector<std::string> all;
  all.push_back("identity is asserted: this server does not check who writes");
  for (auto& warning : context.ledger.status().warnings) all.push_back(std::move(warning));
  return all;
}

}  // namespace tally::server
