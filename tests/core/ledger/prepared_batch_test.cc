// Errors that are found before a batch's turn are told in its turn (contracts C3).
#include "core/ledger/prepared_batch.h"

#include "core/ledger/draft_ids.h"
#include "tests/core/ledger/ledger_fixture.h"

namespace tally::test {
namespace {

using PreparedBatchTest = LedgerTest;

ProposedEvent malformed(std::uint64_t id, const std::string& stream) {
  return note(id, stream, "{ }");  // Not canonical: white space.
}

TEST_F(PreparedBatchTest, AnEarlierRefusalIsToldBeforeALaterErrorOfForm) {
  auto stranger = note(1, "project-A", "{}", "stranger");
  const auto failure = fail(batch_of(std::move(stranger), malformed(2, "project-A")));
  EXPECT_ERROR(failure.error, not_authorized, "actor");
  EXPECT_EQ(failure.error.index, 0u);
}

TEST_F(PreparedBatchTest, AnErrorOfFormIsToldBeforeTheExpectedRevision) {
  auto event = malformed(1, "project-A");
  event.expected = at_revision(5);
  EXPECT_ERROR(fail(batch_of(std::move(event))).error, invalid, "payload");
}

TEST_F(PreparedBatchTest, ARecordedIdIsToldBeforeAnErrorOfForm) {
  record(batch_of(note(1, "project-A")));
  EXPECT_ERROR(fail(batch_of(malformed(1, "project-A"))).error, id_reused, "payload");
  const auto failure = fail(batch_of(malformed(2, "project-A"), note(1, "project-A", "[]")));
  EXPECT_ERROR(failure.error, id_reused, "payload");
  EXPECT_EQ(failure.error.index, 1u);
}

TEST_F(PreparedBatchTest, ARuleRefusesBeforeTheSaltDoes) {
  auto event = note(1, "project-A", "{}", "stranger");
  event.salt = Salt{};
  EXPECT_ERROR(fail(batch_of(std::move(event))).error, not_authorized, "actor");
}

TEST_F(PreparedBatchTest, EventsBehindAnErrorLeaveNoTrace) {
  const auto failure =
      fail(batch_of(note(1, "project-A"), malformed(2, "project-A"), note(3, "project-A")));
  EXPECT_EQ(failure.error.index, 1u);
  EXPECT_EQ(size(), begin);
  EXPECT_EQ(record(batch_of(note(1, "project-A"))).events[0].receipt.revision.value, 0u);
}

TEST_F(PreparedBatchTest, TheFirstTwoOfThreeEqualIdsAreNamed) {
  const auto failure =
      fail(batch_of(note(9, "project-A"), note(1, "project-A"), note(2, "project-A"),
                    note(1, "project-A"), note(1, "project-A"), note(9, "project-A")));
  EXPECT_ERROR(failure.error, invalid, "id");
  EXPECT_EQ(failure.error.index, 1u);
  EXPECT_EQ(failure.other_index, 3u);
}

TEST_F(PreparedBatchTest, BodiesHoldTheSaltThatIsCommittedTo) {
  SaltSource salts(random);
  const auto batch =
      prepare(batch_of(note(1, "project-A", "[1]"), note(2, "project-B", "[2]")), 100, salts);
  ASSERT_EQ(batch.events.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& event = batch.request.events[i];
    EXPECT_TRUE(equal(body_payload(batch.body(i)), event.payload));
    EXPECT_EQ(event.proposal.commitment,
              payload_commitment(body_salt(batch.body(i)), event.payload));
    EXPECT_TRUE(equal(batch.proposal_bytes(i), encode_proposal(event.proposal)));
    EXPECT_TRUE(batch.holds(event.proposal.id));
  }
  EXPECT_NE(body_salt(batch.body(0)), body_salt(batch.body(1)));
  EXPECT_FALSE(batch.holds(event_id(3)));
}

TEST(DraftIdsTest, TheNewestAreTakenOutAgain) {
  constexpr std::uint64_t kSeed = 5;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  SeededRandom random(kSeed);
  std::vector<EventId> held;
  const auto id_at = [&](std::size_t i) -> const EventId& { return held[i]; };
  DraftIds ids;
  for (int round = 0; round < 200; ++round) {
    for (auto more = random.below(60); more > 0; --more) {
      const auto id = random_event_id(random);
      ASSERT_EQ(ids.find(id, id_at), std::nullopt);
      ids.push(id, id_at);
      held.push_back(id);
    }
    for (auto fewer = random.below(held.size() + 1) / 2; fewer > 0; --fewer) {
      const auto gone = held.back();
      ids.pop(gone);
      held.pop_back();
      ASSERT_EQ(ids.find(gone, id_at), std::nullopt);
    }
    for (std::size_t i = 0; i < held.size(); ++i) ASSERT_EQ(ids.find(held[i], id_at), i);
  }
}

}  // namespace
}  // namespace tally::test
