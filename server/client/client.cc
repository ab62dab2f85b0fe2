#include "server/client/client.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <future>
#include <thread>

#include "server/client/client_async.h"

namespace tally {
namespace {

namespace asio = boost::asio;

constexpr auto kRetryPause = std::chrono::milliseconds(500);

template <class T>
using Pending = std::future<Result<T>>;

template <class T>
asio::awaitable<void> settle(asio::awaitable<Result<T>> work,
                             std::shared_ptr<std::promise<Result<T>>> promise) {
  bool thrown = false;
  try {
    promise->set_value(co_await std::move(work));
  } catch (const std::exception&) {
    thrown = true;
  }
  if (thrown) promise->set_value(Error(ErrorCode::io, "the call failed inside", "client"));
}

// Starts a coroutine on the client's thread. An exception (no memory, no descriptor) is an `io`
// error of that call alone.
template <class T>
Pending<T> start(asio::io_context& io, asio::awaitable<Result<T>> work) {
  auto promise = std::make_shared<std::promise<Result<T>>>();
  auto future = promise->get_future();
  asio::co_spawn(io, settle(std::move(work), std::move(promise)), asio::detached);
  return future;
}

// Asks for the next page before it hands out the records of one. What is asked for and no longer
// wanted is dropped when it arrives.
template <class Ask, class Each>
Result<void> page_by_page(protocol::ReadRequest& request, const Ask& ask, const Each& each) {
  for (auto pending = ask();;) {
    TALLY_ASSIGN(const auto page, pending.get());
    if (page.next) {
      request.from = *page.next;
      pending = ask();
    }
    for (const auto& record : page.records) {
      if (!each(record)) return {};
    }
    if (!page.next) return {};
  }
}

}  // namespace

// The thread on which AsyncClient runs, and the only one that touches it.
class Client::State {
 public:
  State() : work_(asio::make_work_guard(io_)), thread_([this] { io_.run(); }) {}
  ~State() {
    if (client_) {
      std::promise<void> closed;
      asio::post(io_, [&] {
        client_->close();
        closed.set_value();
      });
      closed.get_future().wait();
    }
    work_.reset();
    // Calls still under way have lost their connection; what they wait for next is dropped.
    io_.stop();
    thread_.join();
  }

  template <class T>
  Result<T> run(asio::awaitable<Result<T>> work) {
    return start(io_, std::move(work)).get();
  }

  asio::io_context io_{1};
  std::unique_ptr<AsyncClient> client_;

 private:
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::thread thread_;
};

class PendingAppend::State {
 public:
  Pending<AppendResult> future;
};

PendingAppend::PendingAppend(std::unique_ptr<State> state) : state_(std::move(state)) {}
PendingAppend::PendingAppend(PendingAppend&&) noexcept = default;
PendingAppend& PendingAppend::operator=(PendingAppend&&) noexcept = default;
PendingAppend::~PendingAppend() = default;

Result<AppendResult> PendingAppend::collect() { return state_->future.get(); }

class Subscription::State {
 public:
  State(asio::io_context& io, std::unique_ptr<AsyncSubscription> subscription)
      : io_(io), subscription_(std::move(subscription)) {}
  // The subscription belongs to the client's thread, so it ends there.
  ~State() {
    std::promise<void> ended;
    asio::post(io_, [&] {
      subscription_.reset();
      ended.set_value();
    });
    ended.get_future().wait();
  }

  Result<SubscriptionItem> next(std::uint32_t timeout_ms) {
    if (at_ == batch_.records.size()) {
      TALLY_ASSIGN(batch_, start(io_, subscription_->next(timeout_ms)).get());
      at_ = 0;
    }
    SubscriptionItem item{std::nullopt, batch_.progress.scanned_to, batch_.progress.head};
    if (at_ == batch_.records.size()) return item;
    item.record = std::move(batch_.records[at_++]);
    // Before the last of a batch only what was given out counts as delivered.
    if (at_ < batch_.records.size()) item.scanned_to = {item.record->position.value + 1};
    return item;
  }

