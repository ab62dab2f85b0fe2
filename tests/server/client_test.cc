// The client library against a server: what comes back is what was recorded.
#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "tests/server/flaky_proxy.h"
#include "tests/server/test_server.h"

namespace tally {
namespace {

using protocol::Selection;
using test::note;
using test::TestServer;

const Appended& appended(const Result<AppendResult>& result) {
  static const Appended kNothing;
  if (!result.ok()) {
    ADD_FAILURE() << result.error().to_string();
    return kNothing;
  }
  if (const auto* failure = std::get_if<AppendFailure>(&*result)) {
    ADD_FAILURE() << failure->error.to_string();
    return kNothing;
  }
  return std::get<Appended>(*result);
}

const AppendFailure& failed(const Result<AppendResult>& result) {
  static const AppendFailure kNothing;
  if (!result.ok() || !std::holds_alternative<AppendFailure>(*result)) {
    ADD_FAILURE() << "it was recorded, or no answer came";
    return kNothing;
  }
  return std::get<AppendFailure>(*result);
}

TEST(Client, AppendedEventComesBackByteForByte) {
  TestServer server;
  auto client = server.connect();
  const auto event = note(7, "hello");
  const auto answer = client.append(event);
  const auto& receipt = appended(answer).events.at(0).receipt;
  EXPECT_EQ(receipt.id, event.proposal.id);
  EXPECT_EQ(receipt.origin, "ledger.example/test");

  protocol::ReadRequest request;
  request.from = receipt.position.value;
  const auto page = client.read(request);
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page->records.size(), 1u);
  const auto& record = page->records[0];
  const std::uint8_t prefix[] = {0};
  EXPECT_EQ(sha256({prefix, record.header}), receipt.leaf);
  const auto header = decode_header(record.header);
  ASSERT_TRUE(header.ok());
  EXPECT_EQ(header->ledger.channel, Channel::tcp);
  EXPECT_EQ(payload_commitment(body_salt(record.body), body_payload(record.body)),
            header->commitment);
  EXPECT_TRUE(equal(body_payload(record.body), event.payload));
}

TEST(Client, SameIdAgainGivesTheOriginalReceipt) {
  TestServer server;
  auto client = server.connect();
  const auto event = note();
  const auto first = client.append(event);
  const auto again = client.append(event);
  EXPECT_TRUE(appended(again).events.at(0).duplicate);
  EXPECT_EQ(appended(again).events.at(0).receipt, appended(first).events.at(0).receipt);
}

TEST(Client, ServerErrorsArriveWithEveryField) {
  TestServer server;
  auto client = server.connect();
  auto event = note();
  ASSERT_TRUE(client.append(event).ok());
  event.payload = to_owned(as_bytes("{\"text\":\"other\"}"));
  EXPECT_EQ(failed(client.append(event)).error.code, ErrorCode::id_reused);

  auto late = note(1);
  late.expected = {ExpectedRevision::Kind::no_stream, {}};
  const auto conflict = failed(client.append(late)).error;
  EXPECT_EQ(conflict.code, ErrorCode::conflict);
  EXPECT_EQ(conflict.revision, 0u);

  AppendBatch partly;
  partly.events.push_back(note());
  ASSERT_TRUE(client.append(partly).ok());
  partly.events.push_back(note());
  const auto failure = failed(client.append(partly));
  EXPECT_EQ(failure.error.code, ErrorCode::partly_recorded);
  ASSERT_EQ(failure.recorded.size(), 1u);
  EXPECT_EQ(failure.recorded[0].first, 0u);

  AppendBatch twice;
  twice.events = {note(), note()};
  twice.events[1].proposal.id = twice.events[0].proposal.id;
  EXPECT_TRUE(failed(client.append(twice)).other_index.has_value());
}

TEST(Client, BadProposalIsRefusedBeforeItIsSent) {
  TestServer server;
  auto client = server.connect();
  AppendBatch batch;
  batch.events = {note(), note()};
  batch.events[1].proposal.stream = "No Such Name";
  const auto answer = client.append(batch);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().field, "stream");
  EXPECT_EQ(answer.error().index, 1u);
}

TEST(Client, TypedEventFindsItsStream) {
  TestServer server;
  auto client = server.connect();
  ProjectRegistered project;
  project.project_id = "示例/1";
  project.name = "示例项目";
  auto event = propose("operator", project);
  ASSERT_TRUE(event.ok()) << event.error().to_string();
  EXPECT_EQ(event->proposal.type, "project.registered");
  EXPECT_EQ(event->proposal.stream, stream_name("project", project.project_id));
  const auto answer = client.append(*event);
  EXPECT_EQ(appended(answer).events.at(0).receipt.revision.value, 0u);

  project.name = "";
  const auto nameless = propose("operator", project);
  ASSERT_FALSE(nameless.ok());
  EXPECT_EQ(nameless.error().field, "payload.name");
}

