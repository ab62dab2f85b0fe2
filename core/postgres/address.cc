#include "core/postgres/address.h"

#include <utility>

namespace tally::postgres {
namespace {

bool is_uri(std::string_view text) {
  return text.substr(0, 13) == "postgresql://" || text.substr(0, 11) == "postgres://";
}

}  // namespace

bool is_address(std::string_view text) {
  return is_uri(text) || text.find("dbname=") != std::string_view::npos;
}

std::string with_defaults(std::string_view address, bool writes) {
  // What libpq does not hear for this long is gone.
  static constexpr std::pair<std::string_view, std::string_view> kDeadlines[] = {
      {"connect_timeout", "5"},  {"keepalives_idle", "5"},      {"keepalives_interval", "2"},
      {"keepalives_count", "3"}, {"tcp_user_timeout", "10000"},
  };
  std::string text(address);
  const auto add = [&](std::string_view name, std::string_view value) {
    if (address.find(std::string(name) + "=") != std::string_view::npos) return;
    if (is_uri(text)) {
      text += text.find('?') == std::string::npos ? "?" : "&";
    } else {
      text += " ";
    }
    text += std::string(name) + "=" + std::string(value);
  };
  for (const auto& [name, value] : kDeadlines) add(name, value);
  if (writes) add("target_session_attrs", "read-write");
  return text;
}

std::string without_password(std::string_view address) {
  std::string text(address);
  if (is_uri(text)) {
    const auto begin = text.find("://") + 3;
    const auto at = text.rfind('@', text.find_first_of("/?", begin));
    const auto colon = text.find(':', begin);
    if (at != std::string::npos && colon < at) text.replace(colon, at - colon, ":***");
  }
  for (std::size_t at = 0; (at = text.find("password=", at)) != std::string::npos;) {
    at += 9;
    auto end = text.find_first_of(is_uri(text) ? "&" : " ", at);
    // A quoted value ends at its quote.
    if (at < text.size() && text[at] == '\'') {
      end = text.find('\'', at + 1);
      if (end != std::string::npos) ++end;
    }
    text.replace(at, end == std::string::npos ? end : end - at, "***");
  }
  return text;
}

}  // namespace tally::postgres
