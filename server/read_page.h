// Pages of raw records for reads and subscriptions. Any thread.
#pragma once

#include "core/ledger/ledger.h"
#include "server/protocol/messages_read.h"

namespace tally::server {

// How much one page may cost.
struct PageLimits {
  std::uint32_t records_max = 1024;
  std::size_t bytes_max = 4u << 20;
  // Events looked at; a filter that matches nothing must not read the whole log in one go.
  std::uint64_t scanned_max = 65536;
};

// One page; a stream goes by revision. `not_found`, field "stream", for a stream without events.
Result<protocol::ReadReply> read_page(const Ledger& ledger, const protocol::ReadRequest& request,
                                      const PageLimits& limits);

// The same as the body of a ReadReply: what is only handed on is not taken apart.
Result<Bytes> encoded_page(const Ledger& ledger, const protocol::ReadRequest& request,
                           const PageLimits& limits);

// The same by position whatever the selection: a stream is a filter like any other. For
// subscriptions, which may name a stream that has no event yet.
Result<protocol::ReadReply> scan_page(const Ledger& ledger, const protocol::ReadRequest& request,
                                      const PageLimits& limits);

}  // namespace tally::server
