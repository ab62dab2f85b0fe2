#include "tests/support/postgres_proxy.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <string_view>

#include "core/base/check.h"

namespace tally::test {
namespace {

constexpr int kLookAgain_ms = 20;

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  TALLY_CHECK(path.size() < sizeof(address.sun_path));
  path.copy(address.sun_path, path.size());
  return address;
}

int connect_to(const std::string& path) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = address_of(path);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return fd;
  close(fd);
  return -1;
}

bool send_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// A simple query is 'Q', its length in 4 bytes, the text.
bool is_commit(std::string_view bytes) {
  return bytes.size() >= 11 && bytes[0] == 'Q' && bytes.substr(5, 6) == "COMMIT";
}

}  // namespace

PostgresProxy::PostgresProxy(const std::string& server_directory, const std::string& directory)
    : server_path_(server_directory + "/.s.PGSQL.5432"), path_(directory + "/.s.PGSQL.5432") {
  std::filesystem::create_directories(directory);
  listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = address_of(path_);
  TALLY_CHECK(bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  TALLY_CHECK(listen(listener_, 16) == 0);
  acceptor_ = std::thread([this] { accept_all(); });
}

PostgresProxy::~PostgresProxy() {
  ending_ = true;
  acceptor_.join();
  for (auto& thread : threads_) thread.join();
  release();
  close(listener_);
}

void PostgresProxy::release() {
  const std::lock_guard lock(mutex_);
  for (const int fd : held_) close(fd);
  held_.clear();
}

void PostgresProxy::accept_all() {
  while (!ending_) {
    pollfd wanted{listener_, POLLIN, 0};
    if (poll(&wanted, 1, kLookAgain_ms) != 1) continue;
    const int client = accept(listener_, nullptr, nullptr);
    if (client < 0) continue;
    if (fault_ == Fault::cut_off) {
      close(client);
      continue;
    }
    const std::lock_guard lock(mutex_);
    threads_.emplace_back([this, client] { serve(client); });
  }
}

void PostgresProxy::serve(int client) {
  const int server = connect_to(server_path_);
  bool losing_answer = false;
  while (server >= 0 && !ending_ && fault_ != Fault::cut_off) {
    pollfd ends[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
    if (poll(ends, 2, kLookAgain_ms) <= 0) continue;
    if (ends[1].revents != 0) {
      char bytes[65536];
      const auto size = recv(server, bytes, sizeof(bytes), 0);
      if (size <= 0 || losing_answer) break;
      if (!send_all(client, {bytes, static_cast<std::size_t>(size)})) break;
    }
    if (ends[0].revents != 0 && !pass_to_server(client, server, losing_answer)) break;
  }
  close(client);
  if (server >= 0) close(server);
}

bool PostgresProxy::pass_to_server(int client, int server, bool& losing_answer) {
  char bytes[65536];
  const auto size = recv(client, bytes, sizeof(bytes), 0);
  if (size <= 0) return false;
  const std::string_view message(bytes, static_cast<std::size_t>(size));
  if (is_commit(message)) {
    auto fault = Fault::lose_the_commit;
    if (fault_.compare_exchange_strong(fault, Fault::none)) {
      const std::lock_guard lock(mutex_);
      held_.push_back(dup(server));
      return false;
    }
    fault = Fault::lose_the_answer;
    losing_answer = fault_.compare_exchange_strong(fault, Fault::none);
  }
  return send_all(server, message);
}

}  // namespace tally::test
