#include "tests/support/postgres_cluster.h"

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "core/base/check.h"

// libpqxx 6.4 drops one result of libpq (2 KB) when a connection breaks in COMMIT; nothing of ours
// is left out by this.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() { return "leak:libpqxx"; }

namespace tally::test {
namespace {

// Debian keeps each version's programs in a folder of its own.
std::string programs() {
  for (int version = 20; version >= 13; --version) {
    auto folder = "/usr/lib/postgresql/" + std::to_string(version) + "/bin";
    if (std::filesystem::exists(folder + "/initdb")) return folder;
  }
  std::fprintf(stderr, "no PostgreSQL server: install the package postgresql\n");
  TALLY_CHECK(!"a PostgreSQL server is installed");
  return {};
}

// Runs a command with its output in a file; ends with this process at the latest.
pid_t start_command(const std::vector<std::string>& command, const std::string& output) {
  std::vector<char*> arguments;
  for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const pid_t pid = fork();
  TALLY_CHECK(pid >= 0);
  if (pid > 0) return pid;
  const int file = open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (file < 0 || dup2(file, 1) < 0 || dup2(file, 2) < 0 || chdir("/") != 0) _exit(126);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

// The server says so in its own file; before, it turns everybody away.
bool is_ready(const std::string& data) {
  std::ifstream file(data + "/postmaster.pid");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("ready", 0) == 0) return true;
  }
  return false;
}

}  // namespace

PostgresCluster::PostgresCluster(ClusterOptions options) : options_(std::move(options)) {
  auto pattern =
      (options_.place.empty() ? std::filesystem::temp_directory_path().string() : options_.place) +
      "/tally-pg-XXXXXX";
  TALLY_CHECK(mkdtemp(pattern.data()) != nullptr);
  directory_ = pattern;
  if (geteuid() == 0) {
    const auto* const user = getpwnam("postgres");
    TALLY_CHECK(user != nullptr);
    TALLY_CHECK(chown(directory_.c_str(), user->pw_uid, user->pw_gid) == 0);
  }
  const auto pid = start_command(
      as_server_user({programs() + "/initdb", "--no-sync", "-A", "trust", "-U", "postgres", "-E",
                      "UTF8", "--locale=C", "-D", directory_ + "/data"}),
      directory_ + "/initdb.log");
  int status = 0;
  waitpid(pid, &status, 0);
  TALLY_CHECK(status == 0);
  start();
}

PostgresCluster::~PostgresCluster() {
  if (pid_ != 0) stop(SIGINT);
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

uid_t PostgresCluster::server_user() const {
  return geteuid() == 0 ? getpwnam("postgres")->pw_uid : geteuid();
}

std::vector<std::string> PostgresCluster::as_server_user(std::vector<std::string> command) const {
  std::vector<std::string> whole = {"setpriv"};
  if (geteuid() == 0) {
    for (const char* option : {"--reuid=postgres", "--regid=postgres", "--clear-groups"}) {
      whole.emplace_back(option);
    }
  }
  // The server ends with the test, however that ends.
  whole.insert(whole.end(), {"--pdeathsig", "QUIT"});
  whole.insert(whole.end(), command.begin(), command.end());
  return whole;
}

void PostgresCluster::start() {
  TALLY_CHECK(pid_ == 0);
  std::vector<std::string> command = {programs() + "/postgres", "-D", directory_ + "/data", "-k",
                                      directory_};
  // Nothing here outlives a crash of the machine, so nothing need wait for the disk.
  std::vector<std::string> settings = {"listen_addresses=", "fsync=off", "shared_buffers=32MB",
                                       "log_min_messages=warning"};
  settings.insert(settings.end(), options_.settings.begin(), options_.settings.end());
  for (const auto& setting : settings) command.insert(command.end(), {"-c", setting});
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!is_ready(directory_ + "/data")) {
    if (std::chrono::steady_clock::now() > until) {
      std::fprintf(stderr, "%s\n", log().c_str());
      TALLY_CHECK(!"the PostgreSQL server has started");
    }
    // It ends again while children of one that was killed still hold its memory.
    const bool dead = pid_ != 0 && waitpid(pid_, nullptr, WNOHANG) == pid_;
    if (dead) pid_ = 0;
    if (pid_ == 0) pid_ = start_command(as_server_user(command), directory_ + "/server.log");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void PostgresCluster::stop(int signal) {
  TALLY_CHECK(pid_ != 0);
  kill(pid_, signal);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
  // After a crash the server's own children end a moment later, and the socket stays.
  std::error_code ignored;
  std::filesystem::remove(directory_ + "/.s.PGSQL.5432", ignored);
  std::filesystem::remove(directory_ + "/.s.PGSQL.5432.lock", ignored);
  if (signal == SIGKILL) std::filesystem::remove(directory_ + "/data/postmaster.pid", ignored);
}

std::string PostgresCluster::address(const std::string& database, const std::string& user) const {
  return "host=" + directory_ + " dbname=" + database + " user=" + user;
}

std::string PostgresCluster::local_directory(const std::string& name) const {
  const auto path = directory_ + "/" + name;
  TALLY_CHECK(std::filesystem::create_directory(path));
  return path;
}

std::string PostgresCluster::log() const {
  std::ifstream file(directory_ + "/server.log");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace tally::test
