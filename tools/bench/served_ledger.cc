#include "tools/bench/served_ledger.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <thread>

#include "core/ledger/directory.h"
#include "server/client/client.h"
#include "tools/bench/load.h"

namespace tally::bench {
namespace {

constexpr std::int64_t kReadyPatienceUs = 120'000'000;

std::string tallyd_path() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "tallyd";
}

Result<pid_t> spawn(const std::vector<std::string>& words, const std::string& log) {
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 2, log.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0644);
  pid_t pid = -1;
  const int failure = posix_spawn(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) return Error(ErrorCode::io, words[0] + ": " + std::strerror(failure));
  return pid;
}

}  // namespace

Result<void> make_ledger(const Settings& settings) {
  SystemClock clock;
  SystemRandom random;
  InitOptions options;
  options.origin = "bench.example/ledger";
  TALLY_ASSIGN(options.currency, Currency::parse("CNY"));
  return LedgerDirectory::init(system_disk(), clock, random, settings.opener, settings.directory,
                               options);
}

Result<std::unique_ptr<ServedLedger>> ServedLedger::make(const Settings& settings) {
  TALLY_TRY(make_ledger(settings));
  return start(settings);
}

Result<std::unique_ptr<ServedLedger>> ServedLedger::start(const Settings& settings) {
  const auto ready_file = settings.directory + "/bench-ready";
  std::filesystem::remove(ready_file);
  std::vector<std::string> words = {tallyd_path(), "--data",      settings.directory,
                                    "--listen",    "127.0.0.1:0", "--ready-file",
                                    ready_file,    "--log-level", "warn"};
  words.insert(words.end(), settings.server_flags.begin(), settings.server_flags.end());
  std::unique_ptr<ServedLedger> served(new ServedLedger());
  TALLY_ASSIGN(served->pid_, spawn(words, settings.directory + "/bench-tallyd.log"));
  TALLY_TRY(served->await_ready(ready_file));
  return served;
}

Result<void> ServedLedger::await_ready(const std::string& ready_file) {
  for (const Stopwatch watch; watch.us() < kReadyPatienceUs;) {
    if (const auto bytes = read_file(system_disk(), ready_file, 4096); bytes.ok()) {
      TALLY_ASSIGN(const auto json, parse_json(as_text(*bytes)));
      const auto* tcp = json.find("tcp");
      if (!tcp || !tcp->string()) return Error(ErrorCode::io, "the ready file names no address");
      port_ = static_cast<std::uint16_t>(
          std::stoul(tcp->string()->substr(tcp->string()->rfind(':') + 1)));
      return {};
    }
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      return Error(ErrorCode::io, "tallyd ended at once; see bench-tallyd.log in the directory");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return Error(ErrorCode::io, "tallyd does not get ready");
}

ServedLedger::~ServedLedger() { (void)stop(); }

Result<void> ServedLedger::stop() {
  if (pid_ < 0) return {};
  kill(pid_, SIGTERM);
  int status = 0;
  const auto ended = waitpid(pid_, &status, 0);
  pid_ = -1;
  if (ended < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return Error(ErrorCode::io, "tallyd did not end cleanly");
  }
  return {};
}

Result<void> ServedLedger::register_projects(const Settings& settings) {
  SystemRandom random;
  TALLY_ASSIGN(auto load, LoadGenerator::connect(port_, 1));
  const auto streams = std::min(settings.streams, kStreamsMax);
  const auto batch = std::min<std::uint32_t>(streams, 500);
  TALLY_ASSIGN(auto stamp, RequestStamp::make(RequestStamp::What::registrations, batch, kStreamsMax,
                                              0, random));
  TALLY_TRY(load.run({.requests = streams / batch, .pipeline = 4}, stamp));
  if (streams % batch == 0) return {};
  return Error(ErrorCode::invalid, "must be below 500 or a multiple of it", "--streams");
}

Result<std::uint64_t> ServedLedger::size() const {
  TALLY_ASSIGN(auto client, Client::connect({.port = port_}));
  TALLY_ASSIGN(const auto status, client.status());
  return status.head.value;
}

std::int64_t ServedLedger::processor_us() const {
  std::FILE* file = std::fopen(("/proc/" + std::to_string(pid_) + "/stat").c_str(), "r");
  if (!file) return 0;
  unsigned long user = 0;
  unsigned long system = 0;
  const int got = std::fscanf(
      file, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
  std::fclose(file);
  if (got != 2) return 0;
  return static_cast<std::int64_t>(user + system) * 1'000'000 / sysconf(_SC_CLK_TCK);
}

}  // namespace tally::bench