TEST(Client, RefusalsBringRuleAndBothTexts) {
  TestServer server;
  auto client = server.connect();
  auto event = note();
  event.proposal.actor = "nobody";
  const auto error = failed(client.append(event)).error;
  EXPECT_FALSE(error.rule.empty() && error.field.empty()) << error.to_string();
  EXPECT_EQ(error.index, 0u);
}

TEST(Client, JsonEventIsAppended) {
  TestServer server;
  auto client = server.connect();
  const auto answer = client.append_json(
      R"({"type":"x.note","actor":"operator","stream":"project-9","effective":"2024-02-29",)"
      R"("id":"0192f0c1-2222-7333-8444-555566667777","payload":{"b":1,"a":2}})");
  EXPECT_EQ(appended(answer).events.at(0).receipt.id.to_string(),
            "0192f0c1-2222-7333-8444-555566667777");
  const auto unknown = client.append_json(R"({"type":"x.note","colour":"red","payload":{}})");
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().field, "colour");
}

TEST(Client, PagesJoinWithoutGapsInBothDirections) {
  TestServer server;
  auto client = server.connect();
  AppendBatch batch;
  for (int i = 0; i < 300; ++i) batch.events.push_back(note(i % 3));
  appended(client.append(batch));
  const auto size = server.store.last_commit().size.value;

  std::vector<std::uint64_t> forward;
  protocol::ReadRequest request;
  request.records_max = 7;
  ASSERT_TRUE(client
                  .read_all(request,
                            [&](const auto& record) {
                              forward.push_back(record.position.value);
                              return true;
                            })
                  .ok());
  ASSERT_EQ(forward.size(), size);
  for (std::uint64_t i = 0; i < size; ++i) EXPECT_EQ(forward[i], i);

  std::vector<std::uint64_t> backward;
  request.direction = Direction::backward;
  request.from = UINT64_MAX;
  ASSERT_TRUE(client
                  .read_all(request,
                            [&](const auto& record) {
                              backward.push_back(record.position.value);
                              return true;
                            })
                  .ok());
  std::reverse(backward.begin(), backward.end());
  EXPECT_EQ(backward, forward);
}

TEST(Client, ScanningGivesTheBytesThatReadingGives) {
  TestServer server;
  auto client = server.connect();
  AppendBatch batch;
  for (int i = 0; i < 50; ++i) batch.events.push_back(note(i % 3));
  appended(client.append(batch));
  protocol::ReadRequest request;
  request.records_max = 7;
  std::vector<protocol::RawRecord> read;
  ASSERT_TRUE(client
                  .read_all(request,
                            [&](const auto& record) {
                              read.push_back(record);
                              return true;
                            })
                  .ok());
  std::size_t at = 0;
  ASSERT_TRUE(client
                  .scan(request,
                        [&](const protocol::RecordInReply& record) {
                          EXPECT_EQ(record.position, read.at(at).position);
                          EXPECT_EQ(to_owned(record.bytes.header), read.at(at).header);
                          EXPECT_EQ(to_owned(record.bytes.body), read.at(at).body);
                          return ++at < read.size() - 20;
                        })
                  .ok());
  EXPECT_EQ(at, read.size() - 20);  // It ended where it was told to.
  EXPECT_TRUE(client.ping().ok());  // The page that nobody took is in nobody's way.
}

TEST(Client, SelectionsBoundsAndTypesAreKept) {
  TestServer server;
  auto client = server.connect();
  AppendBatch batch;
  for (int i = 0; i < 60; ++i) batch.events.push_back(note(i % 2));
  const auto answer = client.append(batch);
  const auto first = appended(answer).events.at(0).receipt.position.value;

  const auto positions = [&](protocol::ReadRequest request) {
    request.records_max = 4;
    std::vector<std::uint64_t> all;
    const auto read = client.read_all(request, [&](const auto& record) {
      all.push_back(record.position.value);
      return true;
    });
    EXPECT_TRUE(read.ok());
    return all;
  };
  protocol::ReadRequest stream;
  stream.selection = {Selection::Scope::stream, "project-1", {}};
  stream.from = 3;
  stream.to = 5;
  EXPECT_EQ(positions(stream), (std::vector<std::uint64_t>{first + 7, first + 9, first + 11}));
  stream.direction = Direction::backward;
  stream.from = UINT64_MAX;
  stream.to = 28;
  EXPECT_EQ(positions(stream), (std::vector<std::uint64_t>{first + 59, first + 57}));

  protocol::ReadRequest category;
  category.selection = {Selection::Scope::category, "project", {}};
  EXPECT_EQ(positions(category).size(), 60u);
  category.selection = {Selection::Scope::all, "", {"x.note"}};
  category.to = first + 9;
  EXPECT_EQ(positions(category).size(), 10u);
  category.selection = {Selection::Scope::all, "", {"no.such"}};
  EXPECT_TRUE(positions(category).empty());

  protocol::ReadRequest missing;
  missing.selection = {Selection::Scope::stream, "project-none", {}};
  const auto page = client.read(missing);
  ASSERT_FALSE(page.ok());
  EXPECT_EQ(page.error().code, ErrorCode::not_found);
}

