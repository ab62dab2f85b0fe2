// Takes the writer's role on a network thread (decision D5): whoever queued work asks for a step,
// and while one thread commits, the others go on reading requests, which join the next commit.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>

#include "core/ledger/ledger.h"

namespace tally::server {

// Both references outlive the drive. kick() from any thread.
class WriterDrive {
 public:
  WriterDrive(Ledger& ledger, boost::asio::io_context& io) : ledger_(ledger), io_(io) {}

  // Something was queued. At most one step waits for a thread at any time.
  void kick();

 private:
  Ledger& ledger_;
  boost::asio::io_context& io_;
  std::atomic<bool> scheduled_{false};
};

}  // namespace tally::server
