#include "server/listen_address.h"

#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace tally::server {

Result<ListenAddress> ListenAddress::parse(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return invalid("listen", "must be ADDRESS:PORT");
  auto host = text.substr(0, colon);
  const auto port_text = text.substr(colon + 1);
  ListenAddress address;
  const auto [end, failure] =
      std::from_chars(port_text.data(), port_text.data() + port_text.size(), address.port);
  if (failure != std::errc() || end != port_text.data() + port_text.size() || port_text.empty()) {
    return invalid("listen", "the port must be a number from 0 to 65535");
  }
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return invalid("listen", "an IPv6 address stands in brackets");
  }
  if (host == "localhost") host = "127.0.0.1";
  boost::system::error_code error;
  const auto parsed = boost::asio::ip::make_address(std::string(host), error);
  if (error) return invalid("listen", "the address must be numeric, or localhost");
  address.host = parsed.to_string();
  return address;
}

std::string ListenAddress::to_string() const {
  const bool bracketed = host.find(':') != std::string::npos;
  return (bracketed ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<void> check_loopback(const ListenAddress& address) {
  boost::system::error_code error;
  const auto parsed = boost::asio::ip::make_address(address.host, error);
  if (!error && parsed.is_loopback()) return {};
  return Error(ErrorCode::not_authorized,
               address.host +
                   " is not a loopback address; without TLS and authentication this server listens "
                   "only to its own machine (127.0.0.1 or [::1])",
               "listen");
}

}  // namespace tally::server
