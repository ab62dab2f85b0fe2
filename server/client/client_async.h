// The client for programs that run on Boost.Asio: every call is a coroutine. client.h is the same
// for programs that do not.
//
// Threads: all calls on the executor on which connect() ran, which must be a strand or a
// single-threaded context. Many calls may run at once; they share one connection. Lifetime: the
// client outlives its calls and subscriptions.
// Errors: `io` with field "connect", "connection" or "deadline" when the server cannot be reached;
// else what the server answered.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>

#include "server/client/client_options.h"
#include "server/client/connection.h"
#include "server/client/subscription_item.h"
#include "server/protocol/messages_append.h"
#include "server/protocol/messages_proof.h"
#include "server/protocol/messages_read.h"
#include "server/protocol/messages_view.h"

namespace tally {

class AsyncSubscription;

class AsyncClient {
 public:
  template <class T>
  using Awaitable = boost::asio::awaitable<Result<T>>;

  static Awaitable<std::unique_ptr<AsyncClient>> connect(ClientOptions options);
  ~AsyncClient();

  // What the server said when the present connection was made.
  const protocol::HelloReply& server() const { return hello_; }

  // Appends a batch. A reply that is lost is asked for again: the same batch is sent once more on a
  // new connection (the ids make that harmless, contracts C3), then its events are looked up. Only
  // when that fails too, the answer is the error `in_doubt`: look the event ids up later.
  // `overloaded`, field "connection": looked up, and not recorded.
  // Batches are sent in the order of the calls; none is sent before `invalid` was ruled out here.
  Awaitable<AppendResult> append(AppendBatch batch);

  // These change nothing, so that after a lost connection they are simply asked again, once.
  Awaitable<protocol::ReadReply> read(protocol::ReadRequest request);
  Awaitable<protocol::ReadReplyView> read_views(protocol::ReadRequest request);
  Awaitable<LookupAnswer> lookup(EventId id);
  Awaitable<protocol::ViewReply> view(protocol::ViewRequest request);
  Awaitable<protocol::InclusionProof> prove_inclusion(protocol::ProveInclusion request);
  Awaitable<protocol::ConsistencyProof> prove_consistency(protocol::ProveConsistency request);
  Awaitable<protocol::CheckpointReply> checkpoint(protocol::CheckpointRequest request);
  Awaitable<protocol::StatusReply> status();
  Awaitable<protocol::Limits> limits();
  Awaitable<void> ping();

  // Starts a subscription; credit 0 in the request means the client's own choice.
  Awaitable<std::unique_ptr<AsyncSubscription>> subscribe(protocol::SubscribeRequest request);

  void close();

 private:
  friend class AsyncSubscription;
  enum class Attempt : std::uint8_t { answered, not_sent, lost };
  struct Attempted {
    Attempt attempt = Attempt::answered;
    Result<AppendResult> result;
  };

  AsyncClient(boost::asio::any_io_executor executor, ClientOptions options);
  SteadyTime deadline(std::uint32_t parts_of_four = 4) const;
  // An open connection, made anew if the last one was lost.
  Awaitable<std::shared_ptr<Connection>> connection(SteadyTime until);
  boost::asio::awaitable<Attempted> attempt_append(const Bytes& body, SteadyTime until);
  Awaitable<AppendResult> find_out(const AppendBatch& batch, SteadyTime until);
  Awaitable<Appended> look_up_all(const AppendBatch& batch, SteadyTime until);
  template <class Reply, class Request>
  Awaitable<Reply> ask(Request request, SteadyTime until);

  boost::asio::any_io_executor executor_;
  ClientOptions options_;
  protocol::HelloReply hello_;
  std::shared_ptr<Connection> connection_;
  bool connecting_ = false;
  boost::asio::steady_timer connected_;  // Cancelled when an attempt to connect has ended.
};

// Events from a position on, then live ones. It survives lost connections: it resumes from
// scanned_to by itself.
class AsyncSubscription {
 public:
  ~AsyncSubscription();

  // The next messages: matching records in position order, or none when the server only says how
  // far it has come. `io`, field "deadline", when nothing came in that time: call again. Gives the
  // server credit for what was delivered before.
  AsyncClient::Awaitable<SubscriptionBatch> next(std::uint32_t timeout_ms);
  // Where a later subscription would resume.
  Position scanned_to() const { return request_.from; }

 private:
  friend class AsyncClient;
  AsyncSubscription(AsyncClient& client, protocol::SubscribeRequest request);
  AsyncClient::Awaitable<void> start(SteadyTime until);
  AsyncClient::Awaitable<SubscriptionBatch> take(Connection::Reply message);
  void grant_credit();

  AsyncClient& client_;
  protocol::SubscribeRequest request_;  // `from` advances as batches are given out.
  std::shared_ptr<Connection> connection_;
  std::uint64_t request_id_ = 0;
  std::uint32_t consumed_ = 0;  // Records for which no credit has been given back.
};

}  // namespace tally
