// A PostgreSQL server of a test's own: in a temporary directory, on a Unix socket, without a port,
// so that any number of them run side by side. Stopped and removed with the object.
//
// The server refuses to run as root; then it runs as the user `postgres`.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace tally::test {

struct ClusterOptions {
  // Settings for the command line, such as "max_connections=5".
  std::vector<std::string> settings;
  // Where the server's directory is made; the temporary directory if empty.
  std::string place;
};

class PostgresCluster {
 public:
  // Fails a check, with the server's log, when there is no server to be had.
  explicit PostgresCluster(ClusterOptions options = {});
  ~PostgresCluster();
  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;

  // Keywords for libpq; the superuser `postgres` unless another is named.
  std::string address(const std::string& database, const std::string& user = "postgres") const;
  // The directory of the socket `.s.PGSQL.5432`.
  const std::string& directory() const { return directory_; }
  // An empty directory in it, for files of the test.
  std::string local_directory(const std::string& name) const;

  void start();
  // Ends the server: SIGINT ends its sessions first, SIGKILL is a crash.
  void stop(int signal);
  void restart(int signal) {
    stop(signal);
    start();
  }
  pid_t pid() const { return pid_; }
  // The user that the server runs as.
  uid_t server_user() const;
  std::string log() const;

 private:
  std::vector<std::string> as_server_user(std::vector<std::string> command) const;

  ClusterOptions options_;
  std::string directory_;
  pid_t pid_ = 0;
};

}  // namespace tally::test