TEST(Client, LookupProofsStatusAndLimitsAnswer) {
  TestServer server;
  auto client = server.connect();
  const auto event = note();
  const auto answer = client.append(event);
  const auto receipt = appended(answer).events.at(0).receipt;

  const auto found = client.lookup(event.proposal.id);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->state, LookupAnswer::State::recorded);
  EXPECT_EQ(found->event->receipt, receipt);
  const auto missing = client.lookup(note().proposal.id);
  ASSERT_TRUE(missing.ok());
  EXPECT_EQ(missing->state, LookupAnswer::State::not_recorded);
  EXPECT_EQ(missing->size, server.store.last_commit().size);

  const auto proof = client.prove_inclusion(receipt.position);
  ASSERT_TRUE(proof.ok());
  EXPECT_EQ(proof->leaf, receipt.leaf);
  EXPECT_EQ(proof->root, server.store.last_commit().root);
  EXPECT_EQ(proof->path, server.ledger->inclusion_proof(receipt.position, proof->size).value());
  EXPECT_FALSE(client.prove_inclusion({1'000'000}).ok());
  const auto consistent = client.prove_consistency({1});
  ASSERT_TRUE(consistent.ok());
  EXPECT_EQ(consistent->newer_root, proof->root);
  EXPECT_FALSE(client.prove_consistency({1'000'000}).ok());

  const auto status = client.status();
  ASSERT_TRUE(status.ok());
  EXPECT_EQ(status->head, server.store.last_commit().size);
  EXPECT_EQ(status->identity, "asserted");
  EXPECT_EQ(status->connections, 1u);
  EXPECT_EQ(status->views.size(), view_list().size());
  const auto limits = client.limits();
  ASSERT_TRUE(limits.ok());
  EXPECT_EQ(*limits, client.server().limits);
  EXPECT_TRUE(client.ping().ok());
  const auto checkpoint = client.checkpoint();
  ASSERT_TRUE(checkpoint.ok());
  EXPECT_EQ(checkpoint->verifier_key, "ledger.example/test+00000000+AQ==");
  EXPECT_EQ(client.checkpoint(false).error().code, ErrorCode::not_found);
}

TEST(Client, EveryViewAnswersAtTheHeadThatWasJustWritten) {
  TestServer server;
  auto client = server.connect();
  appended(client.append(note()));
  for (const auto& view : view_list()) {
    protocol::ViewRequest request;
    request.view = view.name;
    const auto reply = client.view(request);
    if (!reply.ok()) {  // Views of targets want their list to be named.
      EXPECT_EQ(reply.error().field, "list") << view.name << reply.error().to_string();
      continue;
    }
    EXPECT_EQ(reply->known, server.store.last_commit().size);
    EXPECT_EQ(reply->root, server.store.last_commit().root);
    const auto json = parse_json(reply->json);
    ASSERT_TRUE(json.ok());
    EXPECT_EQ(*json->find("view")->string(), view.name);
    EXPECT_EQ(*json->find("state_hash")->string(), to_hex(reply->state_hash.view()));
  }
  protocol::ViewRequest request;
  request.view = "no-such-view";
  EXPECT_EQ(client.view(request).error().code, ErrorCode::not_found);
  request.view = view_list().at(0).name;
  request.known = {protocol::Known::Kind::size, {1'000'000}, {}, {}};
  EXPECT_EQ(client.view(request).error().field, "known");
}

TEST(Client, ViewsThatLagAreSaidToLag) {
  TestServer::Options options;
  options.start_views = false;
  TestServer server(options);
  auto client = server.connect();
  protocol::ViewRequest request;
  request.view = view_list().at(0).name;
  const auto reply = client.view(request);
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().code, ErrorCode::overloaded);
  EXPECT_EQ(reply.error().field, "known");
}

