// Every kind of damage in a stream of records is found; a sound one has no problems.
#include "core/ledger/verify.h"

#include "core/merkle/checkpoint.h"
#include "core/merkle/ed25519.h"
#include "core/merkle/hash.h"
#include "core/merkle/note.h"
#include "tests/core/ledger/ledger_fixture.h"

namespace tally::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Kept {
  Bytes header;
  Bytes body;
  bool erased = false;

  HeaderView view() const { return decode_header(header).value(); }
  // Encodes the header anew with another ledger part or proposal.
  void change(const std::function<void(Proposal&, LedgerPart&)>& how) {
    const auto old = view();
    auto proposal = old.proposal();
    auto part = old.ledger;
    const auto suite = old.suite;
    const auto signature = old.signature;
    how(proposal, part);
    header = encode_header(suite, encode_proposal(proposal), part, signature);
  }
};

class VerifyTest : public LedgerTest {
 protected:
  std::vector<Kept> records;
  const NoteSigner signer = NoteSigner::generate("ledger.example/test", random).value();
  std::uint64_t signed_at = 0;  // Of the event that carries a signature.

  void SetUp() override {
    LedgerTest::SetUp();
    const auto key = Ed25519Key::from_seed(Bytes(32, 1));
    enrol("alice", 100, Bytes(key.public_key().begin(), key.public_key().end()));
    clock.advance(kSecond);
    record(batch_of(note(1, "project-a", R"({"n":1})"), note(2, "project-b"), note(3, "project-a"),
                    note(4, "project-b"), note(5, "project-a")));
    auto event = note(6, "project-a", "{}", "alice");
    event.salt = Salt{1};
    event.proposal.commitment = payload_commitment(*event.salt, event.payload);
    Bytes message = to_owned(as_bytes("tallystick/author/v1\n"));
    append_le(message, std::uint32_t{19});
    tally::append(message, as_bytes("ledger.example/test"));
    message.push_back(1);
    tally::append(message, encode_proposal(event.proposal));
    event.signature = key.sign(message);
    signed_at = size();
    record(batch_of(event));
    record(batch_of(note(7, "project-b")));
    const auto page = store.read(Position{0}, Direction::forward, {}).value();
    for (const auto& kept : page.records) {
      records.push_back({to_owned(kept.header), to_owned(kept.body), false});
    }
  }

  // As `tally verify` does it. The position of a record is its place unless said otherwise.
  VerifyReport verify(const std::function<void(Verifier&)>& expect = {},
                      const std::map<std::size_t, std::uint64_t>& positions = {}) const {
    Verifier verifier(TreeSize{records.size()});
    for (std::uint64_t size = 1; size < records.size(); ++size) verifier.watch(TreeSize{size});
    for (std::size_t i = 0; i < records.size(); ++i) {
      const auto said = positions.find(i);
      verifier.take({Position{said == positions.end() ? i : said->second}, records[i].header,
                     records[i].body, records[i].erased});
    }
    if (expect) expect(verifier);
    return verifier.finish();
  }
  std::string checkpoint(std::uint64_t at, const Hash& root) const {
    return sign_checkpoint({"ledger.example/test", at, root, {}}, signer).value();
  }
  std::string key() const { return signer.verifier().line(); }
  static std::string named(std::uint64_t position, const std::string& what) {
    return "event " + std::to_string(position) + ": " + what;
  }
};

TEST_F(VerifyTest, ASoundLedgerHasNoProblemsAndEverythingIsCounted) {
  const auto report = verify([&](Verifier& verifier) {
    verifier.expect_root(store.last_commit().root);
    verifier.expect_checkpoint(checkpoint(size(), store.last_commit().root), key());
  });
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_THAT(report.not_checked, IsEmpty());
  EXPECT_FALSE(report.cannot_check);
  EXPECT_EQ(report.size.value, size());
  EXPECT_EQ(report.root, store.last_commit().root);
  EXPECT_EQ(report.origin, "ledger.example/test");
  EXPECT_FALSE(report.sample);
  EXPECT_EQ(report.payloads, size());
  EXPECT_EQ(report.signatures, 1u);
  EXPECT_EQ(report.checkpoint_size, size());
}

