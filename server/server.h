// The TCP server: listens, runs sessions on a few threads, drives the writer, keeps the views and
// checkpoints up, and drains.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "server/context.h"
#include "server/listen_address.h"

namespace tally::server {

struct ServerOptions {
  ListenAddress listen;
  unsigned io_threads = 2;      // Network, and the writer's role.
  unsigned worker_threads = 2;  // Reads, views, proofs.
  // A grown ledger is signed this often; 0 = only on request and at the end.
  std::uint32_t checkpoint_ms = 1'000;
  // Told of errors that no client hears of; any thread. May be empty.
  std::function<void(const Error&)> report;
};

// The ledger, projections and view worker in the context outlive the server. The caller starts and
// stops the view worker.
class Server {
 public:
  // Listens and serves when it returns. `io`, field "listen", when the address cannot be had;
  // `not_authorized` for an address that is not loopback.
  static Result<std::unique_ptr<Server>> start(ServerContext context, const ServerOptions& options);
  // Drains, if nobody did, without waiting long.
  ~Server();

  // With the port that port 0 became.
  const ListenAddress& address() const;

  // No new connections, no new requests; what was taken is committed and answered, then every
  // connection ends, at the latest after `patience`. Stops the ledger; from then on it takes
  // nothing. A fresh checkpoint is signed. Once; the error is that of signing.
  Result<void> drain(std::chrono::milliseconds patience);

  // A hint that another server of the same store has committed: it is looked for at once instead of
  // a moment later. Any thread.
  void look_for_others();

 private:
  class State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tally::server
