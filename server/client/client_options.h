// How a client reaches its server.
#pragma once

#include <cstdint>
#include <string>

namespace tally {

inline constexpr std::uint16_t kLedgerPort = 6962;

struct ClientOptions {
  // A name is looked up by the system, which has deadlines of its own; an address is not.
  std::string host = "127.0.0.1";
  std::uint16_t port = kLedgerPort;
  // Every call ends within this time, what it repeats after a lost connection included.
  std::uint32_t timeout_ms = 10'000;
  // For the server's log: name and version of the program.
  std::string name = "tallystick-client";
};

}  // namespace tally
