// What a client hears who sends an event again (contracts C3).
#include "tests/core/ledger/ledger_fixture.h"

namespace tally::test {
namespace {

using RetryTest = LedgerTest;

std::vector<EventId> ids_of(const Appended& appended) {
  std::vector<EventId> ids;
  for (const auto& event : appended.events) ids.push_back(event.receipt.id);
  return ids;
}

TEST_F(RetryTest, DuplicatesGetTheirReceiptsInAnyGroupingAndOrder) {
  const auto a = note(1, "project-a", R"({"n":1})");
  const auto b = note(2, "project-a", R"({"n":2})");
  const auto c = note(3, "project-b", R"({"n":3})");
  const auto first = record(batch_of(a, b, c));
  const auto check = [&](AppendBatch batch, std::vector<std::size_t> order) {
    const auto again = record(std::move(batch));
    ASSERT_EQ(again.events.size(), order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      EXPECT_TRUE(again.events[i].duplicate);
      EXPECT_EQ(again.events[i].receipt, first.events[order[i]].receipt);
    }
    EXPECT_EQ(size(), begin + 3);
  };
  check(batch_of(a, b, c), {0, 1, 2});
  check(batch_of(c, a, b), {2, 0, 1});
  check(batch_of(b), {1});
  check(batch_of(c, b), {2, 1});
  open();
  check(batch_of(c, b, a), {2, 1, 0});
}

TEST_F(RetryTest, DuplicatesFromSeveralBatchesMayBeAskedTogether) {
  const auto one = record(batch_of(note(1, "project-a")));
  const auto two = record(batch_of(note(2, "project-b")));
  const auto both = record(batch_of(note(2, "project-b"), note(1, "project-a")));
  EXPECT_EQ(both.events[0].receipt, two.events[0].receipt);
  EXPECT_EQ(both.events[1].receipt, one.events[0].receipt);
  EXPECT_EQ(both.size.value, begin + 2);
  EXPECT_EQ(both.root, store.last_commit().root);
}

TEST_F(RetryTest, SaltExpectationAndChannelAreNotContent) {
  record(batch_of(note(1, "project-a")));
  auto again = note(1, "project-a");
  again.salt = Salt{9};
  again.expected = at_revision(77);
  auto batch = batch_of(again);
  batch.channel = Channel::interface;
  EXPECT_TRUE(record(batch).events[0].duplicate);
}

TEST_F(RetryTest, RecordedAtIsNotContent) {
  MemoryStore sample_store;
  ASSERT_TRUE(init_ledger({sample_store, clock, random}, init_options(true)).ok());
  const auto sample = Ledger::open({sample_store, clock, random});
  auto event = note(1, "project-a");
  event.recorded_at = RecordedTime{{kNoon_us}, {480}};
  must(append_to(**sample, batch_of(event)));
  event.recorded_at = RecordedTime{{0}, {0}};  // Would be invalid for a new event.
  EXPECT_TRUE(must(append_to(**sample, batch_of(event))).events[0].duplicate);
}

TEST_F(RetryTest, TheIdCheckComesBeforeAuthorityRulesAndForm) {
  enrol("alice", 50);
  ProjectRegistered project;
  project.project_id = "P1";
  project.name = "one";
  record(batch_of(catalogued(1, project, "alice")));
  ActorRevoked revoked;
  revoked.actor_id = "alice";
  revoked.reason = "left";
  record(batch_of(catalogued(51, revoked)));
  EXPECT_TRUE(record(batch_of(catalogued(1, project, "alice"))).events[0].duplicate);
  EXPECT_EQ(fail(batch_of(catalogued(2, project, "alice"))).error.code, ErrorCode::not_authorized);
}

// Each field that may differ, and the name under which the difference is reported.
struct Change {
  const char* field;
  void (*apply)(ProposedEvent&);
};

TEST_F(RetryTest, AnotherContentUnderTheIdNamesTheField) {
  auto original = note(1, "project-a", R"({"n":1})");
  original.proposal.basis.push_back({"doc-1", Hash{}});
  original.proposal.organisation = "org-1";
  record(batch_of(original));
  enrol("alice", 50);
  const Change changes[] = {
      {"stream", [](ProposedEvent& e) { e.proposal.stream = "project-b"; }},
      {"type", [](ProposedEvent& e) { e.proposal.type = "x.other"; }},
      {"schema", [](ProposedEvent& e) { e.proposal.schema = 2; }},
      {"effective",
       [](ProposedEvent& e) {
         e.proposal.effective = Effective{Date::of(2025, 7, 1), {}};
       }},
      {"actor", [](ProposedEvent& e) { e.proposal.actor = "alice"; }},
      {"organisation", [](ProposedEvent& e) { e.proposal.organisation = "org-2"; }},
      {"organisation", [](ProposedEvent& e) { e.proposal.organisation.reset(); }},
      {"role", [](ProposedEvent& e) { e.proposal.role = "clerk"; }},
      {"visibility", [](ProposedEvent& e) { e.proposal.visibility = Visibility::open; }},
      {"causation", [](ProposedEvent& e) { e.proposal.causation = event_id(9); }},
      {"correlation", [](ProposedEvent& e) { e.proposal.correlation = event_id(9); }},
      {"basis", [](ProposedEvent& e) { e.proposal.basis.clear(); }},
      {"basis", [](ProposedEvent& e) { e.proposal.basis[0].sha256.reset(); }},
      {"payload", [](ProposedEvent& e) { e.payload = to_owned(as_bytes(R"({"n":2})")); }},
  };
  for (const auto& change : changes) {
    auto event = original;
    change.apply(event);
    const auto failed = fail(batch_of(event));
    EXPECT_ERROR(failed.error, id_reused, change.field);
    EXPECT_EQ(failed.error.index, 0u);
  }
  EXPECT_TRUE(record(batch_of(original)).events[0].duplicate);
}

TEST_F(RetryTest, AnAbsentEffectiveIsComparedAsAbsent) {
  record(batch_of(note(1, "project-a")));
  clock.advance(3 * 86'400 * kSecond);
  EXPECT_TRUE(record(batch_of(note(1, "project-a"))).events[0].duplicate);
  auto stated = note(1, "project-a");
  stated.proposal.effective = Effective{Date::of(2025, 7, 1), {}};  // The recorded day.
  EXPECT_ERROR(fail(batch_of(stated)).error, id_reused, "effective");
}

TEST_F(RetryTest, AReusedIdRefusesTheWholeBatchWithItsIndex) {
  record(batch_of(note(1, "project-a")));
  const auto failed = fail(batch_of(note(2, "project-a"), note(1, "project-b")));
  EXPECT_ERROR(failed.error, id_reused, "stream");
  EXPECT_EQ(failed.error.index, 1u);
  EXPECT_EQ(size(), begin + 1);
}

TEST_F(RetryTest, SomeRecordedAndSomeNewIsPartlyRecordedWithReceipts) {
  const auto first = record(batch_of(note(1, "project-a"), note(2, "project-a")));
  const auto failed = fail(batch_of(note(3, "project-a"), note(2, "project-a"),
                                    note(4, "project-a"), note(1, "project-a")));
  EXPECT_EQ(failed.error.code, ErrorCode::partly_recorded);
  ASSERT_EQ(failed.recorded.size(), 2u);
  EXPECT_EQ(failed.recorded[0].first, 1u);
  EXPECT_EQ(failed.recorded[0].second.receipt, first.events[1].receipt);
  EXPECT_TRUE(failed.recorded[0].second.duplicate);
  EXPECT_EQ(failed.recorded[1].first, 3u);
  EXPECT_EQ(failed.recorded[1].second.receipt, first.events[0].receipt);
  EXPECT_EQ(size(), begin + 2);
  EXPECT_FALSE(record(batch_of(note(3, "project-a"), note(4, "project-a"))).events[0].duplicate);
}

TEST_F(RetryTest, ARefusedProposalDoesNotUseUpItsId) {
  auto event = note(1, "project-a");
  event.expected = at_revision(4);
  EXPECT_EQ(fail(batch_of(event)).error.code, ErrorCode::conflict);
  EXPECT_EQ(fail(batch_of(note(2, "project-a"), note(1, "Bad"))).error.code, ErrorCode::invalid);
  EXPECT_FALSE(record(batch_of(note(1, "project-z", R"({"other":1})"))).events[0].duplicate);
}

TEST_F(RetryTest, TheSameIdEarlierInTheCommitSharesItsOutcome) {
  Queue queue(*ledger);
  ASSERT_TRUE(queue.add(batch_of(note(1, "project-a"), note(2, "project-a"))).ok());
  ASSERT_TRUE(queue.add(batch_of(note(2, "project-a"), note(1, "project-a"))).ok());
  ASSERT_TRUE(queue.add(batch_of(note(1, "project-b"))).ok());
  ASSERT_TRUE(queue.add(batch_of(note(2, "project-a"), note(3, "project-a"))).ok());
  auto results = queue.step();
  const auto first = must(std::move(results[0]));
  const auto second = must(std::move(results[1]));
  EXPECT_EQ(ids_of(second), (std::vector{event_id(2), event_id(1)}));
  EXPECT_FALSE(first.events[0].duplicate);
  EXPECT_TRUE(second.events[0].duplicate);
  EXPECT_EQ(second.events[1].receipt, first.events[0].receipt);
  EXPECT_ERROR(must_fail(std::move(results[2])).error, id_reused, "stream");
  const auto partly = must_fail(std::move(results[3]));
  EXPECT_EQ(partly.error.code, ErrorCode::partly_recorded);
  ASSERT_EQ(partly.recorded.size(), 1u);
  EXPECT_EQ(partly.recorded[0].second.receipt, first.events[1].receipt);
  EXPECT_EQ(size(), begin + 2);
}

TEST_F(RetryTest, AnIdThatWasRefusedEarlierInTheCommitIsFree) {
  Queue queue(*ledger);
  auto refused = note(1, "project-a");
  refused.expected = at_revision(9);
  ASSERT_TRUE(queue.add(batch_of(note(2, "project-a"), refused)).ok());
  ASSERT_TRUE(queue.add(batch_of(note(1, "project-b", R"({"n":1})"))).ok());
  auto results = queue.step();
  EXPECT_EQ(must_fail(std::move(results[0])).error.code, ErrorCode::conflict);
  EXPECT_FALSE(must(std::move(results[1])).events[0].duplicate);
}

TEST_F(RetryTest, BasisIsNotComparedBetweenTwoImports) {
  auto event = note(1, "project-a");
  event.proposal.basis.push_back({"list.csv#7", Hash{}});
  auto batch = batch_of(event);
  batch.channel = Channel::import;
  record(batch);
  auto later = batch;
  later.events[0].proposal.basis[0] = {"list-2.csv#19", std::nullopt};
  EXPECT_TRUE(record(later).events[0].duplicate);
  later.channel = Channel::tcp;  // Only one of the two is an import.
  EXPECT_ERROR(fail(later).error, id_reused, "basis");
  RecordPage page;
  EXPECT_EQ(header_at(begin, page).basis()[0].number, "list.csv#7");  // The first one stays.
}

TEST_F(RetryTest, BasisIsNotComparedBetweenTwoImportsOfOneCommit) {
  auto event = note(1, "project-a");
  event.proposal.basis.push_back({"list.csv#7", Hash{}});
  auto batch = batch_of(event);
  batch.channel = Channel::import;
  auto later = batch;
  later.events[0].proposal.basis.clear();
  Queue queue(*ledger);
  ASSERT_TRUE(queue.add(batch).ok());
  ASSERT_TRUE(queue.add(later).ok());
  EXPECT_TRUE(must(std::move(queue.step()[1])).events[0].duplicate);
}

TEST_F(RetryTest, ReceiptsAreIdenticalAfterReopening) {
  const auto before = record(batch_of(note(1, "project-a"), note(2, "project-b")));
  for (int i = 3; i < 20; ++i) record(batch_of(note(static_cast<std::uint64_t>(i), "project-a")));
  open();
  const auto after = record(batch_of(note(1, "project-a"), note(2, "project-b")));
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(after.events[i].receipt, before.events[i].receipt);
    EXPECT_EQ(ledger->lookup(before.events[i].receipt.id)->event->receipt,
              before.events[i].receipt);
  }
}

TEST_F(RetryTest, LookupSaysRecordedPendingOrNotRecordedWithTheSize) {
  const auto id = event_id(1);
  auto answer = ledger->lookup(id).value();
  EXPECT_EQ(answer.state, LookupAnswer::State::not_recorded);
  EXPECT_EQ(answer.size.value, begin);
  EXPECT_FALSE(answer.event.has_value());
  Queue queue(*ledger);
  ASSERT_TRUE(queue.add(batch_of(note(1, "project-a"))).ok());
  EXPECT_EQ(ledger->lookup(id)->state, LookupAnswer::State::pending);
  EXPECT_EQ(ledger->lookup(event_id(2))->state, LookupAnswer::State::not_recorded);
  const auto appended = must(std::move(queue.step()[0]));
  answer = ledger->lookup(id).value();
  EXPECT_EQ(answer.state, LookupAnswer::State::recorded);
  ASSERT_TRUE(answer.event.has_value());
  EXPECT_EQ(answer.event->receipt, appended.events[0].receipt);
  EXPECT_FALSE(answer.event->duplicate);
  EXPECT_EQ(answer.size.value, begin + 1);
}

TEST_F(RetryTest, AnIdIsPendingUntilTheLastBatchThatNamesItIsAnswered) {
  Queue queue(*ledger);
  auto bad = note(1, "project-a");
  bad.expected = at_revision(3);
  ASSERT_TRUE(queue.add(batch_of(bad)).ok());
  ASSERT_TRUE(queue.add(batch_of(bad, bad)).ok());  // Twice in one batch: counted twice.
  EXPECT_EQ(ledger->lookup(event_id(1))->state, LookupAnswer::State::pending);
  queue.step();
  EXPECT_EQ(ledger->lookup(event_id(1))->state, LookupAnswer::State::not_recorded);
}

// The original was erased: equal by its commitment, else compared without its payload.
TEST_F(RetryTest, AnErasedOriginalIsComparedByItsCommitment) {
  auto event = note(1, "project-a", R"({"name":"Li"})");
  event.salt = Salt{5};
  const auto first = record(batch_of(event));
  ASSERT_TRUE(store.erase(first.events[0].receipt.position).ok());
  const auto same = record(batch_of(event));
  EXPECT_EQ(same.events[0].receipt, first.events[0].receipt);
  EXPECT_TRUE(same.events[0].duplicate);
  EXPECT_FALSE(same.events[0].compared_without_payload);
  event.salt.reset();
  EXPECT_TRUE(record(batch_of(event)).events[0].compared_without_payload);
  event.proposal.actor = "alice";
  EXPECT_ERROR(fail(batch_of(event)).error, id_reused, "actor");
}

}  // namespace
}  // namespace tally::test
