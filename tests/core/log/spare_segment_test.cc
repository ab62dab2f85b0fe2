#include "core/log/spare_segment.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/core/log/log_fixture.h"

namespace tally::test {
namespace {

constexpr std::uint64_t kSegment = 8000;

TEST(SpareSegment, IsFilledPieceByPieceAndDurable) {
  FakeDisk disk(1);
  BackgroundQueue queue;
  log::SpareSegment spare(disk, ".", queue, {0, {}, 100});
  spare.prepare(1050, 0, 0);
  for (int pieces = 0; pieces < 11; ++pieces) {
    EXPECT_FALSE(spare.ready());
    EXPECT_EQ(spare.take(), nullptr);
    ASSERT_TRUE(queue.run_one());
  }
  EXPECT_FALSE(queue.run_one());
  ASSERT_TRUE(spare.ready());
  ASSERT_TRUE(disk.rename("./spare.tmp", "./kept").ok());
  ASSERT_TRUE(disk.sync_directory(".").ok());
  disk.restart();
  EXPECT_EQ(disk.contents("./kept"), Bytes(1050));
}

TEST(SpareSegment, KeepsStepWithTheCommitsBeforeIt) {
  FakeDisk disk(1);
  BackgroundQueue queue;
  log::SpareSegment spare(disk, ".", queue, {0, {}, 100});
  const auto filled = [&](std::uint64_t left) {
    spare.prepare(1000, 10, left);
    while (queue.run_one()) {
    }
    return disk.exists("./spare.tmp").value() ? disk.contents("./spare.tmp").size() : 0;
  };
  EXPECT_EQ(filled(4000), 0u);
  EXPECT_EQ(filled(3990), 100u);
  EXPECT_EQ(filled(3800), 100u);
  EXPECT_EQ(filled(3790), 200u);
  EXPECT_EQ(filled(3000), 500u);
  EXPECT_FALSE(spare.ready());
  EXPECT_EQ(filled(2000), 1000u) << "half of what was left is used up";
  EXPECT_TRUE(spare.ready());
}

TEST(SpareSegment, IsFilledAtOnceWhenNothingIsLeft) {
  FakeDisk disk(1);
  BackgroundQueue queue;
  log::SpareSegment spare(disk, ".", queue, {0, {}, 100});
  spare.prepare(1000, 0, 500);
  EXPECT_FALSE(queue.run_one());
  spare.prepare(1000, 500, 0);
  while (queue.run_one()) {
  }
  EXPECT_TRUE(spare.ready());
}

TEST(SpareSegment, LeavesNothingBehindWhenItGoes) {
  for (int pieces = 0; pieces <= 4; ++pieces) {
    FakeDisk disk(1);
    BackgroundQueue queue;
    {
      log::SpareSegment spare(disk, ".", queue, {0, {}, 100});
      spare.prepare(300, 0, 0);
      for (int i = 0; i < pieces; ++i) queue.run_one();
    }
    while (queue.run_one()) {
    }
    EXPECT_TRUE(disk.list(".")->empty()) << pieces;
  }
}

TEST(SpareSegment, ItsEndWaitsForTheThread) {
  BackgroundThread thread;
  for (int i = 0; i < 50; ++i) {
    FakeDisk disk(1);
    {
      log::SpareSegment spare(disk, ".", thread, {0, {}, 64});
      spare.prepare(64u << 10, 0, 0);
      if (i % 2 == 0) std::this_thread::sleep_for(std::chrono::microseconds(100 * i));
    }
    EXPECT_TRUE(disk.list(".")->empty());
  }
}

TEST(SpareSegment, AFailureIsToldAndTriedAgainLater) {
  FakeDisk disk(1);
  BackgroundQueue queue;
  std::vector<Error> heard;
  log::SpareSegment spare(disk, ".", queue, {0, [&](const Error& e) { heard.push_back(e); }, 100});
  disk.fail_sync_after(1);
  spare.prepare(800, 0, 0);
  while (queue.run_one()) {
  }
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_NE(heard[0].message.find("cannot sync"), std::string::npos) << heard[0].message;
  EXPECT_TRUE(disk.list(".")->empty()) << "its zeros are not to be trusted";
  EXPECT_FALSE(spare.ready());
  spare.prepare(800, 99, 0);
  spare.prepare(800, 99, 0);
  EXPECT_FALSE(queue.run_one()) << "not at once";
  spare.prepare(800, 1, 0);
  while (queue.run_one()) {
  }
  EXPECT_TRUE(spare.ready());
  EXPECT_EQ(heard.size(), 1u);
}

TEST(SpareSegment, IsNotMadeOfTheReserve) {
  FakeDisk disk(1);
  BackgroundQueue queue;
  std::vector<Error> heard;
  log::SpareSegment spare(disk, ".", queue,
                          {500, [&](const Error& e) { heard.push_back(e); }, 100});
  disk.set_capacity(1299);
  spare.prepare(800, 0, 0);
  while (queue.run_one()) {
  }
  EXPECT_EQ(heard.size(), 1u);
  EXPECT_EQ(disk.used_bytes(), 0u);
}

TEST(LogFilledAhead, CommitsDoNotChangeTheLengthOfASegment) {
  LogOnFakeDisk log(1, kSegment);
  log.fill_ahead();
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  for (int i = 0; i < 30; ++i) {
    log.run_background();
    ASSERT_TRUE(log.commit(3, 600).ok());
  }
  const auto segments = log.segments();
  ASSERT_GT(segments.size(), 4u);
  EXPECT_LT(log.disk.contents(segments[0]).size(), kSegment)
      << "it grew, and was left for the next";
  for (std::size_t i = 1; i < segments.size(); ++i) {
    EXPECT_EQ(log.disk.contents(segments[i]).size(), kSegment) << segments[i];
  }
  log.expect_records(90);
  ASSERT_TRUE(log.open(StoreAccess::write).ok());
  EXPECT_TRUE(log.opened.notes.empty());
  log.expect_records(90);
  const auto before = log.segments().size();
  ASSERT_TRUE(log.commit(1, 10).ok());
  EXPECT_EQ(log.segments().size(), before) << "what was filled is used after an opening too";
}

TEST(LogFilledAhead, WithoutAReadyOneASegmentGrows) {
  LogOnFakeDisk log(2, kSegment);
  log.fill_ahead();
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(log.commit(3, 600).ok());
  EXPECT_GT(log.segments().size(), 1u);
  EXPECT_EQ(log.disk.exists(log.path(log::kSpareName)).value(), false);
  log.run_background();
  const auto before = log.segments().size();
  ASSERT_TRUE(log.commit(1, 10).ok());
  EXPECT_EQ(log.segments().size(), before + 1) << "the growing one is left at once";
  log.expect_records(31);
}

TEST(LogFilledAhead, ACommitLargerThanASegmentRunsOverItsEnd) {
  LogOnFakeDisk log(3, kSegment);
  log.fill_ahead();
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  for (int i = 0; i < 4; ++i) {
    log.run_background();
    ASSERT_TRUE(log.commit(2, 100).ok());
    log.run_background();
    ASSERT_TRUE(log.commit(40, 2000).ok());
  }
  log.expect_records(168);
  ASSERT_TRUE(log.open(StoreAccess::write).ok());
  log.expect_records(168);
}

TEST(LogFilledAhead, AReaderBesideTheWriterFollowsIt) {
  LogOnFakeDisk log(4, kSegment);
  log.fill_ahead();
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  auto reader =
      open_log_store(log.disk, LogOnFakeDisk::kDirectory, StoreAccess::read_only, log.options);
  ASSERT_TRUE(reader.ok());
  for (int i = 0; i < 30; ++i) {
    log.background.run_one();
    ASSERT_TRUE(log.commit(3, 600).ok());
    ASSERT_TRUE(reader->refresh().ok());
    ASSERT_EQ(reader->store->last_commit(), log.source.mark());
  }
  EXPECT_TRUE(reader->check({90})->problems.empty());
  EXPECT_EQ(reader->store->read({0}, Direction::forward, {})->records.size(), 90u);
}

// The bytes of a commit that was dropped are still on the disk when its zeroing failed, and reads
// show zeros. They must be gone before another commit ends among them.
TEST(LogFilledAhead, ADroppedCommitDoesNotComeBackBehindAShorterOne) {
  int dropped = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    LogOnFakeDisk log(seed, 60'000);
    log.fill_ahead();
    ASSERT_TRUE(log.open(StoreAccess::create).ok());
    ASSERT_TRUE(log.commit(1, 50).ok());
    log.run_background();
    ASSERT_TRUE(log.commit(1, 50).ok());
    log.disk.fail_write_after(0);
    ASSERT_FALSE(log.commit(30, 1000).ok());
    log.settle(false);
    log.background.drop();
    log.close();
    log.disk.fail_sync_after(seed % 4);
    const bool opened = log.open(StoreAccess::write).ok();
    if (!opened) {
      ASSERT_TRUE(log.open(StoreAccess::write).ok());
    }
    if (log.store().last_commit().size.value != 2) continue;  // All of it was written.
    ++dropped;
    ASSERT_TRUE(log.commit(1, 50).ok());
    log.background.drop();
    log.close();
    log.disk.restart();
    const auto again = log.open(StoreAccess::write);
    ASSERT_TRUE(again.ok()) << "seed " << seed << ": " << again.error().to_string();
    log.expect_records(3);
  }
  EXPECT_GT(dropped, 30);
}

TEST(LogFilledAhead, AFullDiskInTheBackgroundHurtsNoCommit) {
  LogOnFakeDisk log(5, kSegment);
  log.fill_ahead();
  std::vector<Error> heard;
  log.options.report = [&](const Error& error) { heard.push_back(error); };
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  log.disk.set_capacity(log.disk.used_bytes() + kSegment - 1);
  log.run_background();
  ASSERT_EQ(heard.size(), 1u);
  ASSERT_TRUE(log.commit(3, 600).ok());
  log.run_background();
  log.disk.set_capacity(1 << 30);
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(log.commit(3, 600).ok());
    log.run_background();
  }
  EXPECT_EQ(heard.size(), 1u);
  const auto last = log.disk.contents(log.segments().back());
  EXPECT_EQ(last.size(), kSegment) << "there is room again, and the filling goes on";
  log.expect_records(33);
}

}  // namespace
}  // namespace tally::test
