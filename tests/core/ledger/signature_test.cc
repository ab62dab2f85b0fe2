// Events that carry their author's signature (contracts C1).
#include "core/base/wire.h"
#include "core/merkle/ed25519.h"
#include "tests/core/ledger/ledger_fixture.h"

namespace tally::test {
namespace {

class SignatureTest : public LedgerTest {
 protected:
  const Ed25519Key key = Ed25519Key::from_seed(Bytes(32, 1));
  const Ed25519Key other = Ed25519Key::from_seed(Bytes(32, 2));

  void SetUp() override {
    LedgerTest::SetUp();
    enrol("alice", 100, public_key(key));
  }
  static Bytes public_key(const Ed25519Key& of) {
    return Bytes(of.public_key().begin(), of.public_key().end());
  }
  // Written out here once more, so that the contract is tested and not the code.
  static Bytes message(const ProposedEvent& event, const std::string& origin, std::uint8_t suite) {
    Bytes bytes = to_owned(as_bytes("tallystick/author/v1\n"));
    append_le(bytes, static_cast<std::uint32_t>(origin.size()));
    tally::append(bytes, as_bytes(origin));
    bytes.push_back(suite);
    tally::append(bytes, encode_proposal(event.proposal));
    return bytes;
  }
  static void sign(ProposedEvent& event, const Ed25519Key& with,
                   const std::string& origin = "ledger.example/test", std::uint8_t suite = 1) {
    event.signature = with.sign(message(event, origin, suite));
  }
  static ProposedEvent unsigned_note(std::uint64_t id, const std::string& actor = "alice") {
    auto event = note(id, "project-a", R"({"n":1})", actor);
    event.salt = Salt{4, 2};
    event.proposal.commitment = payload_commitment(*event.salt, event.payload);
    return event;
  }
  ProposedEvent signed_note(std::uint64_t id, const std::string& actor = "alice") const {
    auto event = unsigned_note(id, actor);
    sign(event, key);
    return event;
  }
};

TEST_F(SignatureTest, AGoodSignatureIsKeptInTheHeader) {
  const auto event = signed_note(1);
  const auto done = record(batch_of(event));
  RecordPage page;
  const auto header = header_at(done.events[0].receipt.position.value, page);
  EXPECT_EQ(header.signature, event.signature);
  EXPECT_EQ(header.commitment, event.proposal.commitment);
  EXPECT_TRUE(equal(header.proposal_bytes, encode_proposal(event.proposal)));
  EXPECT_EQ(body_salt(page.records[0].body), *event.salt);
}

TEST_F(SignatureTest, EverythingThatIsSignedCounts) {
  auto event = signed_note(1);
  event.proposal.visibility = Visibility::open;
  EXPECT_ERROR(fail(batch_of(event)).error, invalid, "signature");
  event = unsigned_note(1);
  sign(event, key, "ledger.example/other");
  EXPECT_ERROR(fail(batch_of(event)).error, invalid, "signature");
  sign(event, key, "ledger.example/test", 2);
  EXPECT_ERROR(fail(batch_of(event)).error, invalid, "signature");
  sign(event, other);
  EXPECT_ERROR(fail(batch_of(event)).error, invalid, "signature");
  event = signed_note(1);
  (*event.signature)[63] ^= 1;
  const auto failed = fail(batch_of(note(2, "project-b"), event));
  EXPECT_ERROR(failed.error, invalid, "signature");
  EXPECT_EQ(failed.error.index, 1u);
  record(batch_of(signed_note(1)));  // The id was not used up.
}

TEST_F(SignatureTest, AnActorWithoutAKeyCannotSign) {
  enrol("bob", 101);
  EXPECT_ERROR(fail(batch_of(signed_note(1, "bob"))).error, invalid, "signature");
  EXPECT_ERROR(fail(batch_of(signed_note(1, "operator"))).error, invalid, "signature");
}

TEST_F(SignatureTest, ARevokedKeySignsNothingMore) {
  record(batch_of(signed_note(1)));
  ActorRevoked revoked;
  revoked.actor_id = "alice";
  revoked.reason = "left";
  record(batch_of(catalogued(102, revoked)));
  EXPECT_FALSE(std::holds_alternative<Appended>(append(batch_of(signed_note(2)))));
  EXPECT_TRUE(record(batch_of(signed_note(1))).events[0].duplicate);
}

TEST_F(SignatureTest, TheLastEnrolmentDecidesAlsoInsideABatch) {
  ActorEnrolled again;
  again.actor_id = "alice";
  again.public_key = public_key(other);
  auto by_new_key = unsigned_note(2);
  sign(by_new_key, other);
  record(batch_of(signed_note(1), catalogued(102, again), by_new_key));
  EXPECT_ERROR(fail(batch_of(signed_note(3))).error, invalid, "signature");
  open();
  EXPECT_ERROR(fail(batch_of(signed_note(3))).error, invalid, "signature");
  auto event = unsigned_note(3);
  sign(event, other);
  record(batch_of(event));
}

TEST_F(SignatureTest, ASignedEventBringsItsSaltAndItsCommitment) {
  auto event = signed_note(1);
  event.salt.reset();
  EXPECT_ERROR(fail(batch_of(event)).error, invalid, "salt");
  event = signed_note(1);
  event.salt = Salt{};
  EXPECT_ERROR(fail(batch_of(event)).error, invalid, "salt");
  event = signed_note(1);
  event.salt = Salt{9};
  EXPECT_ERROR(fail(batch_of(event)).error, invalid, "commitment");
  event = signed_note(1);
  event.payload = to_owned(as_bytes(R"({"n":2})"));
  EXPECT_ERROR(fail(batch_of(event)).error, invalid, "commitment");
}

TEST_F(SignatureTest, TheCommitmentOfAnUnsignedEventIsTheLedgersOwn) {
  auto event = unsigned_note(1);
  event.proposal.commitment = sha256(as_bytes("made up"));
  const auto done = record(batch_of(event));
  RecordPage page;
  EXPECT_EQ(header_at(done.events[0].receipt.position.value, page).commitment,
            payload_commitment(*event.salt, event.payload));
}

TEST_F(SignatureTest, SignatureIsNotContent) {
  record(batch_of(signed_note(1)));
  EXPECT_TRUE(record(batch_of(unsigned_note(1))).events[0].duplicate);
}

TEST_F(SignatureTest, AnErasedOriginalIsEqualOnlyIfThePayloadIsTheOneCommittedTo) {
  auto event = signed_note(1);
  const auto done = record(batch_of(event));
  ASSERT_TRUE(store.erase(done.events[0].receipt.position).ok());
  EXPECT_FALSE(record(batch_of(event)).events[0].compared_without_payload);
  event.payload = to_owned(as_bytes(R"({"n":2})"));  // Under the signature of another payload.
  EXPECT_TRUE(record(batch_of(event)).events[0].compared_without_payload);
}

}  // namespace
}  // namespace tally::test
