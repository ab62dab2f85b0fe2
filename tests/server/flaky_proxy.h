// Stands between client and server and loses what a test tells it to lose.
#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace tally::test {

// One connection at a time. When replies are dropped, the first bytes that the server sends make
// the proxy close the connection instead of passing them on.
class FlakyProxy {
 public:
  explicit FlakyProxy(std::uint16_t server_port) : server_port_(server_port) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = loopback(0);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address));
    ::listen(listener_, 8);
    socklen_t size = sizeof(address);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~FlakyProxy() {
    stopping_ = true;
    thread_.join();
    close_listener();
  }

  std::uint16_t port() const { return port_; }
  void drop_replies_of_this_connection() { drop_ = true; }
  // The next connection's first reply (to hello) passes, the second is lost.
  void drop_replies_of_the_next_connection_after_hello() { drop_next_ = true; }
  void accept_no_more() { refuse_ = true; }

 private:
  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  static bool readable(int socket, int timeout_ms) {
    pollfd descriptor{socket, POLLIN, 0};
    return ::poll(&descriptor, 1, timeout_ms) > 0;
  }
  void close_listener() {
    if (listener_ >= 0) ::close(listener_);
    listener_ = -1;
  }

  void run() {
    while (!stopping_) {
      if (refuse_) close_listener();
      if (listener_ < 0 || !readable(listener_, 10)) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        continue;
      }
      const int client = ::accept(listener_, nullptr, nullptr);
      const int server = ::socket(AF_INET, SOCK_STREAM, 0);
      auto address = loopback(server_port_);
      if (::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) {
        pass(client, server);
      }
      ::close(client);
      ::close(server);
    }
  }

  // Until one side ends or a reply is dropped.
  void pass(int client, int server) {
    const bool drop_second = drop_next_.exchange(false);
    int replies = 0;
    char chunk[65536];
    while (!stopping_) {
      pollfd both[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
      if (::poll(both, 2, 10) <= 0) continue;
      if (both[0].revents != 0) {
        const auto size = ::recv(client, chunk, sizeof(chunk), 0);
        if (size <= 0) return;
        ::send(server, chunk, static_cast<std::size_t>(size), MSG_NOSIGNAL);
      }
      if (both[1].revents != 0) {
        const auto size = ::recv(server, chunk, sizeof(chunk), 0);
        if (size <= 0 || drop_.exchange(false) || (drop_second && ++replies == 2)) return;
        ::send(client, chunk, static_cast<std::size_t>(size), MSG_NOSIGNAL);
      }
    }
  }

  std::uint16_t server_port_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::atomic<bool> drop_{false};
  std::atomic<bool> drop_next_{false};
  std::atomic<bool> refuse_{false};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace tally::test
