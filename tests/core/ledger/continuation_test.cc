// Going on below what was signed (core/ledger/continuation.h), on the embedded store.
#include "core/ledger/continuation.h"

#include "core/base/wire.h"
#include "core/catalogue/registry.h"
#include "core/ledger/backup.h"
#include "core/ledger/verify_pages.h"
#include "core/log/log_store.h"
#include "tests/core/ledger/ledger_fixture.h"
#include "tests/support/fake_disk.h"

namespace tally::test {
namespace {

constexpr char kNewOrigin[] = "ledger.example/test/2";

// A ledger of which a backup was made before the last events were signed. "again" is what was
// restored of the backup, without the signing key; `newest` is the checkpoint it lacks.
class ContinuationTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(
        LedgerDirectory::init(disk, clock, random, opener(), "ledger", init_options()).ok());
    const auto ledger = open("ledger", DirectoryAccess::write).value();
    ActorEnrolled chen;
    chen.actor_id = "chen";
    must(append_to(ledger->ledger(), batch_of(catalogued(1, chen), note(2, "project-a"))));
    older = ledger->sign_checkpoint(true).value();
    old_key = ledger->verifier_key();
    kept = ledger->ledger().status().head;
    const auto from = open("ledger", DirectoryAccess::read_only).value();
    ASSERT_TRUE(back_up(disk, *from, opener(), "backup").ok());
    must(append_to(ledger->ledger(), batch_of(note(3, "project-a"), note(4, "project-b"))));
    clock.advance(2 * kSecond);
    newest = ledger->sign_checkpoint(true).value();
    ASSERT_TRUE(restore(disk, clock, random, "backup", opener(), "again", opener(), {}).ok());
  }

  static StoreOpener opener() {
    return [](Disk& on, const std::string& path, StoreAccess access) {
      LogOptions options;
      options.reserve_bytes = 0;
      return open_log_store(on, path, access, options);
    };
  }
  Result<std::unique_ptr<LedgerDirectory>> open(const std::string& path, DirectoryAccess access) {
    return LedgerDirectory::open(disk, clock, random, opener(), path, access);
  }
  ContinuationOptions options() const {
    ContinuationOptions options;
    options.origin = kNewOrigin;
    options.approver = "chen";
    options.reason = "the machine was lost";
    options.checkpoints = {newest};
    return options;
  }
  Result<ContinuationReport> go_on(const ContinuationOptions& options,
                                   const std::string& path = "again") {
    return continue_ledger(disk, clock, random, opener(), path, options);
  }
  std::string text(const std::string& path) { return std::string(as_text(disk.contents(path))); }
  VerifyReport verify(const EventStore& store, const std::vector<std::string>& checkpoints,
                      const std::vector<std::string>& keys) {
    Verifier verifier(store.last_commit().size);
    for (const auto& checkpoint : checkpoints) {
      verifier.watch({parse_checkpoint_body(parse_note(checkpoint)->text)->size});
    }
    EXPECT_TRUE(verify_pages(store, store.last_commit().size, 1, verifier).ok());
    verifier.expect_root(store.last_commit().root);
    for (std::size_t i = 0; i < checkpoints.size(); ++i) {
      verifier.expect_checkpoint(checkpoints[i], keys[i]);
    }
    return verifier.finish();
  }

  FakeDisk disk{7};
  FakeClock clock{kNoon_us};
  SeededRandom random{7};
  CommitMark kept;    // What the backup holds.
  std::string older;  // Checkpoints: of all that the backup holds, and of more.
  std::string newest;
  std::string old_key;
};

TEST_F(ContinuationTest, TheLedgerGoesOnUnderItsNewOriginAndTellsWhatWasGivenUp) {
  const auto report = go_on(options());
  ASSERT_TRUE(report.ok()) << report.error().to_string();
  const auto& event = report->continued;
  EXPECT_EQ(event.previous_origin, "ledger.example/test");
  EXPECT_EQ(event.size, static_cast<std::int64_t>(kept.size.value));
  EXPECT_EQ(event.root, kept.root);
  EXPECT_EQ(event.checkpoint, newest);
  EXPECT_EQ(event.checkpoint_size, event.size + 2);
  EXPECT_EQ(report->receipt.position.value, kept.size.value);
  EXPECT_EQ(report->receipt.origin, kNewOrigin);

  const auto again = open("again", DirectoryAccess::write);
  ASSERT_TRUE(again.ok()) << again.error().to_string();
  auto& ledger = (*again)->ledger();
  EXPECT_EQ(ledger.identity().origin, kNewOrigin);
  EXPECT_EQ((*again)->verifier_key(), event.key);
  // What was given up may be recorded anew; what was not is a duplicate with its old receipt.
  const auto fresh = must(append_to(ledger, batch_of(note(3, "project-a"))));
  EXPECT_FALSE(fresh.events[0].duplicate);
  EXPECT_EQ(fresh.events[0].receipt.origin, kNewOrigin);
  const auto old = must(append_to(ledger, batch_of(note(2, "project-a"))));
  EXPECT_TRUE(old.events[0].duplicate);
  EXPECT_EQ(old.events[0].receipt.origin, "ledger.example/test");
  EXPECT_EQ(ledger.lookup(event_id(2))->event->receipt, old.events[0].receipt);
}