TEST_F(VerifyTest, AFlippedBitAnywhereInAHeaderChangesTheRoot) {
  for (std::size_t byte = 0; byte < records[begin + 1].header.size(); ++byte) {
    records[begin + 1].header[byte] ^= 1;
    const auto report =
        verify([&](Verifier& verifier) { verifier.expect_root(store.last_commit().root); });
    EXPECT_GT(report.problem_count, 0u) << "byte " << byte;
    records[begin + 1].header[byte] ^= 1;
  }
}

TEST_F(VerifyTest, AFlippedBitAnywhereInABodyIsFoundWithoutARoot) {
  for (std::size_t byte = 0; byte < records[begin + 1].body.size(); ++byte) {
    records[begin + 1].body[byte] ^= 1;
    EXPECT_THAT(verify().problems,
                ElementsAre(named(begin + 1, "has a payload that is not the one committed to")))
        << "byte " << byte << (byte < kSaltBytes ? " of the salt" : " of the payload");
    records[begin + 1].body[byte] ^= 1;
  }
  records[begin + 1].body.resize(kSaltBytes - 1);
  EXPECT_THAT(verify().problems, ElementsAre(named(begin + 1, "has a body without its salt")));
}

TEST_F(VerifyTest, RecordsThatChangedPlacesAreFound) {
  std::swap(records[begin + 1], records[begin + 2]);
  EXPECT_THAT(verify().problems, Contains(named(begin + 1, "says another position")));
}

TEST_F(VerifyTest, AMissingRecordIsFound) {
  records.erase(records.begin() + static_cast<std::ptrdiff_t>(begin) + 1);
  EXPECT_THAT(verify().problems, Contains(named(begin + 1, "says another position")));
  std::map<std::size_t, std::uint64_t> gap;
  for (std::size_t i = begin + 1; i < records.size(); ++i) gap[i] = i + 1;
  EXPECT_THAT(verify({}, gap).problems, Contains(HasSubstr("is missing")));
}

TEST_F(VerifyTest, FewerRecordsThanStatedIsFound) {
  Verifier verifier(TreeSize{records.size() + 1});
  for (std::size_t i = 0; i < records.size(); ++i) {
    verifier.take({Position{i}, records[i].header, records[i].body, false});
  }
  EXPECT_THAT(verifier.finish().problems, ElementsAre(HasSubstr("could be read")));
}

TEST_F(VerifyTest, RecordsBeyondTheSizeAreNotLookedAt) {
  Verifier verifier(TreeSize{begin});
  for (std::size_t i = 0; i < records.size(); ++i) {
    verifier.take({Position{i}, records[i].header, {}, i < begin ? true : false});
  }
  EXPECT_EQ(verifier.taken(), begin);
  EXPECT_EQ(verifier.finish().size.value, begin);
}

TEST_F(VerifyTest, AnIdUsedTwiceIsFound) {
  const auto first = records[begin + 1].view().id;
  records[begin + 3].change([&](Proposal& proposal, LedgerPart&) { proposal.id = first; });
  EXPECT_THAT(verify().problems, ElementsAre(named(begin + 3, "has the id of an earlier event")));
}

TEST_F(VerifyTest, AWrongRevisionIsFound) {
  records[begin + 3].change([](Proposal&, LedgerPart& part) { ++part.revision.value; });
  EXPECT_THAT(verify().problems, Contains(named(begin + 3, "does not continue its stream")));
}

TEST_F(VerifyTest, AWrongPreviousPositionIsFound) {
  records[begin + 3].change([](Proposal&, LedgerPart& part) { part.previous->value -= 1; });
  EXPECT_THAT(verify().problems, ElementsAre(named(begin + 3, "does not continue its stream")));
  records[begin + 3].change([](Proposal&, LedgerPart& part) { part.previous.reset(); });
  EXPECT_THAT(verify().problems, ElementsAre(named(begin + 3, "does not continue its stream")));
}

