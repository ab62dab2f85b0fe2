// Connections that behave badly, and what the limits do with them.
#include <gtest/gtest.h>

#include "tests/server/test_server.h"

namespace tally {
namespace {

using protocol::Kind;
using std::chrono::steady_clock;
using test::RawPeer;
using test::TestServer;

TestServer::Options with_limits(std::function<void(protocol::Limits&)> change) {
  TestServer::Options options;
  options.limits = std::move(change);
  return options;
}

Error error_of(const std::optional<RawPeer::Received>& frame) {
  if (!frame || frame->kind != Kind::error) return Error(ErrorCode::io, "no error came");
  return protocol::ErrorReply::decode(frame->body).value().error;
}

TEST(Session, HelloNamesOriginSizeAndLimits) {
  TestServer server;
  const auto client = server.connect();
  const auto hello = client.server();
  EXPECT_EQ(hello.origin, "ledger.example/test");
  EXPECT_EQ(hello.size, server.store.last_commit().size);
  EXPECT_EQ(hello.root, server.store.last_commit().root);
  EXPECT_EQ(hello.limits.batch_events_max, server.ledger->limits().batch_events_max);
  ASSERT_FALSE(hello.warnings.empty());
  EXPECT_NE(hello.warnings[0].find("asserted"), std::string::npos);
}

TEST(Session, UnknownVersionIsRefusedAndTheConnectionEnds) {
  TestServer server;
  RawPeer peer(server.port());
  protocol::Hello hello;
  hello.version_min = hello.version_max = 9;
  peer.send(1, hello);
  const auto error = error_of(peer.receive());
  EXPECT_EQ(error.code, ErrorCode::invalid);
  EXPECT_EQ(error.field, "version");
  EXPECT_TRUE(peer.closed_within(3000));
}

TEST(Session, FirstMessageMustBeHello) {
  TestServer server;
  RawPeer peer(server.port());
  peer.send(1, protocol::Ping{});
  EXPECT_EQ(error_of(peer.receive()).field, "kind");
  EXPECT_TRUE(peer.closed_within(3000));
}

TEST(Session, SilentPeerLosesItsSlotAtTheHelloDeadline) {
  TestServer server(with_limits([](auto& limits) { limits.hello_ms = 150; }));
  RawPeer peer(server.port());
  EXPECT_TRUE(server.connections_become(1));
  EXPECT_TRUE(peer.closed_within(3000));
  EXPECT_TRUE(server.connections_become(0));
}

TEST(Session, HalfAFrameThenSilenceIsDroppedAtTheDeadline) {
  TestServer server(with_limits([](auto& limits) { limits.frame_ms = 150; }));
  RawPeer peer(server.port());
  peer.hello();
  const auto frame = protocol::encode_frame(Kind::lookup, 2, Bytes(16));
  peer.send(ByteView(frame).first(20));
  EXPECT_TRUE(peer.closed_within(3000));
  EXPECT_TRUE(server.connections_become(0));
}

TEST(Session, DrippingBytesDoNotMoveTheFrameDeadline) {
  TestServer server(with_limits([](auto& limits) { limits.frame_ms = 300; }));
  RawPeer peer(server.port());
  peer.hello();
  const auto frame = protocol::encode_frame(Kind::append, 2, Bytes(60'000));
  const auto start = steady_clock::now();
  bool closed = false;
  for (std::size_t at = 0; at < 200 && !closed; ++at) {
    peer.send(ByteView(frame).subspan(at, 1));
    closed = peer.closed_within(20);
  }
  EXPECT_TRUE(closed);
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(Session, IdlePeerIsPingedAndLivesWhileItAnswers) {
  TestServer server(with_limits([](auto& limits) { limits.idle_ms = 300; }));
  RawPeer answering(server.port());
  answering.hello();
  for (int i = 0; i < 6; ++i) {
    const auto ping = answering.receive();
    ASSERT_TRUE(ping.has_value());
    ASSERT_EQ(ping->kind, Kind::ping);
    answering.send(ping->request_id, protocol::PingReply{});
  }
  RawPeer mute(server.port());
  mute.hello();
  EXPECT_TRUE(mute.closed_within(3000));
}

TEST(Session, FrameOverTheLimitIsRefusedByItsHeader) {
  TestServer server;
  RawPeer peer(server.port());
  peer.hello();
  auto frame = protocol::encode_frame(Kind::append, 2, {});
  store_le(frame.data() + 4, std::uint32_t{15u << 20});
  peer.send(frame);
  EXPECT_EQ(error_of(peer.receive()).field, "length");
  EXPECT_TRUE(peer.closed_within(3000));
}

TEST(Session, DamagedFrameEndsTheConnection) {
  TestServer server;
  RawPeer peer(server.port());
  peer.hello();
  auto frame = protocol::encode_frame(Kind::lookup, 2, Bytes(16));
  frame.back() ^= 1;
  peer.send(frame);
  EXPECT_EQ(error_of(peer.receive()).field, "crc");
  EXPECT_TRUE(peer.closed_within(3000));
}

TEST(Session, UnknownKindAndBadBodyAreErrorsOfTheRequestAlone) {
  TestServer server;
  RawPeer peer(server.port());
  peer.hello();
  peer.send(protocol::encode_frame(static_cast<Kind>(0x00ee), 7, {}));
  auto frame = peer.receive();
  EXPECT_EQ(error_of(frame).field, "kind");
  EXPECT_EQ(frame->request_id, 7u);
  peer.send(protocol::encode_frame(Kind::lookup, 8, Bytes(3)));
  EXPECT_EQ(error_of(peer.receive()).code, ErrorCode::invalid);
  peer.send(9, protocol::Ping{});
  frame = peer.receive();
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->kind, Kind::ping_reply);
  EXPECT_EQ(frame->request_id, 9u);
}

TEST(Session, OneConnectionTooManyIsToldSo) {
  TestServer server(with_limits([](auto& limits) { limits.connections_max = 2; }));
  RawPeer first(server.port()), second(server.port());
  first.hello();
  second.hello();
  RawPeer third(server.port());
  EXPECT_EQ(error_of(third.receive()).code, ErrorCode::overloaded);
  EXPECT_TRUE(third.closed_within(3000));
  second.half_close();
  EXPECT_TRUE(server.connections_become(1));
  RawPeer fourth(server.port());
  fourth.hello();
}

TEST(Session, RepliesUnderWayReachAPeerThatSendsNoMore) {
  TestServer server;
  server.store.delay = std::chrono::milliseconds(100);
  RawPeer peer(server.port());
  peer.hello();
  peer.send(2, protocol::AppendRequest{batch_of(test::note())});
  peer.half_close();
  const auto frame = peer.receive();
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->kind, Kind::append_reply);
  EXPECT_TRUE(peer.closed_within(3000));
}

TEST(Session, SlowReaderIsCutAndHoldsNoSlot) {
  TestServer server(with_limits([](auto& limits) {
    limits.write_ms = 300;
    limits.in_flight_max = 4;
  }));
  {
    auto client = server.connect();
    for (int i = 0; i < 40; ++i) {
      ASSERT_TRUE(client.append(test::note(i, std::string(200'000, 'x'))).ok());
    }
  }
  EXPECT_TRUE(server.connections_become(0));
  RawPeer peer(server.port(), 4096);
  peer.hello();
  for (std::uint64_t id = 2; id < 20; ++id) peer.send(id, protocol::ReadRequest{});
  EXPECT_TRUE(server.connections_become(0));
}

TEST(Session, NoMoreIsReadThanMayBeUnderWay) {
  TestServer server(with_limits([](auto& limits) { limits.in_flight_max = 2; }));
  server.store.delay = std::chrono::milliseconds(50);
  RawPeer peer(server.port());
  peer.hello();
  for (std::uint64_t id = 2; id < 12; ++id) {
    peer.send(id, protocol::AppendRequest{batch_of(test::note())});
  }
  for (std::uint64_t id = 2; id < 12; ++id) {
    const auto frame = peer.receive();
    ASSERT_TRUE(frame.has_value());
    EXPECT_EQ(frame->kind, Kind::append_reply);
    EXPECT_LE(server.ledger->status().queued_batches, 2u);
  }
}

TEST(Session, PipelinedAppendsShareCommits) {
  TestServer server;
  std::atomic<int> commits{0};
  server.ledger->on_commit([&](TreeSize) { ++commits; });
  server.store.delay = std::chrono::milliseconds(5);
  auto client = server.connect();
  std::vector<PendingAppend> pending;
  for (int i = 0; i < 200; ++i) pending.push_back(client.submit(batch_of(test::note(i))));
  for (auto& append : pending) {
    const auto answer = append.collect();
    ASSERT_TRUE(answer.ok());
    EXPECT_TRUE(std::holds_alternative<Appended>(*answer));
  }
  EXPECT_LT(commits, 100);
}

TEST(ListenAddress, OnlyLoopbackIsListenedTo) {
  using server::check_loopback;
  using server::ListenAddress;
  for (const char* good : {"127.0.0.1:0", "localhost:6962", "[::1]:7", "127.0.0.2:7"}) {
    const auto address = ListenAddress::parse(good);
    ASSERT_TRUE(address.ok()) << good;
    EXPECT_TRUE(check_loopback(*address).ok()) << good;
  }
  for (const char* open : {"0.0.0.0:6962", "[::]:6962", "10.0.0.1:1"}) {
    const auto address = ListenAddress::parse(open);
    ASSERT_TRUE(address.ok()) << open;
    const auto checked = check_loopback(*address);
    ASSERT_FALSE(checked.ok()) << open;
    EXPECT_EQ(checked.error().code, ErrorCode::not_authorized);
  }
  for (const char* bad : {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80", "a.b:1",
                          "127.0.0.1:1x", ":80"}) {
    EXPECT_FALSE(ListenAddress::parse(bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace tally
