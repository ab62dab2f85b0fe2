// The damaged last commit of a log is given up by an operator's word, and nothing else is.
#include "core/log/drop_tail.h"

#include <gtest/gtest.h>

#include "core/log/segment_reader.h"
#include "tests/core/log/log_fixture.h"

namespace tally::test {
namespace {

class DropTail : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(log_.open(StoreAccess::create).ok());
    for (int i = 0; i < 6; ++i) ASSERT_TRUE(log_.commit(4, 300).ok());
    log_.close();
    segment_ = log_.segments().back();
    whole_ = log_.disk.contents(segment_);
    head_ = log_.disk.contents(log_.path("head"));
  }

  // Where the commits of the last segment begin.
  std::vector<std::uint64_t> commit_starts() {
    const auto header = log::decode_segment_header(whole_).value();
    const auto rest = ByteView(whole_).subspan(log::kSegmentHeaderBytes);
    const auto scan = log::scan_segment(rest, log::kSegmentHeaderBytes, header.check_seed);
    std::vector<std::uint64_t> starts;
    for (const auto& commit : scan.commits) starts.push_back(commit.mark.commit_start);
    return starts;
  }
  void damage_commit(std::size_t from_the_end) {
    const auto starts = commit_starts();
    log_.disk.flip_bit(segment_, starts[starts.size() - from_the_end] + 100, 3);
  }
  Result<DroppedTail> drop(std::uint64_t signed_size = 0) {
    return drop_damaged_tail(log_.disk, LogOnFakeDisk::kDirectory, {signed_size});
  }

  LogOnFakeDisk log_{21};
  std::string segment_;
  Bytes whole_;
  Bytes head_;
};

TEST_F(DropTail, TheDamagedLastCommitGoesAndItsBytesAreKept) {
  damage_commit(1);
  const auto damaged = log_.disk.contents(segment_);
  ASSERT_EQ(log_.open(StoreAccess::write).error().code, ErrorCode::corrupt);
  const auto dropped = drop();
  ASSERT_TRUE(dropped.ok()) << dropped.error().to_string();
  EXPECT_EQ(dropped->size.value, 20u);
  EXPECT_EQ(dropped->acknowledged.value, 24u);
  EXPECT_EQ(dropped->name, "dropped-20-24");
  const auto kept = log_.disk.contents(log_.path(dropped->name));
  EXPECT_EQ(kept.size(), dropped->bytes);
  EXPECT_EQ(sha256(kept), dropped->sha256);
  EXPECT_TRUE(equal(kept, ByteView(damaged).subspan(commit_starts().back())));
  ASSERT_TRUE(log_.open(StoreAccess::write).ok());
  log_.expect_records(20);
  EXPECT_EQ(dropped_tails(log_.disk, LogOnFakeDisk::kDirectory).value().size(), 1u);
}

TEST_F(DropTail, DamageThatSomethingValidFollowsIsNotDropped) {
  damage_commit(2);
  const auto before = log_.disk.contents(segment_);
  const auto dropped = drop();
  ASSERT_FALSE(dropped.ok());
  EXPECT_EQ(dropped.error().code, ErrorCode::corrupt);
  EXPECT_NE(dropped.error().message.find(segment_ + ", offset "), std::string::npos);
  EXPECT_TRUE(equal(log_.disk.contents(segment_), before));
}

TEST_F(DropTail, WhatWasSignedIsNotDropped) {
  damage_commit(1);
  const auto before = log_.disk.contents(segment_);
  const auto dropped = drop(21);
  ASSERT_FALSE(dropped.ok());
  EXPECT_EQ(dropped.error().rule, "behind_checkpoint");
  EXPECT_TRUE(equal(log_.disk.contents(segment_), before));
  EXPECT_TRUE(drop(20).ok());
}

TEST_F(DropTail, ASoundLogIsNotTouched) {
  const auto dropped = drop();
  ASSERT_FALSE(dropped.ok());
  EXPECT_EQ(dropped.error().code, ErrorCode::invalid);
  EXPECT_TRUE(equal(log_.disk.contents(segment_), whole_));
}

TEST_F(DropTail, BesideAWriterItIsRefused) {
  ASSERT_TRUE(log_.open(StoreAccess::write).ok());
  EXPECT_EQ(drop().error().code, ErrorCode::overloaded);
}

TEST_F(DropTail, ACallCutShortAnywhereMayBeRepeated) {
  for (std::uint64_t crash = 0;; ++crash) {
    SCOPED_TRACE("crash after " + std::to_string(crash) + " operations");
    log_.disk.set_contents(segment_, whole_);
    damage_commit(1);
    const auto old = dropped_tails(log_.disk, LogOnFakeDisk::kDirectory).value();
    for (const auto& tail : old) {
      ASSERT_TRUE(log_.disk.remove(log_.path(tail.name)).ok());
    }
    log_.disk.set_contents(log_.path("head"), head_);
    log_.disk.crash_after(crash);
    const auto first = drop();
    if (!log_.disk.crashed()) {
      ASSERT_TRUE(first.ok());
      EXPECT_GT(crash, 5u);
      break;
    }
    log_.disk.restart();
    const auto again = drop();
    // Done but for the answer: then there is nothing left to drop, and the bytes are kept.
    if (!again.ok()) {
      ASSERT_EQ(again.error().code, ErrorCode::invalid) << again.error().to_string();
    }
    const auto kept = dropped_tails(log_.disk, LogOnFakeDisk::kDirectory).value();
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0].name, "dropped-20-24");
    ASSERT_TRUE(log_.open(StoreAccess::write).ok());
    log_.expect_records(20);
    log_.close();
  }
}

}  // namespace
}  // namespace tally::test
