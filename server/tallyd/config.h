// What tallyd is told: defaults < file (TOML) < environment TALLY_* < flag.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "server/server.h"

namespace tally::server {

// One setting as it took effect, for printing at start.
struct SettingOrigin {
  std::string name;
  std::string value;
  std::string origin;  // "default", "file PATH", "environment TALLY_X", "flag --x"
};

struct Config {
  std::string data;
  std::string store;  // Address of a database; empty: the log in the directory.
  ListenAddress listen;
  std::string ready_file;  // Empty: none.
  std::string log_level = "info";
  unsigned io_threads = 2;
  unsigned worker_threads = 2;
  std::uint32_t connections_max = 256;
  std::uint32_t idle_ms = 60'000;
  std::uint32_t drain_ms = 10'000;
  std::uint32_t checkpoint_ms = 1'000;
  std::uint32_t project_ms = 1'000;
  std::uint64_t reserve_bytes = 64u << 20;

  std::vector<SettingOrigin> origins;
};

// What the command line said; absent = not given.
struct ConfigRequest {
  Config config;  // Read only for exit_code absent.
  // Set when the program must end at once: 0 after --help or --version, 2 for a usage error. What
  // there was to say has been printed.
  std::optional<int> exit_code;
};

// Parses flags, then reads file and environment. Settings in the file have the long names of the
// flags with '_' for '-'; an unknown one is an error.
ConfigRequest read_config(int argc, char** argv);

}  // namespace tally::server
