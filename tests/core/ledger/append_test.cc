// How a batch is judged: in order, all or none, and what it says when it is refused (contracts C3).
#include "core/merkle/frontier.h"
#include "core/merkle/hash.h"
#include "tests/core/ledger/ledger_fixture.h"

namespace tally::test {
namespace {

using testing::HasSubstr;

using AppendTest = LedgerTest;

ProjectRegistered project(const std::string& id) {
  ProjectRegistered registered;
  registered.project_id = id;
  registered.name = "project " + id;
  return registered;
}
ProposedEvent expecting(ProposedEvent event, ExpectedRevision expected) {
  event.expected = expected;
  return event;
}

TEST_F(AppendTest, AReceiptSaysWhereTheEventStands) {
  clock.advance(5 * kSecond);
  const auto appended =
      record(batch_of(note(1, "project-a"), note(2, "project-b"), note(3, "project-a")));
  ASSERT_EQ(appended.events.size(), 3u);
  const std::uint64_t revisions[] = {0, 0, 1};
  for (std::uint64_t i = 0; i < 3; ++i) {
    const auto& receipt = appended.events[i].receipt;
    EXPECT_EQ(receipt.origin, "ledger.example/test");
    EXPECT_EQ(receipt.position.value, begin + i);
    EXPECT_EQ(receipt.id, event_id(i + 1));
    EXPECT_EQ(receipt.revision.value, revisions[i]);
    EXPECT_EQ(receipt.recorded_at.us, kNoon_us + 5 * kSecond);
    EXPECT_FALSE(appended.events[i].duplicate);
    RecordPage page;
    header_at(begin + i, page);
    EXPECT_EQ(receipt.leaf, leaf_hash(page.records[0].header));
  }
  EXPECT_EQ(appended.size.value, begin + 3);
  EXPECT_EQ(appended.root, ledger->root_at(appended.size).value());
  RecordPage page;
  const auto header = header_at(begin + 2, page);
  EXPECT_EQ(header.ledger.previous, Position{begin});
  EXPECT_EQ(header.ledger.recorded_offset.minutes, 480);
  EXPECT_EQ(header.ledger.channel, Channel::tcp);
}

TEST_F(AppendTest, TheLedgerMakesTheSaltAndTheCommitment) {
  record(batch_of(note(1, "project-a", R"({"n":1})"), note(2, "project-a", R"({"n":1})")));
  RecordPage first;
  RecordPage second;
  const auto a = header_at(begin, first);
  const auto b = header_at(begin + 1, second);
  const auto salt = body_salt(first.records[0].body);
  EXPECT_NE(salt, Salt{});
  EXPECT_NE(salt, body_salt(second.records[0].body));
  EXPECT_EQ(a.commitment, payload_commitment(salt, as_bytes(R"({"n":1})")));
  EXPECT_NE(a.commitment, b.commitment);
}

TEST_F(AppendTest, ASaltOfTheClientIsKeptAndAllZeroIsRefused) {
  auto event = note(1, "project-a");
  event.salt = Salt{1, 2, 3};
  record(batch_of(event));
  RecordPage page;
  header_at(begin, page);
  EXPECT_EQ(body_salt(page.records[0].body), (Salt{1, 2, 3}));
  auto zero = note(2, "project-a");
  zero.salt = Salt{};
  EXPECT_ERROR(fail(batch_of(zero)).error, invalid, "salt");
}

TEST_F(AppendTest, ARandomSourceThatGivesZerosIsAskedAgain) {
  class ZerosFirst final : public Random {
   public:
    void fill(std::span<std::uint8_t> bytes) override {
      std::fill(bytes.begin(), bytes.end(), calls_++ == 0 ? std::uint8_t{0} : std::uint8_t{9});
    }

   private:
    int calls_ = 0;
  } zeros;
  auto opened = Ledger::open({store, clock, zeros});
  must(append_to(**opened, batch_of(note(1, "project-a"))));
  RecordPage page;
  header_at(begin, page);
  EXPECT_EQ(body_salt(page.records[0].body)[0], 9);
}

TEST_F(AppendTest, OneBadEventRefusesTheWholeBatchAndNamesItsIndex) {
  auto bad = note(3, "project-a");
  bad.proposal.stream = "Project-A";
  const auto failed = fail(batch_of(note(1, "project-a"), note(2, "project-a"), bad));
  EXPECT_ERROR(failed.error, invalid, "stream");
  EXPECT_EQ(failed.error.index, 2u);
  EXPECT_EQ(size(), begin);
  EXPECT_EQ(ledger->lookup(event_id(1))->state, LookupAnswer::State::not_recorded);
}

TEST_F(AppendTest, ErrorsInThePayloadNameTheirPath) {
  auto bad = note(1, "project-a", R"({"b":1,"a":2})");
  const auto failed = fail(batch_of(bad));
  EXPECT_EQ(failed.error.code, ErrorCode::invalid);
  EXPECT_THAT(failed.error.field, HasSubstr("payload"));
  EXPECT_EQ(failed.error.index, 0u);
}

TEST_F(AppendTest, EqualIdsInABatchAreInvalidWithBothIndexes) {
  const auto failed = fail(batch_of(note(1, "project-a"), note(2, "project-a"),
                                    note(3, "project-a"), note(2, "project-b")));
  EXPECT_ERROR(failed.error, invalid, "id");
  EXPECT_EQ(failed.error.index, 1u);
  EXPECT_EQ(failed.other_index, 3u);
  EXPECT_EQ(size(), begin);
}

TEST_F(AppendTest, ExpectedRevisionsAreHeldAgainstTheStream) {
  const ExpectedRevision no_stream{ExpectedRevision::Kind::no_stream, {}};
  const ExpectedRevision exists{ExpectedRevision::Kind::stream_exists, {}};
  const auto missing = fail(batch_of(expecting(note(1, "project-a"), exists)));
  EXPECT_ERROR(missing.error, conflict, "expect");
  EXPECT_EQ(missing.error.rule, "ST03");
  EXPECT_EQ(missing.error.revision, std::nullopt);
  EXPECT_ERROR(fail(batch_of(expecting(note(1, "project-a"), at_revision(0)))).error, conflict,
               "expect");
  record(batch_of(expecting(note(1, "project-a"), no_stream)));
  record(batch_of(expecting(note(2, "project-a"), exists)));
  record(batch_of(expecting(note(3, "project-a"), at_revision(1))));
  for (const auto& expected : {no_stream, at_revision(1), at_revision(3)}) {
    const auto failed = fail(batch_of(expecting(note(4, "project-a"), expected)));
    EXPECT_EQ(failed.error.code, ErrorCode::conflict);
    EXPECT_EQ(failed.error.revision, 2u);
  }
}

TEST_F(AppendTest, EventsOfABatchSeeThoseBeforeThem) {
  const ExpectedRevision no_stream{ExpectedRevision::Kind::no_stream, {}};
  record(batch_of(expecting(note(1, "project-a"), no_stream),
                  expecting(note(2, "project-a"), at_revision(0)),
                  expecting(note(3, "project-a"), at_revision(1))));
  const auto failed = fail(batch_of(expecting(note(4, "project-a"), at_revision(2)),
                                    expecting(note(5, "project-a"), at_revision(2))));
  EXPECT_EQ(failed.error.index, 1u);
  EXPECT_EQ(failed.error.revision, 3u);
  EXPECT_EQ(size(), begin + 3);
}

TEST_F(AppendTest, RulesSeeTheEventsBeforeInTheBatch) {
  ActorEnrolled alice;
  alice.actor_id = "alice";
  record(batch_of(catalogued(1, alice), catalogued(2, project("P1"), "alice"),
                  note(3, "project-P1", "{}", "alice")));
  EXPECT_EQ(size(), begin + 3);
  // The other way round the first event is refused.
  ActorEnrolled bob;
  bob.actor_id = "bob";
  const auto failed = fail(batch_of(note(5, "project-P1", "{}", "bob"), catalogued(4, bob)));
  EXPECT_ERROR(failed.error, not_authorized, "actor");
  EXPECT_EQ(failed.error.index, 0u);
}

TEST_F(AppendTest, TheExpectedRevisionIsJudgedBeforeAuthority) {
  auto event = expecting(note(1, "project-a", "{}", "stranger"), at_revision(5));
  EXPECT_EQ(fail(batch_of(event)).error.code, ErrorCode::conflict);
  event.expected = {};
  EXPECT_EQ(fail(batch_of(event)).error.code, ErrorCode::not_authorized);
}

TEST_F(AppendTest, ARuleRefusesWithItsCodeAndBothTexts) {
  record(batch_of(catalogued(1, project("P1"))));
  const auto failed = fail(batch_of(catalogued(2, project("P1"))));
  EXPECT_EQ(failed.error.code, ErrorCode::refused);
  EXPECT_FALSE(failed.error.rule.empty());
  EXPECT_FALSE(failed.error.message.empty());
  EXPECT_FALSE(failed.error.message_zh.empty());
}

TEST_F(AppendTest, AnUnknownTypeIsRefused) {
  auto event = note(1, "project-a");
  event.proposal.type = "project.teleported";
  EXPECT_FALSE(std::holds_alternative<Appended>(append(batch_of(event))));
  auto newer = catalogued(2, project("P1"));
  newer.proposal.schema = 99;
  EXPECT_FALSE(std::holds_alternative<Appended>(append(batch_of(newer))));
  EXPECT_EQ(size(), begin);
}

TEST_F(AppendTest, AHeaderOfMoreThan4096BytesIsRefused) {
  auto event = note(1, "project-a");
  for (int i = 0; i < 16; ++i) event.proposal.basis.push_back({std::string(250, 'b'), Hash{}});
  EXPECT_ERROR(fail(batch_of(event)).error, invalid, "");
  event.proposal.basis.resize(12);
  record(batch_of(event));
}

TEST_F(AppendTest, LimitsOfABatchAreToldAtOnce) {
  LedgerLimits limits;
  limits.batch_events_max = 2;
  limits.batch_bytes_max = 2000;
  limits.payload_bytes_max = 100;
  open(limits);
  EXPECT_ERROR(fail({}).error, invalid, "events");
  EXPECT_ERROR(
      fail(batch_of(note(1, "project-a"), note(2, "project-a"), note(3, "project-a"))).error,
      invalid, "events");
  const std::string big = R"({"t":")" + std::string(2000, 'x') + R"("})";
  EXPECT_ERROR(fail(batch_of(note(1, "project-a", big))).error, invalid, "events");
  const std::string payload = R"({"t":")" + std::string(93, 'x') + R"("})";
  const auto failed = fail(batch_of(note(1, "project-a"), note(2, "project-a", payload)));
  EXPECT_ERROR(failed.error, invalid, "payload");
  EXPECT_EQ(failed.error.index, 1u);
  record(batch_of(note(1, "project-a", R"({"t":")" + std::string(92, 'x') + R"("})")));
}

TEST_F(AppendTest, FlagsStandBesideTheReceiptAndSurviveReopening) {
  StageChanged changed;  // From reserve straight to construction: not an edge of the stages.
  changed.project = "P1";
  changed.from = "reserve";
  changed.to = "construction";
  record(batch_of(catalogued(1, project("P1"))));
  const auto appended = record(batch_of(catalogued(2, changed)));
  ASSERT_FALSE(appended.events[0].flags.empty());
  EXPECT_EQ(ledger->flags(appended.events[0].receipt.position), appended.events[0].flags);
  const auto again = record(batch_of(catalogued(2, changed)));
  EXPECT_TRUE(again.events[0].duplicate);
  EXPECT_EQ(again.events[0].flags, appended.events[0].flags);
  open();
  const auto found = ledger->lookup(event_id(2)).value();
  ASSERT_TRUE(found.event.has_value());
  EXPECT_EQ(found.event->flags, appended.events[0].flags);
  EXPECT_EQ(found.event->receipt, appended.events[0].receipt);
}

TEST_F(AppendTest, ProofsHoldUpToTheHeadAndNotBeyond) {
  record(batch_of(note(1, "project-a"), note(2, "project-a")));
  const TreeSize head{size()};
  EXPECT_TRUE(ledger->inclusion_proof(Position{begin}, head).ok());
  EXPECT_TRUE(ledger->consistency_proof(TreeSize{begin}, head).ok());
  const TreeSize beyond{head.value + 1};
  EXPECT_EQ(ledger->root_at(beyond).error().code, ErrorCode::invalid);
  EXPECT_EQ(ledger->inclusion_proof(Position{begin}, beyond).error().code, ErrorCode::invalid);
  EXPECT_EQ(ledger->inclusion_proof(Position{head.value}, head).error().code, ErrorCode::invalid);
  EXPECT_EQ(ledger->consistency_proof(TreeSize{begin}, beyond).error().code, ErrorCode::invalid);
  EXPECT_EQ(ledger->consistency_proof(head, TreeSize{begin}).error().code, ErrorCode::invalid);
}

TEST_F(AppendTest, ALogWithAnUnknownTypeOpensReadOnly) {
  Proposal proposal = note(1, "project-a").proposal;
  proposal.type = "project.teleported";
  const auto body = encode_body(Salt{1}, as_bytes("??"));
  proposal.commitment = payload_commitment(Salt{1}, as_bytes("??"));
  LedgerPart part;
  part.position = Position{begin};
  part.recorded_at = {kNoon_us};
  const auto header = encode_header(1, encode_proposal(proposal), part, {});
  Frontier frontier;
  for (std::uint64_t i = 0; i < begin; ++i) {
    RecordPage page;
    header_at(i, page);
    frontier.append(leaf_hash(page.records[0].header));
  }
  frontier.append(leaf_hash(header));
  const NewRecord record[] = {{header, body, proposal.id, proposal.stream}};
  ASSERT_TRUE(store.commit(record, {TreeSize{begin + 1}, frontier.root()}).ok());
  open();
  EXPECT_THAT(ledger->status().read_only_reason, HasSubstr("unknown_types"));
  EXPECT_EQ(fail(batch_of(note(2, "project-a"))).error.code, ErrorCode::read_only);
  EXPECT_EQ(ledger->lookup(event_id(1))->state, LookupAnswer::State::recorded);
}

TEST_F(AppendTest, ALogWhoseEventsDoNotGiveItsRootIsCorrupt) {
  auto event = note(1, "project-a");
  const auto body = encode_body(Salt{1}, event.payload);
  event.proposal.commitment = payload_commitment(Salt{1}, event.payload);
  LedgerPart part;
  part.position = Position{begin};
  part.recorded_at = {kNoon_us};
  const auto header = encode_header(1, encode_proposal(event.proposal), part, {});
  const NewRecord record[] = {{header, body, event.proposal.id, event.proposal.stream}};
  ASSERT_TRUE(store.commit(record, {TreeSize{begin + 1}, Hash{}}).ok());
  EXPECT_EQ(Ledger::open({store, clock, random}).error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace tally::test
