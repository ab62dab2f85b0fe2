// The client library, tallystick::client: blocking calls. No Asio in this header; client_async.h is
// the coroutine form of the same.
//
//   TALLY_ASSIGN(auto client, tally::Client::connect({.host = "127.0.0.1", .port = 6962}));
//   TALLY_ASSIGN(auto event, tally::propose("li", tally::ProjectRegistered{...}));
//   TALLY_ASSIGN(auto answer, client.append(std::move(event)));
//
// Threads: any number may call one client at the same time; they share one connection, which is
// made anew when it is lost. A Client may be moved while no call runs. It outlives its
// subscriptions and pending appends.
// Deadlines: every call returns within options.timeout_ms.
// Errors: `io` with field "connect", "connection" or "deadline" when the server cannot be reached;
// else what the server answered.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "server/client/client_options.h"
#include "server/client/propose.h"
#include "server/client/subscription_item.h"
#include "server/protocol/messages_append.h"
#include "server/protocol/messages_proof.h"
#include "server/protocol/messages_read.h"
#include "server/protocol/messages_session.h"
#include "server/protocol/messages_view.h"

namespace tally {

// A batch under way.
class PendingAppend {
 public:
  PendingAppend(PendingAppend&&) noexcept;
  PendingAppend& operator=(PendingAppend&&) noexcept;
  ~PendingAppend();
  // Waits for the answer; once.
  Result<AppendResult> collect();

 private:
  friend class Client;
  class State;
  explicit PendingAppend(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// One event, or news of how far the server has looked.
struct SubscriptionItem {
  std::optional<protocol::RawRecord> record;
  // The position to store once this item is processed: a later subscription resumes there.
  Position scanned_to;
  TreeSize head;
};

// Events from a position on, then live ones, in position order. It survives lost connections.
class Subscription {
 public:
  Subscription(Subscription&&) noexcept;
  Subscription& operator=(Subscription&&) noexcept;
  ~Subscription();
  // The next event or heartbeat. `io`, field "deadline", when nothing came in that time, and field
  // "connect" while the server cannot be reached: in both cases call again.
  Result<SubscriptionItem> next(std::uint32_t timeout_ms);

 private:
  friend class Client;
  class State;
  explicit Subscription(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class Client {
 public:
  static Result<Client> connect(ClientOptions options = {});
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  // Origin, size, sample, limits and warnings, as of the last connection made.
  protocol::HelloReply server() const;

  // The answer of the ledger: recorded, or why not. An Error instead of an answer is `in_doubt`
  // when even looking the events up failed, and `io` when nothing was sent. A lost reply is asked
  // for again with the same ids, and then looked up, before anything is said (contracts C3).
  Result<AppendResult> append(AppendBatch batch);
  Result<AppendResult> append(ProposedEvent event);
  // One event as JSON, in the form of event_from_json().
  Result<AppendResult> append_json(std::string_view json);
  // Starts an append without waiting; batches are sent in the order of the calls. Keep no more than
  // server().limits.in_flight_max uncollected.
  PendingAppend submit(AppendBatch batch);

  Result<protocol::ReadReply> read(const protocol::ReadRequest& request);
  // Page by page until the end, request.to, or `each` returns false. The next page is on its way
  // while `each` has the records of one.
  Result<void> read_all(protocol::ReadRequest request,
                        const std::function<bool(const protocol::RawRecord&)>& each);
  // The same without a copy of each record: what `each` is given ends when it returns. With an
  // EventDecoder (core/catalogue) this is the fastest way to read many events.
  Result<void> scan(protocol::ReadRequest request,
                    const std::function<bool(const protocol::RecordInReply&)>& each);
  Result<Subscription> subscribe(protocol::SubscribeRequest request);
  // Calls `each` on this thread with every event and heartbeat until it returns false. While the
  // server cannot be reached it waits and tries again; any other error ends it.
  Result<void> follow(protocol::SubscribeRequest request,
                      const std::function<bool(const SubscriptionItem&)>& each);

  Result<protocol::ViewReply> view(const protocol::ViewRequest& request);
  Result<LookupAnswer> lookup(const EventId& id);
  Result<protocol::InclusionProof> prove_inclusion(Position position,
                                                   std::optional<TreeSize> size = {});
  Result<protocol::ConsistencyProof> prove_consistency(TreeSize older,
                                                       std::optional<TreeSize> newer = {});
  // `fresh`: the durable head is signed now; else the last one signed.
  Result<protocol::CheckpointReply> checkpoint(bool fresh = true);
  Result<protocol::StatusReply> status();
  Result<protocol::Limits> limits();
  Result<void> ping();

 private:
  class State;
  explicit Client(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tally