TEST(Client, BatchesUpToTheLimitsPassAndBeyondThemAreRefused) {
  TestServer server;
  auto client = server.connect();
  const auto limits = client.server().limits;
  AppendBatch batch;
  for (std::uint32_t i = 0; i < limits.batch_events_max; ++i) batch.events.push_back(note(1));
  appended(client.append(batch));
  batch.events.push_back(note(1));
  for (auto& event : batch.events) event.proposal.id = note().proposal.id;
  EXPECT_EQ(failed(client.append(batch)).error.field, "events");

  AppendBatch large;
  const std::string text(limits.payload_bytes_max - 100, 'x');
  for (int i = 0; i < 15; ++i) large.events.push_back(note(1, text));
  appended(client.append(large));
  for (int i = 0; i < 30; ++i) large.events.push_back(note(1, text));
  const auto refused = client.append(large);
  ASSERT_FALSE(refused.ok());  // Larger than a frame: refused before it is sent.
  EXPECT_EQ(refused.error().field, "events");
  EXPECT_TRUE(client.ping().ok());
}

TEST(Client, NobodyListeningIsAnError) {
  ClientOptions options;
  options.port = 1;
  options.timeout_ms = 2000;
  const auto client = Client::connect(options);
  ASSERT_FALSE(client.ok());
  EXPECT_EQ(client.error().field, "connect");
}

TEST(Client, ManyThreadsShareOneClient) {
  TestServer server;
  auto client = server.connect();
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const auto answer = client.append(note(t));
        if (answer.ok() && std::holds_alternative<Appended>(*answer)) ++good;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 400);
}

// The reply is lost on its way, after the event was recorded.
TEST(LostReply, IsAskedForAgainAndTheEventStandsOnce) {
  TestServer server;
  test::FlakyProxy proxy(server.port());
  ClientOptions options;
  options.port = proxy.port();
  auto client = Client::connect(options).value();
  const auto before = server.store.last_commit().size.value;
  proxy.drop_replies_of_this_connection();
  const auto event = note();
  const auto answer = client.append(event);
  EXPECT_TRUE(appended(answer).events.at(0).duplicate);
  EXPECT_EQ(server.store.last_commit().size.value, before + 1);
}

TEST(LostReply, IsLookedUpWhenTheSecondAttemptIsLostToo) {
  TestServer server;
  test::FlakyProxy proxy(server.port());
  ClientOptions options;
  options.port = proxy.port();
  auto client = Client::connect(options).value();
  proxy.drop_replies_of_this_connection();
  proxy.drop_replies_of_the_next_connection_after_hello();
  const auto event = note();
  const auto answer = client.append(event);
  EXPECT_EQ(appended(answer).events.at(0).receipt.id, event.proposal.id);
  EXPECT_EQ(appended(answer).size, server.store.last_commit().size);
}

TEST(LostReply, OfManyPipelinedBatchesEachStandsOnce) {
  TestServer server;
  test::FlakyProxy proxy(server.port());
  ClientOptions options;
  options.port = proxy.port();
  auto client = Client::connect(options).value();
  const auto before = server.store.last_commit().size.value;
  proxy.drop_replies_of_this_connection();
  std::vector<PendingAppend> pending;
  for (int i = 0; i < 100; ++i) pending.push_back(client.submit(batch_of(note(i))));
  for (auto& append : pending) appended(append.collect());
  EXPECT_EQ(server.store.last_commit().size.value, before + 100);
}

TEST(LostConnection, SubscriptionGoesOnWhereItWas) {
  TestServer server;
  test::FlakyProxy proxy(server.port());
  ClientOptions options;
  options.port = proxy.port();
  auto client = Client::connect(options).value();
  auto writer = server.connect();
  auto subscription = client.subscribe({});
  ASSERT_TRUE(subscription.ok());
  std::uint64_t next = 0;
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 20; ++i) appended(writer.append(note(i)));
    const auto size = server.store.last_commit().size.value;
    while (next < size) {
      const auto item = subscription->next(5000);
      ASSERT_TRUE(item.ok()) << item.error().to_string();
      if (!item->record) continue;
      EXPECT_EQ(item->record->position.value, next++);
    }
    proxy.drop_replies_of_this_connection();
  }
}

TEST(LostReply, IsInDoubtWhenNobodyCanBeAsked) {
  TestServer server;
  auto proxy = std::make_unique<test::FlakyProxy>(server.port());
  ClientOptions options;
  options.port = proxy->port();
  options.timeout_ms = 1200;
  auto client = Client::connect(options).value();
  proxy->drop_replies_of_this_connection();
  proxy->accept_no_more();
  const auto start = std::chrono::steady_clock::now();
  const auto answer = client.append(note());
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::in_doubt);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(2500));
}

}  // namespace
}  // namespace tally
