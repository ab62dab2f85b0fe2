// recorded_at and the clocks behind it (contracts C6).
#include "core/ledger/clock_watch.h"
#include "tests/core/ledger/ledger_fixture.h"

namespace tally::test {
namespace {

using testing::HasSubstr;

class ClockTest : public LedgerTest {
 protected:
  Instant record_note(std::uint64_t id) {
    return record(batch_of(note(id, "project-a"))).events.at(0).receipt.recorded_at;
  }
  void expect_stopped(std::uint64_t id) {
    const auto failed = fail(batch_of(note(id, "project-a")));
    EXPECT_EQ(failed.error.code, ErrorCode::read_only);
    EXPECT_THAT(failed.error.message, HasSubstr("clock"));
    EXPECT_EQ(ledger->lookup(event_id(id))->state, LookupAnswer::State::not_recorded);
  }
};

TEST_F(ClockTest, RecordedAtIsNow) {
  clock.advance(7);
  EXPECT_EQ(record_note(1).us, kNoon_us + 7);
}

TEST_F(ClockTest, RecordedAtNeverGoesBack) {
  clock.advance(10 * kSecond);
  const auto first = record_note(1);
  clock.jump_wall(-2 * kSecond);  // Within the tolerance: a time server set it right.
  EXPECT_EQ(record_note(2), first);
  clock.advance(kSecond);
  EXPECT_EQ(record_note(3), first);
  clock.advance(kSecond + 1);
  EXPECT_EQ(record_note(4).us, first.us + 1);
}

TEST_F(ClockTest, AJumpOfThreeSecondsStopsAppendsUntilTheClocksAgree) {
  for (const std::int64_t jump : {3 * kSecond, -3 * kSecond}) {
    record_note(static_cast<std::uint64_t>(100 + jump));
    clock.jump_wall(jump);
    expect_stopped(1);
    clock.advance(100 * kSecond);  // Time alone does not help.
    expect_stopped(1);
    clock.jump_wall(-jump);
    record_note(static_cast<std::uint64_t>(200 + jump));
  }
}

TEST_F(ClockTest, TwoSecondsAreTolerated) {
  clock.jump_wall(2 * kSecond);
  EXPECT_EQ(record_note(1).us, kNoon_us + 2 * kSecond);
}

TEST_F(ClockTest, SlowSlewingNeverAddsUpToAJump) {
  std::int64_t last = 0;
  for (std::uint64_t i = 1; i <= 20; ++i) {
    clock.advance(kSecond);
    clock.jump_wall(kSecond / 2);
    const auto at = record_note(i).us;
    EXPECT_GT(at, last);
    last = at;
  }
}

TEST_F(ClockTest, NothingOfAStoppedCommitIsRecorded) {
  Queue queue(*ledger);
  ASSERT_TRUE(queue.add(batch_of(note(1, "project-a"))).ok());
  ASSERT_TRUE(queue.add(batch_of(note(2, "project-a"))).ok());
  clock.jump_wall(3 * kSecond);
  for (auto& result : queue.step()) {
    EXPECT_EQ(must_fail(std::move(result)).error.code, ErrorCode::read_only);
  }
  EXPECT_EQ(size(), begin);
}

TEST_F(ClockTest, AnOpenBeforeTheLastEventStopsAppendsUntilThen) {
  clock.advance(3600 * kSecond);
  const auto last = record_note(1);
  clock.advance(-2 * kSecond - 1);  // The machine was restarted: both clocks begin anew.
  open();
  expect_stopped(2);
  EXPECT_EQ(ledger->lookup(event_id(1))->state, LookupAnswer::State::recorded);
  clock.advance(1);  // Two seconds before the last: tolerated, and recorded_at stays.
  EXPECT_EQ(record_note(2), last);
}

TEST_F(ClockTest, StatusSaysThatTheClockStopsAppendsWithoutAnAttempt) {
  EXPECT_EQ(ledger->status().read_only_reason, "");
  clock.jump_wall(3 * kSecond);
  EXPECT_THAT(ledger->status().read_only_reason, HasSubstr("clock"));
  expect_stopped(1);
  clock.jump_wall(-3 * kSecond);
  EXPECT_EQ(ledger->status().read_only_reason, "");
}

TEST_F(ClockTest, TodayIsTheCivilDayOfTheLedgersZone) {
  EXPECT_EQ(ledger->today(), Date::of(2025, 7, 1));
  clock.advance(12 * 3600 * kSecond - 1);
  EXPECT_EQ(ledger->today(), Date::of(2025, 7, 1));
  clock.advance(1);
  EXPECT_EQ(ledger->today(), Date::of(2025, 7, 2));
}

TEST_F(ClockTest, TheOffsetIsThatOfTheZoneAtTheInstant) {
  MemoryStore other;
  auto options = init_options();
  options.zone = "America/New_York";
  ASSERT_TRUE(init_ledger({other, clock, random}, options).ok());
  const auto offset_now = [&](std::uint64_t id) {
    const auto opened = std::move(Ledger::open({other, clock, random})).value();
    const auto done = must(append_to(*opened, batch_of(note(id, "project-a"))));
    const auto page = other.read(done.events[0].receipt.position, Direction::forward, {}).value();
    return decode_header(page.records[0].header)->ledger.recorded_offset.minutes;
  };
  EXPECT_EQ(offset_now(1), -240);
  clock.advance(183 * 86'400 * kSecond);
  EXPECT_EQ(offset_now(2), -300);
}

TEST_F(ClockTest, ARecordedAtIsTakenInSampleLedgersOnly) {
  auto event = note(1, "project-a");
  event.recorded_at = RecordedTime{{kNoon_us + 5}, {480}};
  EXPECT_ERROR(fail(batch_of(event)).error, invalid, "recorded_at");
  auto imported = batch_of(event);
  imported.channel = Channel::import;
  EXPECT_ERROR(fail(imported).error, invalid, "recorded_at");
}

TEST_F(ClockTest, WhatWasKnownOnADayOrAtAnInstantIsASize) {
  clock.advance(86'400 * kSecond);  // 2 July.
  record_note(1);
  record_note(2);
  clock.advance(86'400 * kSecond);  // 3 July.
  const auto third = record_note(3);
  const auto known_on = [&](int day) {
    return ledger->size_known_on(Date::of(2025, 7, day))->value;
  };
  EXPECT_EQ(ledger->size_known_on(Date::of(2025, 6, 30))->value, 0u);
  EXPECT_EQ(known_on(1), begin);
  EXPECT_EQ(known_on(2), begin + 2);
  EXPECT_EQ(known_on(3), begin + 3);
  EXPECT_EQ(known_on(9), begin + 3);
  EXPECT_EQ(ledger->size_known_at(third)->value, begin + 3);
  EXPECT_EQ(ledger->size_known_at({third.us - 1})->value, begin + 2);
  EXPECT_EQ(ledger->size_known_at({0})->value, 0u);
}

class SampleClockTest : public ClockTest {
 protected:
  void SetUp() override { make(init_options(true)); }
  static ProposedEvent at(std::uint64_t id, std::string_view instant, std::int16_t offset = 480) {
    auto event = note(id, "project-a");
    event.recorded_at = RecordedTime{Instant::parse(instant).value(), {offset}};
    return event;
  }
};

TEST_F(SampleClockTest, RecordedAtIsTheOneGiven) {
  const auto done = record(batch_of(at(1, "2024-03-01T09:00:00+08:00")));
  EXPECT_EQ(done.events[0].receipt.recorded_at.to_string(), "2024-03-01T01:00:00.000000Z");
  EXPECT_EQ(ledger->today(), Date::of(2024, 3, 1));
}

TEST_F(SampleClockTest, BeforeTheLastIsInvalid) {
  record(batch_of(at(1, "2024-03-01T09:00:00+08:00")));
  const auto failed = fail(batch_of(at(2, "2024-03-01T08:59:59.999999+08:00")));
  EXPECT_ERROR(failed.error, invalid, "recorded_at");
  record(batch_of(at(2, "2024-03-01T09:00:00+08:00")));  // Equal is not before.
}

TEST_F(SampleClockTest, EventsOfABatchGoForwardToo) {
  const auto failed =
      fail(batch_of(at(1, "2024-03-02T00:00:00+08:00"), at(2, "2024-03-01T00:00:00+08:00")));
  EXPECT_ERROR(failed.error, invalid, "recorded_at");
  EXPECT_EQ(failed.error.index, 1u);
  // A refused batch does not move the last time.
  record(batch_of(at(1, "2024-03-01T00:00:00+08:00")));
}

TEST_F(SampleClockTest, AbsentIsTheLastOnePlusASecondAtTheSameOffset) {
  record(batch_of(at(1, "2024-03-01T09:00:00+02:00", 120)));
  const auto done = record(batch_of(note(2, "project-a"), note(3, "project-a")));
  EXPECT_EQ(done.events[1].receipt.recorded_at.to_string(), "2024-03-01T07:00:02.000000Z");
  RecordPage page;
  EXPECT_EQ(header_at(begin + 2, page).ledger.recorded_offset.minutes, 120);
  open();
  EXPECT_EQ(record_note(4).to_string(), "2024-03-01T07:00:03.000000Z");
}

TEST_F(SampleClockTest, TheMachinesClocksDoNotMatter) {
  clock.jump_wall(-1'000'000 * kSecond);
  record_note(1);
  open();
  clock.jump_wall(5'000'000 * kSecond);
  record_note(2);
  EXPECT_TRUE(ledger->status().read_only_reason.empty());
}

TEST_F(SampleClockTest, EveryStatusSaysThatItIsASample) {
  ASSERT_FALSE(ledger->status().warnings.empty());
  EXPECT_THAT(ledger->status().warnings[0], HasSubstr("SAMPLE/样例"));
}

}  // namespace
}  // namespace tally::test