TEST_F(ContinuationTest, CheckpointsBeforeAndAfterVerifyAndTheOneGivenUpDoesNot) {
  ASSERT_TRUE(go_on(options()).ok());
  const auto again = open("again", DirectoryAccess::write).value();
  must(append_to(again->ledger(), batch_of(note(9, "project-c"))));
  clock.advance(2 * kSecond);
  const auto later = again->sign_checkpoint(true).value();
  const auto& store = again->ledger().store();
  const auto sound = verify(store, {older, later}, {old_key, again->verifier_key()});
  EXPECT_THAT(sound.problems, testing::IsEmpty());
  EXPECT_EQ(sound.origin, kNewOrigin);
  ASSERT_EQ(sound.formers.size(), 1u);
  EXPECT_EQ(sound.formers[0].origin, "ledger.example/test");
  EXPECT_EQ(sound.formers[0].end, kept.size.value);
  EXPECT_EQ(sound.formers[0].checkpoint_size, kept.size.value + 2);
  EXPECT_THAT(verify(store, {newest}, {old_key}).problems,
              testing::ElementsAre(testing::HasSubstr("given up at")));
  // The former key signs nothing of the new origin, nor the new one anything of the former.
  EXPECT_EQ(verify(store, {later}, {old_key}).problem_count, 1u);
  EXPECT_EQ(verify(store, {older}, {again->verifier_key()}).problem_count, 1u);
}

TEST_F(ContinuationTest, AuthorsSignForTheOriginInForce) {
  const auto key = Ed25519Key::from_seed(Bytes(32, 1));
  ASSERT_TRUE(go_on(options()).ok());
  const auto again = open("again", DirectoryAccess::write).value();
  ActorEnrolled wang;
  wang.actor_id = "wang";
  wang.public_key = Bytes(key.public_key().begin(), key.public_key().end());
  must(append_to(again->ledger(), batch_of(catalogued(20, wang))));
  for (const std::string origin : {"ledger.example/test", kNewOrigin}) {
    auto event = note(21, "project-a", "{}", "wang");
    event.salt = Salt{1};
    event.proposal.commitment = payload_commitment(*event.salt, event.payload);
    Bytes message = to_owned(as_bytes("tallystick/author/v1\n"));
    append_le(message, static_cast<std::uint32_t>(origin.size()));
    tally::append(message, as_bytes(origin));
    message.push_back(kSuiteSha256Ed25519);
    tally::append(message, encode_proposal(event.proposal));
    event.signature = key.sign(message);
    const auto result = append_to(again->ledger(), batch_of(event));
    EXPECT_EQ(std::holds_alternative<Appended>(result), origin == kNewOrigin) << origin;
  }
  EXPECT_EQ(verify(again->ledger().store(), {}, {}).signatures, 1u);
}

TEST_F(ContinuationTest, WhatHoldsAllThatWasSignedIsNotContinued) {
  auto asked = options();
  asked.checkpoints.clear();
  EXPECT_ERROR(go_on(asked).error(), invalid, "checkpoint");
  asked.checkpoints = {older};
  EXPECT_ERROR(go_on(asked).error(), invalid, "checkpoint");
  EXPECT_ERROR(go_on(options(), "ledger").error(), invalid, "checkpoint");
  EXPECT_FALSE(disk.exists("again/key.next").value());
  EXPECT_FALSE(disk.exists("again/key").value());
}

TEST_F(ContinuationTest, AWrongApproverOriginOrCheckpointChangesNothing) {
  const auto key = text("again/key.pub");
  const auto refused = [&](auto&& change) {
    auto asked = options();
    change(asked);
    const auto done = go_on(asked);
    EXPECT_FALSE(done.ok());
    EXPECT_EQ(text("again/key.pub"), key);
    EXPECT_FALSE(disk.exists("again/key.next").value());
    EXPECT_EQ(open("again", DirectoryAccess::read_only).value()->ledger().status().head, kept);
    return done.ok() ? Error(ErrorCode::io, "done") : done.error();
  };
  EXPECT_ERROR(refused([](auto& o) { o.approver = "operator"; }), refused, "approver");
  EXPECT_ERROR(refused([](auto& o) { o.approver = "nobody"; }), refused, "approver");
  EXPECT_ERROR(refused([](auto& o) { o.actor = "nobody"; }), not_authorized, "actor");
  EXPECT_ERROR(refused([](auto& o) { o.origin = "ledger.example/test"; }), invalid, "origin");
  EXPECT_ERROR(refused([](auto& o) { o.origin = "https://x"; }), invalid, "origin");
  EXPECT_EQ(refused([](auto& o) { o.checkpoints[0][25] ^= 1; }).code, ErrorCode::corrupt);
  EXPECT_EQ(refused([](auto& o) {
              o.verify = [](const OpenedStore&) -> Result<void> {
                return Error(ErrorCode::corrupt, "unsound");
              };
            }).message,
            "unsound");
  // Both persons change places: the approver records and the operator approves.
  auto asked = options();
  asked.actor = "chen";
  asked.approver = "operator";
  EXPECT_TRUE(go_on(asked).ok());
}

