// What the server's parts share: the ledger, its views, and the limits that clients are told.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "core/base/result.h"
#include "core/ledger/ledger.h"
#include "projections/projections.h"
#include "server/protocol/messages_session.h"

namespace tally::server {

class ViewWorker;

// The limits of a server over a ledger with these limits, with the deadlines of PROTOCOL.md.
protocol::Limits default_limits(const LedgerLimits& ledger);

// How many there are now; any thread.
struct Counters {
  std::atomic<std::uint32_t> connections{0};
  std::atomic<std::uint32_t> subscriptions{0};
};

// Where checkpoints come from (LedgerDirectory in tallyd). Both functions may be called from any
// thread.
struct CheckpointSource {
  std::function<Result<std::string>(bool now)> sign;
  std::function<Result<std::optional<std::string>>()> last;
  std::string verifier_key;
};

// All references outlive the server. Read by every thread, changed by none.
struct ServerContext {
  Ledger& ledger;
  Projections& projections;
  ViewWorker& views;
  Counters& counters;
  CheckpointSource checkpoints;
  protocol::Limits limits;
  std::string software = "tallyd";  // Name and version.
};

// What every client is told at hello and in status: identity that nobody proved, and what the
// ledger itself warns of (that it is a sample, that it lacks reference data).
std::vector<std::string> warnings(const ServerContext& context);

}  // namespace tally::server
