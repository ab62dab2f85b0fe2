// Stands between a client and a PostgreSQL server on a Unix socket and cuts their connection at the
// worst moment: around COMMIT.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tally::test {

class PostgresProxy {
 public:
  enum class Fault {
    none,
    // The next COMMIT reaches the server and is carried out; the client never hears of it.
    lose_the_answer,
    // The next COMMIT does not reach the server; the client cannot know. The server's transaction
    // stays open until release().
    lose_the_commit,
    // No connection lives.
    cut_off,
  };

  // Listens in `directory`, which it makes; forwards to the socket in `server_directory`.
  PostgresProxy(const std::string& server_directory, const std::string& directory);
  ~PostgresProxy();
  PostgresProxy(const PostgresProxy&) = delete;
  PostgresProxy& operator=(const PostgresProxy&) = delete;

  // Strikes once, but for cut_off, which lasts until another is set.
  void set(Fault fault) { fault_ = fault; }
  // A fault has struck since it was set.
  bool struck() const { return fault_ == Fault::none; }
  // Ends the server's side of connections whose COMMIT was lost, and the transactions with them.
  void release();

 private:
  void accept_all();
  void serve(int client);
  // False: both ends are to be closed.
  bool pass_to_server(int client, int server, bool& losing_answer);

  std::string server_path_;
  std::string path_;
  int listener_;
  std::atomic<Fault> fault_{Fault::none};
  std::atomic<bool> ending_{false};
  std::thread acceptor_;
  std::mutex mutex_;  // Of what follows.
  std::vector<std::thread> threads_;
  std::vector<int> held_;
};

}  // namespace tally::test
