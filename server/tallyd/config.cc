#include "server/tallyd/config.h"

#include <toml++/toml.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "core/postgres/postgres_store.h"
#include "server/tallyd/version.h"

namespace tally::server {
namespace {

// A setting: its name, what it means, and how its text is taken in.
struct Setting {
  const char* name;
  const char* help;
  Result<void> (*take)(Config& config, const std::string& text);
  std::string (*show)(const Config& config);
};

template <auto Member, std::uint32_t kMin, std::uint32_t kMax>
Result<void> take_number(Config& config, const std::string& text) {
  std::uint32_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || value < kMin || value > kMax) {
    return invalid("",
                   "must be a number from " + std::to_string(kMin) + " to " + std::to_string(kMax));
  }
  config.*Member = value;
  return {};
}
template <auto Member>
std::string show_number(const Config& config) {
  return std::to_string(config.*Member);
}

template <auto Member>
Result<void> take_text(Config& config, const std::string& text) {
  config.*Member = text;
  return {};
}
template <auto Member>
std::string show_text(const Config& config) {
  return config.*Member;
}

Result<void> take_listen(Config& config, const std::string& text) {
  TALLY_ASSIGN(config.listen, ListenAddress::parse(text));
  return {};
}
std::string show_listen(const Config& config) { return config.listen.to_string(); }

// Bytes with K, M or G for 2^10, 2^20, 2^30.
Result<void> take_reserve(Config& config, const std::string& text) {
  std::uint32_t value = 0;
  const char* const last = text.data() + text.size();
  const auto [end, failure] = std::from_chars(text.data(), last, value);
  const std::string unit(end, last);
  const bool known = unit.empty() || unit == "K" || unit == "M" || unit == "G";
  if (failure != std::errc() || !known) {
    return invalid("", "must be a number of bytes, or one with K, M or G behind it");
  }
  const int shift = unit == "K" ? 10 : unit == "M" ? 20 : unit == "G" ? 30 : 0;
  config.reserve_bytes = std::uint64_t{value} << shift;
  return {};
}
std::string show_reserve(const Config& config) { return std::to_string(config.reserve_bytes); }

Result<void> take_store(Config& config, const std::string& text) {
  if (!is_postgres_address(text)) {
    return invalid("", "must be the address of a database, postgresql://…");
  }
  config.store = text;
  return {};
}
std::string show_store(const Config& config) { return shown_postgres_address(config.store); }

Result<void> take_log_level(Config& config, const std::string& text) {
  for (const char* level : {"trace", "debug", "info", "warn", "error", "off"}) {
    if (text == level) {
      config.log_level = text;
      return {};
    }
  }
  return invalid("", "must be trace, debug, info, warn, error or off");
}

constexpr std::uint32_t kHourMs = 3'600'000;
const Setting kSettings[] = {
    {"data", "directory of the ledger (tally init makes one)", take_text<&Config::data>,
     show_text<&Config::data>},
    {"store", "address of the PostgreSQL database that holds the records, postgresql://…",
     take_store, show_store},
    {"listen", "ADDRESS:PORT to listen on; loopback only; port 0 takes any free one", take_listen,
     show_listen},
    {"ready_file", "written when listening: {\"tcp\":\"ADDRESS:PORT\",\"pid\":N}",
     take_text<&Config::ready_file>, show_text<&Config::ready_file>},
    {"log_level", "trace, debug, info, warn, error or off", take_log_level,
     show_text<&Config::log_level>},
    {"io_threads", "threads for the network and the writer",
     take_number<&Config::io_threads, 1, 64>, show_number<&Config::io_threads>},
    {"worker_threads", "threads for reads, views and proofs",
     take_number<&Config::worker_threads, 1, 64>, show_number<&Config::worker_threads>},
    {"connections_max", "connections at the same time",
     take_number<&Config::connections_max, 1, 100'000>, show_number<&Config::connections_max>},
    {"idle_ms", "a connection silent for this long is closed",
     take_number<&Config::idle_ms, 1'000, kHourMs>, show_number<&Config::idle_ms>},
    {"drain_ms", "patience with connections at the end", take_number<&Config::drain_ms, 0, kHourMs>,
     show_number<&Config::drain_ms>},
    {"checkpoint_ms", "a grown ledger is signed this often; 0 = only on request and at the end",
     take_number<&Config::checkpoint_ms, 0, kHourMs>, show_number<&Config::checkpoint_ms>},
    {"project_ms",
     "with a database: tables for readers are brought up to date this often; 0 = not by this "
     "server",
     take_number<&Config::project_ms, 0, kHourMs>, show_number<&Config::project_ms>},
    {"reserve", "no appends while less than this would stay free on the disk, e.g. 64M",
     take_reserve, show_reserve},
};

std::string flag_name(const Setting& setting) {
  std::string name = "--" + std::string(setting.name);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

std::string environment_name(const Setting& setting) {
  std::string name = "TALLY_" + std::string(setting.name);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return name;
}

using Texts = std::map<std::string, std::string>;

Result<Texts> read_file_settings(const std::string& path) {
  Texts texts;
  try {
    const auto table = toml::parse_file(path);
    for (const auto& [key, value] : table) {
      const std::string name(key.str());
      const bool known = std::any_of(std::begin(kSettings), std::end(kSettings),
                                     [&](const Setting& s) { return name == s.name; });
      if (!known) return invalid(name, "is not a setting");
      if (const auto text = value.value<std::string>()) {
        texts[name] = *text;
      } else if (const auto number = value.value<std::int64_t>()) {
        texts[name] = std::to_string(*number);
      } else {
        return invalid(name, "must be text or a number");
      }
    }
  } catch (const toml::parse_error& error) {
    return Error(ErrorCode::invalid, std::string(error.description()), "config");
  }
  return texts;
}

Result<void> settle(Config& config, const Texts& file, const std::string& file_path,
                    const Texts& flags) {
  for (const auto& setting : kSettings) {
    std::string origin = "default";
    const auto take = [&](const std::string& text, std::string from) -> Result<void> {
      origin = std::move(from);
      auto taken = setting.take(config, text);
      if (!taken) return Error(ErrorCode::invalid, taken.error().message, origin);
      return {};
    };
    if (const auto it = file.find(setting.name); it != file.end()) {
      TALLY_TRY(take(it->second, "file " + file_path));
    }
    if (const char* text = std::getenv(environment_name(setting).c_str())) {
      TALLY_TRY(take(text, "environment " + environment_name(setting)));
    }
    if (const auto it = flags.find(setting.name); it != flags.end()) {
      TALLY_TRY(take(it->second, "flag " + flag_name(setting)));
    }
    config.origins.push_back({setting.name, setting.show(config), origin});
  }
  if (config.data.empty()) return invalid("--data", "must name the directory of a ledger");
  return check_loopback(config.listen);
}

}  // namespace

ConfigRequest read_config(int argc, char** argv) {
  CLI::App app("tallyd " + std::string(kVersion) + ": serves a Tallystick ledger over TCP");
  app.set_version_flag("--version", "tallyd " + std::string(kVersion));
  std::string path;
  app.add_option("--config", path, "TOML file with these settings, '_' for '-'");
  std::map<std::string, std::string> values;
  for (const auto& setting : kSettings) {
    app.add_option(flag_name(setting), values[setting.name], setting.help);
  }
  ConfigRequest request;
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    request.exit_code = app.exit(error) == 0 ? 0 : 2;
    return request;
  }
  Texts flags;
  for (const auto& setting : kSettings) {
    if (app.count(flag_name(setting)) > 0) flags[setting.name] = values[setting.name];
  }
  if (const char* text = std::getenv("TALLY_CONFIG"); text && path.empty()) path = text;
  auto settled = [&]() -> Result<void> {
    Texts file;
    if (!path.empty()) {
      TALLY_ASSIGN(file, read_file_settings(path));
    }
    return settle(request.config, file, path, flags);
  }();
  if (!settled) {
    std::fprintf(stderr, "tallyd: %s\n", settled.error().to_string().c_str());
    request.exit_code = 2;
  }
  return request;
}

}  // namespace tally::server
