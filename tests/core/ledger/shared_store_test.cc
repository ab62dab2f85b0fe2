// A ledger whose store other writers share (contracts C12), without a database: another ledger over
// the same records is the other writer.
#include <thread>

#include "tests/core/ledger/ledger_fixture.h"
#include "tests/core/merkle/slow_tree.h"
#include "tests/support/shared_memory_store.h"

namespace tally::test {
namespace {

using State = LookupAnswer::State;

class SharedStoreTest : public testing::Test {
 protected:
  MemoryStore records;
  FakeClock clock{kNoon_us};
  SeededRandom random{7};
  SharedMemoryStore here{records};
  SharedMemoryStore there{records};
  std::unique_ptr<Ledger> ledger;
  std::unique_ptr<Ledger> other;
  std::uint64_t begin = 0;

  void SetUp() override {
    ASSERT_TRUE(init_ledger({here, clock, random}, init_options()).ok());
    ASSERT_TRUE(there.catch_up().ok());
    ledger = Ledger::open({here, clock, random}).value();
    other = Ledger::open({there, clock, random}).value();
    begin = records.last_commit().size.value;
  }
  Appended other_records(std::uint64_t id, const std::string& stream) {
    return must(append_to(*other, batch_of(note(id, stream))));
  }
};

TEST_F(SharedStoreTest, TheLoserTakesInTheOthersEventsAndDecidesAgain) {
  other_records(1, "project-a");
  other_records(2, "project-b");
  const auto appended = must(append_to(*ledger, batch_of(note(3, "project-a"))));
  EXPECT_EQ(appended.events[0].receipt.position.value, begin + 2);
  EXPECT_EQ(appended.events[0].receipt.revision.value, 1u);
  EXPECT_EQ(appended.root, records.last_commit().root);
  EXPECT_EQ(ledger->root_at(records.last_commit().size).value(), records.last_commit().root);
}

TEST_F(SharedStoreTest, TheStoreIsNotAskedForIdsThatNobodySentBefore) {
  must(append_to(*ledger, batch_of(note(1, "project-a"), note(2, "project-a"))));
  must(append_to(*ledger, batch_of(note(3, "project-a"))));
  EXPECT_EQ(here.asked, 0);
}

TEST_F(SharedStoreTest, ARecordedEventSentAgainIsADuplicateWhateverStandsBesideIt) {
  const auto first = must(append_to(*ledger, batch_of(note(1, "project-a"))));
  for (int again = 0; again < 3; ++again) {
    Queue queue(*ledger);
    ASSERT_TRUE(queue.add(batch_of(note(10 + again, "project-b"))).ok());
    ASSERT_TRUE(queue.add(batch_of(note(1, "project-a"))).ok());
    ASSERT_TRUE(queue.add(batch_of(note(20 + again, "project-b"), note(1, "project-a"))).ok());
    auto answers = queue.step();
    EXPECT_FALSE(must(std::move(answers[0])).events[0].duplicate);
    const auto duplicate = must(std::move(answers[1])).events[0];
    EXPECT_TRUE(duplicate.duplicate);
    EXPECT_EQ(duplicate.receipt, first.events[0].receipt);
    const auto partly = must_fail(std::move(answers[2]));
    EXPECT_EQ(partly.error.code, ErrorCode::partly_recorded);
    ASSERT_EQ(partly.recorded.size(), 1u);
    EXPECT_EQ(partly.recorded[0].second.receipt, first.events[0].receipt);
  }
  // And where nothing returns any more it stops asking.
  must(append_to(*ledger, batch_of(note(30, "project-b"))));
  here.asked = 0;
  must(append_to(*ledger, batch_of(note(31, "project-b"))));
  EXPECT_EQ(here.asked, 0);
}

TEST_F(SharedStoreTest, ARecordedEventThatWouldNowBeRefusedIsADuplicate) {
  auto first = note(1, "project-a");
  first.expected = {ExpectedRevision::Kind::no_stream, {}};
  const auto receipt = must(append_to(*ledger, batch_of(first))).events[0].receipt;
  must(append_to(*ledger, batch_of(note(2, "project-a"))));
  Queue queue(*ledger);
  ASSERT_TRUE(queue.add(batch_of(note(3, "project-a"))).ok());
  ASSERT_TRUE(queue.add(batch_of(first)).ok());
  auto changed = note(1, "project-a", "{\"n\":2}");
  ASSERT_TRUE(queue.add(batch_of(changed)).ok());
  auto answers = queue.step();
  must(std::move(answers[0]));
  const auto duplicate = must(std::move(answers[1])).events[0];
  EXPECT_TRUE(duplicate.duplicate);
  EXPECT_EQ(duplicate.receipt, receipt);
  EXPECT_EQ(must_fail(std::move(answers[2])).error.code, ErrorCode::id_reused);
}

TEST_F(SharedStoreTest, ExpectedRevisionsAreHeldAgainstTheOthersEvents) {
  other_records(1, "project-a");
  other_records(2, "project-a");
  auto late = note(3, "project-a");
  late.expected = {ExpectedRevision::Kind::no_stream, {}};
  const auto failed = must_fail(append_to(*ledger, batch_of(late)));
  EXPECT_EQ(failed.error.code, ErrorCode::conflict);
  EXPECT_EQ(failed.error.rule, "ST03");
  EXPECT_EQ(failed.error.revision, 1u);
  EXPECT_EQ(records.last_commit().size.value, begin + 2);
}

TEST_F(SharedStoreTest, AnEventThatTheOtherRecordedIsADuplicateHere) {
  const auto original = other_records(1, "project-a");
  const auto again = must(append_to(*ledger, batch_of(note(1, "project-a"))));
  EXPECT_TRUE(again.events[0].duplicate);
  EXPECT_EQ(again.events[0].receipt, original.events[0].receipt);
  EXPECT_EQ(records.last_commit().size.value, begin + 1);
}

TEST_F(SharedStoreTest, ABatchThatLosesEightTimesIsOverloadedAndLeavesNoTrace) {
  std::uint64_t next = 100;
  int commits = 0;
  here.before_commit = [&] {
    ++commits;
    other_records(next++, "project-a");
  };
  const auto failed = must_fail(append_to(*ledger, batch_of(note(1, "project-a"))));
  EXPECT_EQ(failed.error.code, ErrorCode::overloaded);
  EXPECT_EQ(commits, 8);
  EXPECT_EQ(records.last_commit().size.value, begin + 8);
  EXPECT_EQ(ledger->lookup(event_id(1))->state, State::not_recorded);
  here.before_commit = nullptr;
  const auto appended = must(append_to(*ledger, batch_of(note(1, "project-a"))));
  EXPECT_EQ(appended.events[0].receipt.revision.value, 8u);
}

TEST_F(SharedStoreTest, CatchingUpTellsFollowers) {
  std::vector<std::uint64_t> told;
  ledger->on_commit([&](TreeSize size) { told.push_back(size.value); });
  ASSERT_TRUE(ledger->catch_up().ok());
  EXPECT_TRUE(told.empty());
  other_records(1, "project-a");
  other_records(2, "project-a");
  ASSERT_TRUE(ledger->catch_up().ok());
  EXPECT_EQ(told, std::vector<std::uint64_t>{begin + 2});
  EXPECT_EQ(ledger->status().head, records.last_commit());
}

TEST_F(SharedStoreTest, WhatIsQueuedWhileCatchingUpWaitsForWhoeverCaughtUp) {
  Queue queue(*ledger);
  here.while_catching_up = [&] {
    ASSERT_TRUE(queue.add(batch_of(note(1, "project-a"))).ok());
    std::thread([&] { EXPECT_FALSE(ledger->step_once()); }).join();  // The role is taken.
  };
  ASSERT_TRUE(ledger->catch_up().ok());
  here.while_catching_up = nullptr;
  EXPECT_TRUE(ledger->waiting());
  must(std::move(queue.step()[0]));
}

TEST_F(SharedStoreTest, WhatIsInDoubtIsPendingUntilTheStoreHasCaughtUp) {
  for (const bool recorded : {false, true}) {
    const auto id = recorded ? 1u : 2u;
    here.doubt = recorded ? SharedMemoryStore::Doubt::recorded : SharedMemoryStore::Doubt::lost;
    const auto failed = must_fail(append_to(*ledger, batch_of(note(id, "project-a"))));
    EXPECT_EQ(failed.error.code, ErrorCode::in_doubt);
    EXPECT_EQ(ledger->lookup(event_id(id))->state, State::pending);
    EXPECT_EQ(must_fail(append_to(*ledger, batch_of(note(9, "project-a")))).error.code,
              ErrorCode::read_only);
    here.reachable = true;
    ASSERT_TRUE(ledger->catch_up().ok());
    EXPECT_EQ(ledger->lookup(event_id(id))->state,
              recorded ? State::recorded : State::not_recorded);
    must(append_to(*ledger, batch_of(note(id + 10, "project-a"))));
  }
}

TEST_F(SharedStoreTest, AnEventOfTheOtherIsPendingUntilItIsTakenIn) {
  other_records(1, "project-a");
  EXPECT_EQ(ledger->lookup(event_id(1))->state, State::pending);
  ASSERT_TRUE(ledger->catch_up().ok());
  EXPECT_EQ(ledger->lookup(event_id(1))->state, State::recorded);
}

TEST_F(SharedStoreTest, RecordsThatDoNotLeadToTheirRootAreCorruptForGood) {
  other_records(1, "project-a");
  here.wrong_root = true;
  EXPECT_EQ(ledger->catch_up().error().code, ErrorCode::corrupt);
  EXPECT_EQ(must_fail(append_to(*ledger, batch_of(note(2, "project-a")))).error.code,
            ErrorCode::read_only);
  EXPECT_NE(ledger->status().read_only_reason.find("corrupt"), std::string::npos);
}

}  // namespace
}  // namespace tally::test
