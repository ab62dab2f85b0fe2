#include "server/server.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "server/session.h"

namespace tally::server {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr auto kAcceptPause = milliseconds(100);
constexpr auto kDrainPoll = milliseconds(5);

std::vector<std::unique_ptr<NetThread>> make_threads(WriterRole& role, unsigned count) {
  std::vector<std::unique_ptr<NetThread>> threads;
  for (unsigned i = 0; i < std::max(count, 1u); ++i) {
    threads.push_back(std::make_unique<NetThread>(role));
  }
  return threads;
}

}  // namespace

class Server::State {
 public:
  State(ServerContext context, const ServerOptions& options)
      : context_(std::move(context)),
        options_(options),
        role_(context_.ledger, options.report),
        threads_(make_threads(role_, options.io_threads)),
        workers_(options.worker_threads),
        acceptor_(threads_.front()->executor()),
        signer_(threads_.front()->executor()) {}

  ~State() {
    if (!drained_) static_cast<void>(drain(milliseconds(200)));
  }

  Result<void> listen();
  void start();
  void look_for_others() { role_.look_for_others(); }
  Result<void> drain(milliseconds patience);
  const ListenAddress& address() const { return options_.listen; }

 private:
  asio::awaitable<void> accept();
  asio::awaitable<void> sign_checkpoints();
  // The one with the fewest connections.
  NetThread& next_thread();
  void greet(NetSocket socket, NetThread& thread);
  std::vector<std::shared_ptr<Session>> sessions();
  void wait_for_connections(steady_clock::time_point until);
  void stop_threads();

  ServerContext context_;
  ServerOptions options_;
  WriterRole role_;
  std::vector<std::unique_ptr<NetThread>> threads_;
  asio::thread_pool workers_;
  // Both run on the first thread.
  asio::ip::tcp::acceptor acceptor_;
  asio::steady_timer signer_;
  std::mutex mutex_;
  std::vector<std::weak_ptr<Session>> sessions_;  // Guarded by mutex_.
  std::atomic<bool> waking_{false};
  std::atomic<bool> stopping_{false};
  bool drained_ = false;
};

Result<void> Server::State::listen() {
  TALLY_TRY(check_loopback(options_.listen));
  const auto failed = [&](const error_code& error) {
    return Error(ErrorCode::io,
                 "cannot listen on " + options_.listen.to_string() + ": " + error.message(),
                 "listen");
  };
  error_code error;
  const auto host = asio::ip::make_address(options_.listen.host, error);
  if (error) return failed(error);
  const asio::ip::tcp::endpoint endpoint(host, options_.listen.port);
  acceptor_.open(endpoint.protocol(), error);
  if (error) return failed(error);
  acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return failed(error);
  options_.listen.port = acceptor_.local_endpoint(error).port();
  if (error) return failed(error);
  return {};
}

void Server::State::start() {
  // On the thread that commits, so it only posts; and one wake-up for all that were posted before.
  context_.ledger.on_commit([this](TreeSize) {
    if (stopping_ || context_.counters.subscriptions == 0 || waking_.exchange(true)) return;
    asio::post(threads_.front()->executor(), [this] {
      waking_ = false;
      for (const auto& session : sessions()) session->wake();
    });
  });
  const auto ended = [](std::exception_ptr) {};
  asio::co_spawn(acceptor_.get_executor(), accept(), ended);
  if (options_.checkpoint_ms > 0) {
    asio::co_spawn(signer_.get_executor(), sign_checkpoints(), ended);
  }
  role_.start();
  for (const auto& thread : threads_) thread->start();
}

asio::awaitable<void> Server::State::accept() {
  asio::steady_timer pause(acceptor_.get_executor());
  while (!stopping_) {
    error_code error;
    auto& thread = next_thread();
    NetSocket socket(thread.executor());
    co_await acceptor_.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
    if (stopping_) co_return;
    if (!error) {
      greet(std::move(socket), thread);
      continue;
    }
    // No descriptors left, or the peer was gone: connections that exist go on.
    pause.expires_after(kAcceptPause);
    co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
  }
}

NetThread& Server::State::next_thread() {
  return **std::min_element(threads_.begin(), threads_.end(),
                            [](const auto& a, const auto& b) { return a->sessions < b->sessions; });
}

void Server::State::greet(NetSocket socket, NetThread& thread) {
  if (context_.counters.connections >= context_.limits.connections_max) {
    const auto refusal = error_answer(Error(
        ErrorCode::overloaded, "the server has as many connections as it takes", "connections"));
    const auto frame = protocol::encode_frame(refusal.kind, 0, refusal.body);
    error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(frame), ignored);  // It fits an empty socket buffer.
    return;
  }
  auto session = std::make_shared<Session>(std::move(socket), context_, thread, workers_);
  {
    const std::lock_guard lock(mutex_);
    sessions_.erase(std::remove_if(sessions_.begin(), sessions_.end(),
                                   [](const auto& old) { return old.expired(); }),
                    sessions_.end());
    sessions_.push_back(session);
  }
  session->start();
}

asio::awaitable<void> Server::State::sign_checkpoints() {
  TreeSize signed_size;
  while (!stopping_) {
    signer_.expires_after(milliseconds(options_.checkpoint_ms));
    error_code ignored;
    co_await signer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    const auto size = context_.ledger.store().last_commit().size;
    if (stopping_ || size == signed_size) continue;
    signed_size = size;
    // Off the network threads, since it syncs a file.
    asio::post(workers_, [this] {
      const auto checkpoint = context_.checkpoints.sign(false);
      if (!checkpoint && options_.report) options_.report(checkpoint.error());
    });
  }
}

std::vector<std::shared_ptr<Session>> Server::State::sessions() {
  std::vector<std::shared_ptr<Session>> alive;
  const std::lock_guard lock(mutex_);
  for (const auto& weak : sessions_) {
    if (auto session = weak.lock()) alive.push_back(std::move(session));
  }
  return alive;
}

Result<void> Server::State::drain(milliseconds patience) {
  if (drained_) return {};
  drained_ = true;
  const auto until = steady_clock::now() + patience;
  stopping_ = true;
  asio::post(acceptor_.get_executor(), [this] {
    error_code ignored;
    acceptor_.close(ignored);
  });
  asio::post(signer_.get_executor(), [this] { signer_.cancel(); });
  for (const auto& session : sessions()) session->drain();
  context_.ledger.stop();
  threads_.front()->kick();
  wait_for_connections(until);
  for (const auto& session : sessions()) session->cut();
  wait_for_connections(steady_clock::now() + std::chrono::seconds(1));
  stop_threads();
  // What a cut connection had queued is committed all the same; its client looks it up.
  while (context_.ledger.waiting() > 0 && context_.ledger.step()) {
  }
  NetThread::tell_others();
  TALLY_TRY(context_.checkpoints.sign(true));
  return {};
}

void Server::State::wait_for_connections(steady_clock::time_point until) {
  while (context_.counters.connections > 0 && steady_clock::now() < until) {
    std::this_thread::sleep_for(kDrainPoll);
  }
}

void Server::State::stop_threads() {
  workers_.join();
  role_.stop();
  for (const auto& thread : threads_) thread->stop();
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(ServerContext context, const ServerOptions& options) {
  auto state = std::make_unique<State>(std::move(context), options);
  TALLY_TRY(state->listen());
  state->start();
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

const ListenAddress& Server::address() const { return state_->address(); }

void Server::look_for_others() { state_->look_for_others(); }

Result<void> Server::drain(milliseconds patience) { return state_->drain(patience); }

}  // namespace tally::server