TEST_F(ContinuationTest, ASecondRunFindsItDone) {
  ASSERT_TRUE(go_on(options()).ok());
  EXPECT_ERROR(go_on(options()).error(), invalid, "origin");
}

TEST_F(ContinuationTest, ItMayBeContinuedAgainAndNoOriginComesBack) {
  ASSERT_TRUE(go_on(options()).ok());
  std::string lost;
  {
    const auto again = open("again", DirectoryAccess::write).value();
    const auto from = open("again", DirectoryAccess::read_only).value();
    ASSERT_TRUE(back_up(disk, *from, opener(), "backup2").ok());
    must(append_to(again->ledger(), batch_of(note(9, "project-c"))));
    clock.advance(2 * kSecond);
    lost = again->sign_checkpoint(true).value();
  }
  ASSERT_TRUE(restore(disk, clock, random, "backup2", opener(), "third", opener(), {}).ok());
  auto asked = options();
  asked.checkpoints = {lost};
  asked.origin = "ledger.example/test";
  EXPECT_ERROR(go_on(asked, "third").error(), refused, "origin");
  asked.origin = "ledger.example/test/3";
  const auto done = go_on(asked, "third");
  ASSERT_TRUE(done.ok()) << done.error().to_string();
  EXPECT_EQ(done->continued.previous_origin, kNewOrigin);
  const auto third = open("third", DirectoryAccess::write).value();
  EXPECT_EQ(third->ledger().lookup(event_id(2))->event->receipt.origin, "ledger.example/test");
  const auto second = third->ledger().lookup(derived_event_id({"continue", kNewOrigin}));
  EXPECT_EQ(second->event->receipt.origin, kNewOrigin);
  EXPECT_THAT(verify(third->ledger().store(), {older}, {old_key}).problems, testing::IsEmpty());
}

TEST_F(ContinuationTest, ItIsNotTakenFromTheNetworkNorCorrectedNorVoided) {
  const auto report = go_on(options()).value();
  const auto again = open("again", DirectoryAccess::write).value();
  auto event = report.continued;
  event.origin = "ledger.example/test/3";
  event.previous_origin = kNewOrigin;
  event.size = static_cast<std::int64_t>(again->ledger().status().head.size.value);
  const auto refused = must_fail(append_to(again->ledger(), batch_of(catalogued(30, event))));
  EXPECT_EQ(refused.error.rule, "ST06");
  EventVoided voided;
  voided.target = report.receipt.id;
  voided.reason = "no";
  voided.approver = "chen";
  auto request = catalogued(31, voided);
  request.proposal.stream = "ledger-main";
  EXPECT_EQ(must_fail(append_to(again->ledger(), batch_of(request))).error.rule, "ST17");
}

// What a forger would have the event say, whoever recomputes sees.
TEST_F(ContinuationTest, EveryClaimOfTheEventIsRecomputed) {
  const auto event = go_on(options()).value().continued;
  const auto faults = [&](auto&& change) {
    auto changed = event;
    change(changed);
    OriginHistory history;
    history.open("ledger.example/test");
    return history.take(changed, kept.size.value, kept.root).size();
  };
  EXPECT_EQ(faults([](auto&) {}), 0u);
  EXPECT_GT(faults([](auto& e) { e.origin = "ledger.example/test"; }), 0u);
  EXPECT_GT(faults([](auto& e) { e.origin = "ledger.example/other"; }), 0u);
  EXPECT_GT(faults([](auto& e) { e.key = e.previous_key; }), 0u);
  EXPECT_GT(faults([](auto& e) { e.previous_origin = "ledger.example/other"; }), 0u);
  EXPECT_GT(faults([](auto& e) { e.previous_key = e.key; }), 0u);
  EXPECT_GT(faults([](auto& e) { ++e.size; }), 0u);
  EXPECT_GT(faults([](auto& e) { e.root.bytes[0] ^= 1; }), 0u);
  EXPECT_GT(faults([](auto& e) { ++e.checkpoint_size; }), 0u);
  EXPECT_GT(faults([](auto& e) { e.checkpoint_root.bytes[0] ^= 1; }), 0u);
  EXPECT_GT(faults([](auto& e) { e.checkpoint[e.checkpoint.size() - 4] ^= 1; }), 0u);
  EXPECT_GT(faults([&](auto& e) { e.checkpoint = older; }), 0u);
  // The chain of keys: a second continuation must follow from the first.
  OriginHistory history;
  history.open("ledger.example/test");
  EXPECT_EQ(history.take(event, kept.size.value, kept.root).size(), 0u);
  EXPECT_GT(history.take(event, kept.size.value, kept.root).size(), 2u);
}