TEST_F(VerifyTest, ATimeThatGoesBackIsFound) {
  records[begin + 1].change(
      [](Proposal&, LedgerPart& part) { part.recorded_at.us -= 10 * kSecond; });
  EXPECT_THAT(verify().problems,
              ElementsAre(named(begin + 1, "was recorded before its predecessor")));
}

TEST_F(VerifyTest, APayloadThatDoesNotDecodeIsFound) {
  auto& bad = records[begin + 1];
  const Bytes payload = {0xff, 0xff};
  bad.body = encode_body(Salt{1}, payload);
  bad.change([&](Proposal& proposal, LedgerPart&) {
    proposal.commitment = payload_commitment(Salt{1}, payload);
  });
  EXPECT_THAT(verify().problems, ElementsAre(HasSubstr("does not decode")));
}

TEST_F(VerifyTest, AnOpeningElsewhereOrAbsentIsFound) {
  auto opening = records[0];
  opening.change([&](Proposal& proposal, LedgerPart& part) {
    proposal.id = event_id(999);
    part.position.value = records.size();
    part.revision.value = 1;
    part.previous = Position{0};
    part.recorded_at = records.back().view().ledger.recorded_at;
  });
  records.push_back(opening);
  EXPECT_THAT(verify().problems,
              ElementsAre(named(records.size() - 1, "opens the ledger a second time")));
  records.pop_back();
  records.erase(records.begin());
  EXPECT_THAT(verify().problems, Contains(named(0, "is not the opening of a ledger")));
}

TEST_F(VerifyTest, AnotherSuiteInsideTheLedgerIsFound) {
  records[begin + 1].header[1] = 2;
  EXPECT_THAT(verify().problems,
              ElementsAre(named(begin + 1, "is of another suite than the ledger")));
}

TEST_F(VerifyTest, ASignatureThatIsNotTheAuthorsIsFound) {
  const auto sound = records;
  records[signed_at].header.back() ^= 1;
  EXPECT_THAT(verify().problems,
              ElementsAre(named(signed_at, "carries a signature that is not the author's")));
  records = sound;
  records[signed_at].change([](Proposal& proposal, LedgerPart&) { proposal.actor = "operator"; });
  EXPECT_THAT(verify().problems,
              ElementsAre(named(signed_at, "is signed by an actor without an enrolled key")));
}

TEST_F(VerifyTest, AnErasedPayloadIsCountedAndSaid) {
  records[begin + 1].body.clear();
  records[begin + 1].erased = true;
  const auto report =
      verify([&](Verifier& verifier) { verifier.expect_root(store.last_commit().root); });
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_EQ(report.erased, 1u);
  EXPECT_THAT(report.not_checked, ElementsAre(HasSubstr("1 erased")));
}

TEST_F(VerifyTest, ACheckpointInsideTheLedgerIsHeldAgainstTheRootAtItsSize) {
  const auto root = ledger->root_at(TreeSize{begin + 2}).value();
  const auto text = checkpoint(begin + 2, root);
  auto report = verify([&](Verifier& verifier) { verifier.expect_checkpoint(text, key()); });
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_EQ(report.checkpoint_size, begin + 2);
  const auto wrong = checkpoint(begin + 2, store.last_commit().root);
  report = verify([&](Verifier& verifier) { verifier.expect_checkpoint(wrong, key()); });
  EXPECT_THAT(report.problems, ElementsAre(HasSubstr("signed checkpoint of size")));
  EXPECT_EQ(report.checkpoint_size, std::nullopt);
}

TEST_F(VerifyTest, ACheckpointWhoseSizeWasNotWatchedIsNotChecked) {
  Verifier verifier(TreeSize{records.size()});
  for (std::size_t i = 0; i < records.size(); ++i) {
    verifier.take({Position{i}, records[i].header, records[i].body, false});
  }
  verifier.expect_checkpoint(checkpoint(begin, ledger->root_at(TreeSize{begin}).value()), key());
  const auto report = verifier.finish();
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_THAT(report.not_checked, ElementsAre(HasSubstr("the checkpoint of")));
}

