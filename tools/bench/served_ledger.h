// A fresh ledger with a tallyd of its own: the program beside tally-bench, on a free port of
// loopback, ended by SIGTERM.
#pragma once

#include <sys/types.h>

#include <memory>

#include "tools/bench/bench.h"

namespace tally::bench {

class ServedLedger {
 public:
  // Makes the ledger in settings.directory and starts the server.
  static Result<std::unique_ptr<ServedLedger>> make(const Settings& settings);
  // Starts a server on the ledger that is there.
  static Result<std::unique_ptr<ServedLedger>> start(const Settings& settings);
  ~ServedLedger();

  std::uint16_t port() const { return port_; }
  pid_t process() const { return pid_; }
  // Registers the projects, settings.streams of them.
  Result<void> register_projects(const Settings& settings);
  // Ends the server and waits for it; an error unless it drained cleanly.
  Result<void> stop();
  // Events in the ledger, asked from the server.
  Result<std::uint64_t> size() const;
  // Microseconds of processor time the server has used so far, from /proc.
  std::int64_t processor_us() const;

 private:
  ServedLedger() = default;
  Result<void> await_ready(const std::string& ready_file);

  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
};

// A new, initialised ledger in settings.directory.
Result<void> make_ledger(const Settings& settings);

}  // namespace tally::bench