// Every step of the continuation is the last one before the power goes.
TEST_F(ContinuationTest, OneThatWasCutShortIsGoneOnWith) {
  int finished = 0;
  for (std::uint64_t operations = 0; operations < 80; ++operations) {
    SCOPED_TRACE("operations " + std::to_string(operations));
    const auto path = "again-" + std::to_string(operations);
    ASSERT_TRUE(restore(disk, clock, random, "backup", opener(), path, opener(), {}).ok());
    disk.crash_after(operations);
    const auto first = go_on(options(), path);
    const bool crashed = disk.crashed();
    disk.restart();
    if (!crashed) ++finished;
    auto done = go_on(options(), path);
    if (!done.ok()) {
      // It was done before the power went, or the last step of it was.
      EXPECT_ERROR(done.error(), invalid, "origin");
    }
    const auto again = open(path, DirectoryAccess::write);
    ASSERT_TRUE(again.ok()) << again.error().to_string();
    const auto& store = (*again)->ledger().store();
    EXPECT_EQ(store.last_commit().size.value, kept.size.value + 1);
    EXPECT_FALSE(disk.exists(path + "/key.next").value());
    const auto signed_text = (*again)->last_checkpoint().value();
    ASSERT_TRUE(signed_text.has_value());
    EXPECT_THAT(verify(store, {*signed_text}, {(*again)->verifier_key()}).problems,
                testing::IsEmpty());
    const auto former = path + "/former-" + std::to_string(kept.size.value);
    EXPECT_EQ(text(former + "/key.pub"), old_key + "\n");
    EXPECT_EQ(text(former + "/checkpoint"), newest);
    must(append_to((*again)->ledger(), batch_of(note(3, "project-a"))));
    if (finished > 2) break;
  }
  EXPECT_GT(finished, 2);
}

TEST_F(ContinuationTest, WhileItIsUnderWayNobodyOpensTheDirectory) {
  // The crash comes behind the event's commit and before the key is in its place.
  std::uint64_t operations = 0;
  for (bool between = false; !between; ++operations) {
    ASSERT_LT(operations, 80u);
    const auto path = "again-" + std::to_string(operations);
    ASSERT_TRUE(restore(disk, clock, random, "backup", opener(), path, opener(), {}).ok());
    disk.crash_after(operations);
    static_cast<void>(go_on(options(), path));
    disk.restart();
    if (!disk.exists(path + "/key.next").value()) continue;
    between = true;
    for (const auto access : {DirectoryAccess::write, DirectoryAccess::read_only}) {
      EXPECT_ERROR(open(path, access).error(), invalid, "directory");
    }
    auto other = options();
    other.origin = "ledger.example/other";
    EXPECT_ERROR(go_on(other, path).error(), invalid, "origin");
    EXPECT_TRUE(go_on(options(), path).ok());
  }
}

// The signed checkpoint is not behind this ledger, but beside it.
TEST_F(ContinuationTest, AnotherHistoryIsContinuedAsSuch) {
  RestoreOptions with_key;
  with_key.key = text("ledger/key").substr(0, text("ledger/key").size() - 1);
  ASSERT_TRUE(restore(disk, clock, random, "backup", opener(), "fork", opener(), with_key).ok());
  {
    const auto fork = open("fork", DirectoryAccess::write).value();
    must(append_to(fork->ledger(),
                   batch_of(note(50, "project-x"), note(51, "project-x"), note(52, "project-x"))));
  }
  const auto done = go_on(options(), "fork");
  ASSERT_TRUE(done.ok()) << done.error().to_string();
  EXPECT_LT(done->continued.checkpoint_size, done->continued.size);
  const auto fork = open("fork", DirectoryAccess::read_only).value();
  EXPECT_THAT(verify(fork->ledger().store(), {newest}, {old_key}).problems,
              testing::ElementsAre(testing::HasSubstr("do not hash to the root")));
  EXPECT_EQ(text("fork/former-" + std::to_string(done->continued.size) + "/key"),
            text("ledger/key"));
}

}  // namespace
}  // namespace tally::test