TEST_F(VerifyTest, WrongCheckpointsAreFound) {
  const auto root = store.last_commit().root;
  const auto problems = [&](const std::string& text, const std::string& by) {
    return verify([&](Verifier& verifier) { verifier.expect_checkpoint(text, by); }).problems;
  };
  EXPECT_THAT(problems(checkpoint(size() + 1, root), key()), ElementsAre(HasSubstr("shorter")));
  EXPECT_THAT(problems(checkpoint(size(), root), "nonsense"), ElementsAre(HasSubstr("parse")));
  const auto stranger = NoteSigner::generate("ledger.example/test", random).value();
  EXPECT_THAT(problems(checkpoint(size(), root), stranger.verifier().line()),
              ElementsAre(HasSubstr("checkpoint: ")));
  const auto other = NoteSigner::generate("ledger.example/other", random).value();
  const auto text = sign_checkpoint({"ledger.example/other", size(), root, {}}, other).value();
  EXPECT_THAT(problems(text, other.verifier().line()), ElementsAre(HasSubstr("another ledger")));
}

// "Cannot check" is never "tampered".
TEST_F(VerifyTest, ARecordOfAnUnknownVersionCannotBeChecked) {
  records[begin + 1].header[0] = 2;  // Of project-b, which goes on behind it.
  const auto report = verify();
  EXPECT_TRUE(report.cannot_check);
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_THAT(report.not_checked, ElementsAre(HasSubstr("1 records of a version")));
  // The root still is over every header.
  EXPECT_NE(report.root, store.last_commit().root);
}

TEST_F(VerifyTest, DamageBesideAnUnknownVersionIsStillFound) {
  records[begin + 1].header[0] = 2;
  records[begin + 2].body.back() ^= 1;
  const auto report = verify();
  EXPECT_TRUE(report.cannot_check);
  EXPECT_EQ(report.problem_count, 1u);
}

TEST_F(VerifyTest, ALedgerOfAnUnknownSuiteCannotBeChecked) {
  for (auto& kept : records) kept.header[1] = 2;
  const auto report = verify([&](Verifier& verifier) {
    verifier.expect_root(Hash{});
    verifier.expect_checkpoint(checkpoint(size(), Hash{}), key());
  });
  EXPECT_TRUE(report.cannot_check);
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_EQ(report.not_checked.size(), 3u);
}

TEST_F(VerifyTest, AnUnknownTypeIsHashedAndSaid) {
  records[begin + 1].change(
      [](Proposal& proposal, LedgerPart&) { proposal.type = "project.teleported"; });
  const auto report = verify();
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_EQ(report.unknown_types, 1u);
  EXPECT_THAT(report.not_checked, ElementsAre(HasSubstr("types unknown")));
}

TEST_F(VerifyTest, AHundredProblemsAreKeptAndAllAreCounted) {
  Verifier verifier(TreeSize{300});
  for (std::uint64_t i = 0; i < 300; ++i) verifier.take({Position{i}, {}, {}, false});
  const auto report = verifier.finish();
  EXPECT_EQ(report.problems.size(), 100u);
  EXPECT_EQ(report.problem_count, 300u);
}

TEST_F(VerifyTest, TheReportAsJsonSaysOkOnlyWhenSoundAndChecked) {
  EXPECT_EQ(*verify_json(verify()).find("ok"), Json(true));
  records[begin + 1].header[0] = 2;
  const auto unknown = verify_json(verify());
  EXPECT_EQ(*unknown.find("ok"), Json(false));
  EXPECT_EQ(*unknown.find("cannot_check"), Json(true));
  records[begin + 2].body.back() ^= 1;
  EXPECT_EQ(*verify_json(verify()).find("problem_count"), Json(1));
}

}  // namespace
}  // namespace tally::test
