// Catch-up, live, credit, heartbeats and drain.
#include <gtest/gtest.h>

#include "tests/server/test_server.h"

namespace tally {
namespace {

using protocol::Kind;
using protocol::Selection;
using test::note;
using test::RawPeer;
using test::TestServer;

TestServer::Options with_limits(std::function<void(protocol::Limits&)> change) {
  TestServer::Options options;
  options.limits = std::move(change);
  return options;
}

void append_notes(Client& client, int count, int stream = 1) {
  AppendBatch batch;
  for (int i = 0; i < count; ++i) batch.events.push_back(note(stream));
  const auto answer = client.append(batch);
  ASSERT_TRUE(answer.ok() && std::holds_alternative<Appended>(*answer));
}

TEST(Subscription, CatchesUpAndThenFollowsWithoutGapOrRepeat) {
  TestServer server;
  auto client = server.connect();
  append_notes(client, 500);
  auto subscription = client.subscribe({});
  ASSERT_TRUE(subscription.ok());
  std::thread writer([&] {
    auto other = server.connect();
    for (int i = 0; i < 200; ++i) append_notes(other, 5, i);
  });
  const auto total = server.store.last_commit().size.value + 200 * 5;
  std::uint64_t next = 0;
  while (next < total) {
    const auto item = subscription->next(5000);
    ASSERT_TRUE(item.ok()) << item.error().to_string();
    if (!item->record) continue;
    ASSERT_EQ(item->record->position.value, next);
    ++next;
    EXPECT_GE(item->scanned_to.value, next);
  }
  writer.join();
}

TEST(Subscription, NeverSendsMoreThanThereIsCreditFor) {
  TestServer server(with_limits([](auto& limits) { limits.heartbeat_ms = 100; }));
  auto client = server.connect();
  append_notes(client, 50);
  RawPeer peer(server.port());
  peer.hello();
  protocol::SubscribeRequest request;
  request.credit = 3;
  peer.send(5, request);
  ASSERT_EQ(peer.receive()->kind, Kind::subscribe_reply);
  std::uint64_t got = 0;
  protocol::Progress last;
  const auto take_until_heartbeat = [&] {
    for (;;) {
      const auto frame = peer.receive();
      ASSERT_TRUE(frame.has_value());
      ASSERT_EQ(frame->request_id, 5u);
      if (frame->kind == Kind::heartbeat) {
        last = protocol::Heartbeat::decode(frame->body)->progress;
        return;
      }
      ASSERT_EQ(frame->kind, Kind::events);
      const auto events = protocol::Events::decode(frame->body).value();
      for (const auto& record : events.records) EXPECT_EQ(record.position.value, got++);
    }
  };
  take_until_heartbeat();
  EXPECT_EQ(got, 3u);
  // What was not delivered was not passed.
  EXPECT_EQ(last.scanned_to.value, 3u);
  EXPECT_EQ(last.head, server.store.last_commit().size);
  peer.send(5, protocol::Credit{4});
  take_until_heartbeat();
  EXPECT_EQ(got, 7u);
}

TEST(Subscription, FiltersResumeByPosition) {
  TestServer server(with_limits([](auto& limits) { limits.heartbeat_ms = 100; }));
  auto client = server.connect();
  append_notes(client, 20, 1);
  append_notes(client, 20, 2);
  protocol::SubscribeRequest request;
  request.selection = {Selection::Scope::stream, "project-2", {}};
  std::vector<std::uint64_t> revisions;
  Position stored;
  const auto take = [&](std::size_t until) {
    request.from = stored;
    auto subscription = client.subscribe(request);
    ASSERT_TRUE(subscription.ok());
    while (revisions.size() < until) {
      const auto item = subscription->next(5000);
      ASSERT_TRUE(item.ok());
      stored = item->scanned_to;
      if (item->record) {
        revisions.push_back(decode_header(item->record->header)->ledger.revision.value);
      }
    }
  };
  take(8);
  take(15);
  append_notes(client, 3, 1);
  append_notes(client, 1, 2);
  take(21);
  for (std::size_t i = 0; i < revisions.size(); ++i) EXPECT_EQ(revisions[i], i);
}

TEST(Subscription, HeartbeatSaysHowFarAFilterThatMatchesNothingHasLooked) {
  TestServer server(with_limits([](auto& limits) { limits.heartbeat_ms = 50; }));
  auto client = server.connect();
  append_notes(client, 20);
  protocol::SubscribeRequest request;
  request.selection = {Selection::Scope::all, "", {"no.such"}};
  auto subscription = client.subscribe(request);
  ASSERT_TRUE(subscription.ok());
  const auto item = subscription->next(5000);
  ASSERT_TRUE(item.ok());
  EXPECT_FALSE(item->record.has_value());
  EXPECT_EQ(item->scanned_to.value, server.store.last_commit().size.value);
}

TEST(Subscription, SilenceIsADeadlineNotAnEnd) {
  TestServer server;
  auto client = server.connect();
  protocol::SubscribeRequest request;
  request.from = {server.store.last_commit().size.value};
  auto subscription = client.subscribe(request);
  ASSERT_TRUE(subscription.ok());
  const auto nothing = subscription->next(100);
  ASSERT_FALSE(nothing.ok());
  EXPECT_EQ(nothing.error().field, "deadline");
  append_notes(client, 1);
  const auto item = subscription->next(5000);
  ASSERT_TRUE(item.ok());
  EXPECT_TRUE(item->record.has_value());
}

TEST(Subscription, LimitsOfCreditAndNumberAreKept) {
  TestServer server(with_limits([](auto& limits) {
    limits.credit_max = 10;
    limits.subscriptions_max = 1;
  }));
  RawPeer peer(server.port());
  peer.hello();
  protocol::SubscribeRequest request;
  request.credit = 11;
  peer.send(5, request);
  EXPECT_EQ(peer.receive()->kind, Kind::error);
  request.from = {1'000'000};
  request.credit = 5;
  peer.send(6, request);
  EXPECT_EQ(peer.receive()->kind, Kind::subscribe_reply);
  peer.send(7, request);
  EXPECT_EQ(peer.receive()->kind, Kind::error);
  peer.send(6, protocol::Credit{6});
  EXPECT_EQ(peer.receive()->kind, Kind::error);
  peer.send(6, protocol::Unsubscribe{});
  const auto end = peer.receive();
  EXPECT_EQ(end->kind, Kind::subscription_end);
  EXPECT_EQ(end->request_id, 6u);
  peer.send(8, request);
  EXPECT_EQ(peer.receive()->kind, Kind::subscribe_reply);
}

TEST(Subscription, FollowEndsWhenItsCallbackSaysSo) {
  TestServer server;
  auto client = server.connect();
  append_notes(client, 10);
  int seen = 0;
  ASSERT_TRUE(
      client.follow({}, [&](const SubscriptionItem& item) { return !item.record || ++seen < 5; })
          .ok());
  EXPECT_EQ(seen, 5);
}

TEST(Drain, EverythingAcknowledgedIsDurableAndNothingElseIsTaken) {
  TestServer server;
  server.store.delay = std::chrono::milliseconds(20);
  std::atomic<int> acknowledged{0};
  std::atomic<int> refused{0};
  const auto before = server.store.last_commit().size.value;
  std::atomic<bool> stop{false};
  std::vector<std::thread> writers;
  for (int t = 0; t < 4; ++t) {
    writers.emplace_back([&, t] {
      auto options = server.client_options();
      options.timeout_ms = 1500;
      auto client = Client::connect(options);
      if (!client.ok()) return;
      while (!stop) {
        const auto answer = client->append(note(t));
        if (answer.ok() && std::holds_alternative<Appended>(*answer)) {
          ++acknowledged;
        } else {
          ++refused;
          return;
        }
      }
    });
  }
  while (acknowledged < 20) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_TRUE(server.server->drain(std::chrono::seconds(5)).ok());
  const auto recorded = server.store.last_commit().size.value - before;
  stop = true;
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(server.store.last_commit().size.value - before, recorded);
  // Every reply is under way before a connection ends, so none of what is recorded is unsaid.
  EXPECT_EQ(recorded, static_cast<std::uint64_t>(acknowledged));
  EXPECT_EQ(refused, 4);
  EXPECT_GE(server.signed_count, 1);
  EXPECT_EQ(server.counters.connections, 0u);
}

TEST(Drain, SaysGoodbyeAndAnswersWhatItHasTaken) {
  TestServer server;
  server.store.delay = std::chrono::milliseconds(200);
  RawPeer peer(server.port());
  peer.hello();
  peer.send(2, protocol::AppendRequest{batch_of(note())});
  while (server.ledger->status().queued_batches == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  std::thread drain([&] { EXPECT_TRUE(server.server->drain(std::chrono::seconds(5)).ok()); });
  const auto goodbye = peer.receive();
  ASSERT_TRUE(goodbye.has_value());
  EXPECT_EQ(goodbye->kind, Kind::goodbye);
  const auto reply = peer.receive();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->kind, Kind::append_reply);
  EXPECT_TRUE(peer.closed_within(3000));
  drain.join();
}

TEST(Drain, APeerThatTakesNothingIsCutWhenPatienceEnds) {
  TestServer server;
  RawPeer peer(server.port());
  peer.hello();
  peer.send(5, protocol::SubscribeRequest{{}, {}, 10, false});
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(server.server->drain(std::chrono::milliseconds(300)).ok());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(3));
}

}  // namespace
}  // namespace tally
