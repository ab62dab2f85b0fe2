// "127.0.0.1:6962", "[::1]:0", "localhost:6962".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace tally::server {

struct ListenAddress {
  std::string host = "127.0.0.1";  // A numeric address.
  std::uint16_t port = 6962;       // 0 = any free one.

  // `invalid`, field "listen".
  static Result<ListenAddress> parse(std::string_view text);
  std::string to_string() const;
};

// Without TLS and authentication only this machine may connect (contracts C8): `not_authorized`,
// field "listen", for an address that is not loopback.
Result<void> check_loopback(const ListenAddress& address);

}  // namespace tally::server