 private:
  asio::io_context& io_;
  std::unique_ptr<AsyncSubscription> subscription_;
  SubscriptionBatch batch_;
  std::size_t at_ = 0;
};

Subscription::Subscription(std::unique_ptr<State> state) : state_(std::move(state)) {}
Subscription::Subscription(Subscription&&) noexcept = default;
Subscription& Subscription::operator=(Subscription&&) noexcept = default;
Subscription::~Subscription() = default;

Result<SubscriptionItem> Subscription::next(std::uint32_t timeout_ms) {
  return state_->next(timeout_ms);
}

Client::Client(std::unique_ptr<State> state) : state_(std::move(state)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Result<Client> Client::connect(ClientOptions options) {
  auto state = std::make_unique<State>();
  TALLY_ASSIGN(state->client_, state->run(AsyncClient::connect(std::move(options))));
  return Client(std::move(state));
}

protocol::HelloReply Client::server() const {
  std::promise<protocol::HelloReply> promise;
  asio::post(state_->io_, [&] { promise.set_value(state_->client_->server()); });
  return promise.get_future().get();
}

Result<AppendResult> Client::append(AppendBatch batch) {
  return state_->run(state_->client_->append(std::move(batch)));
}

Result<AppendResult> Client::append(ProposedEvent event) {
  return append(batch_of(std::move(event)));
}

Result<AppendResult> Client::append_json(std::string_view json) {
  TALLY_ASSIGN(const auto parsed, parse_json(json));
  TALLY_ASSIGN(auto event, event_from_json(parsed));
  return append(std::move(event));
}

PendingAppend Client::submit(AppendBatch batch) {
  auto pending = std::make_unique<PendingAppend::State>();
  pending->future = start(state_->io_, state_->client_->append(std::move(batch)));
  return PendingAppend(std::move(pending));
}

Result<protocol::ReadReply> Client::read(const protocol::ReadRequest& request) {
  return state_->run(state_->client_->read(request));
}

Result<void> Client::read_all(protocol::ReadRequest request,
                              const std::function<bool(const protocol::RawRecord&)>& each) {
  const auto ask = [&] { return start(state_->io_, state_->client_->read(request)); };
  return page_by_page(request, ask, each);
}

Result<void> Client::scan(protocol::ReadRequest request,
                          const std::function<bool(const protocol::RecordInReply&)>& each) {
  const auto ask = [&] { return start(state_->io_, state_->client_->read_views(request)); };
  return page_by_page(request, ask, each);
}

Result<Subscription> Client::subscribe(protocol::SubscribeRequest request) {
  TALLY_ASSIGN(auto subscription, state_->run(state_->client_->subscribe(std::move(request))));
  return Subscription(std::make_unique<Subscription::State>(state_->io_, std::move(subscription)));
}

Result<void> Client::follow(protocol::SubscribeRequest request,
                            const std::function<bool(const SubscriptionItem&)>& each) {
  constexpr std::uint32_t kWaitMs = 60'000;
  TALLY_ASSIGN(auto subscription, subscribe(std::move(request)));
  for (;;) {
    const auto item = subscription.next(kWaitMs);
    if (item) {
      if (!each(*item)) return {};
      continue;
    }
    if (item.error().code != ErrorCode::io && item.error().code != ErrorCode::overloaded) {
      return item.error();
    }
    std::this_thread::sleep_for(kRetryPause);
  }
}

Result<protocol::ViewReply> Client::view(const protocol::ViewRequest& request) {
  return state_->run(state_->client_->view(request));
}

Result<LookupAnswer> Client::lookup(const EventId& id) {
  return state_->run(state_->client_->lookup(id));
}

Result<protocol::InclusionProof> Client::prove_inclusion(Position position,
                                                         std::optional<TreeSize> size) {
  protocol::ProveInclusion request{position, {}};
  if (size) request.size = size->value;
  return state_->run(state_->client_->prove_inclusion(request));
}

Result<protocol::ConsistencyProof> Client::prove_consistency(TreeSize older,
                                                             std::optional<TreeSize> newer) {
  protocol::ProveConsistency request{older, {}};
  if (newer) request.newer = newer->value;
  return state_->run(state_->client_->prove_consistency(request));
}

Result<protocol::CheckpointReply> Client::checkpoint(bool fresh) {
  return state_->run(state_->client_->checkpoint({fresh}));
}

Result<protocol::StatusReply> Client::status() { return state_->run(state_->client_->status()); }
Result<protocol::Limits> Client::limits() { return state_->run(state_->client_->limits()); }
Result<void> Client::ping() { return state_->run(state_->client_->ping()); }

}  // namespace tally
