// One damage per test, on the bytes of a segment with three commits.
#include "core/log/segment_reader.h"

#include <gtest/gtest.h>

#include "core/log/segment_writer.h"
#include "tests/core/log/log_fixture.h"

namespace tally::test {
namespace {

using namespace tally::log;

constexpr std::uint32_t kSeed = 4711;

class SegmentReader : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(disk_.make_directory("log").ok());
    writer_ = SegmentWriter::create(disk_, "log", {kSeed, {0}, sha256(ByteView{})}).value();
    for (int i = 0; i < 3; ++i) write_commit(4, 700);
    load();
  }

  void write_commit(std::size_t count, std::size_t payload_bytes) {
    starts_.push_back(writer_->end());
    std::vector<OwnedRecord> records;
    for (std::size_t i = 0; i < count; ++i)
      records.push_back(source_.next("project-1", payload_bytes));
    ASSERT_TRUE(writer_->write(views_of(records), source_.mark()).ok());
    offsets_ = writer_->offsets();
    ends_.push_back(writer_->end());
  }
  void load() { bytes_ = disk_.contents("log/" + segment_name({0})); }

  void flip(std::uint64_t offset) { bytes_.at(offset) ^= 0x10; }
  // Loses the commit's part of the sector that holds this offset.
  void lose_sector(std::uint64_t offset, std::uint64_t commit_start) {
    const auto sector = offset / kSectorBytes * kSectorBytes;
    for (auto at = std::max(sector, commit_start); at < sector + kSectorBytes; ++at) {
      if (at < bytes_.size()) bytes_[at] = 0;
    }
  }
  SegmentScan scan() const {
    return scan_segment(ByteView(bytes_).subspan(kSegmentHeaderBytes), kSegmentHeaderBytes, kSeed);
  }
  void expect_torn() const {
    const auto found = scan();
    EXPECT_EQ(found.tail, SegmentTail::torn) << found.fault;
    EXPECT_EQ(found.commits.size(), 2u);
    EXPECT_EQ(found.end, ends_[1]);
    EXPECT_FALSE(found.fault.empty());
  }
  void expect_damage(std::uint64_t at) const {
    const auto found = scan();
    EXPECT_EQ(found.tail, SegmentTail::damaged);
    EXPECT_EQ(found.fault_offset, at) << found.fault;
  }

  FakeDisk disk_{1};
  RecordSource source_{1};
  std::unique_ptr<SegmentWriter> writer_;
  std::vector<std::uint64_t> starts_;
  std::vector<std::uint64_t> ends_;
  std::vector<std::uint32_t> offsets_;  // Of the last commit's records.
  Bytes bytes_;
};

TEST_F(SegmentReader, WholeCommitsAreTaken) {
  const auto found = scan();
  EXPECT_EQ(found.tail, SegmentTail::clean);
  EXPECT_EQ(found.commits.size(), 3u);
  EXPECT_EQ(found.records.size(), 12u);
  EXPECT_EQ(found.end, ends_[2]);
  EXPECT_EQ(found.commits[2].mark.state, source_.mark());
  EXPECT_FALSE(found.seal);
}

TEST_F(SegmentReader, ZerosBehindTheLastMarkAreNothing) {
  bytes_.resize(bytes_.size() + 5000);
  EXPECT_EQ(scan().tail, SegmentTail::clean);
  EXPECT_EQ(scan().end, ends_[2]);
}

TEST_F(SegmentReader, ASealEndsTheSegment) {
  ASSERT_TRUE(writer_->seal({12}).ok());
  load();
  const auto found = scan();
  ASSERT_TRUE(found.seal.has_value());
  EXPECT_EQ(found.seal->next.value, 12u);
  EXPECT_EQ(found.end, ends_[2]);
  bytes_.push_back(1);
  expect_damage(ends_[2] + kSealBytes);
}

TEST_F(SegmentReader, EveryLostSectorOfTheLastCommitTearsIt) {
  const auto whole = bytes_;
  for (auto at = starts_[2]; at < ends_[2]; at += kSectorBytes) {
    bytes_ = whole;
    lose_sector(at, starts_[2]);
    expect_torn();
  }
}

// The end of the file may be anywhere: what lies behind it is lost.
TEST_F(SegmentReader, EveryCutOfTheLastCommitTearsIt) {
  const auto whole = bytes_;
  for (auto size = starts_[2] + 1; size < ends_[2]; ++size) {
    bytes_.assign(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    expect_torn();
  }
  bytes_.assign(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(starts_[2]));
  EXPECT_EQ(scan().tail, SegmentTail::clean);
}

TEST_F(SegmentReader, AnySubsetOfLostSectorsTearsTheLastCommit) {
  const auto whole = bytes_;
  SeededRandom random(3);
  for (int round = 0; round < 500; ++round) {
    bytes_ = whole;
    bool lost = false;
    bool kept = false;
    for (auto at = starts_[2]; at < ends_[2]; at = (at / kSectorBytes + 1) * kSectorBytes) {
      const bool lose = random.below(2) == 0;
      if (lose) lose_sector(at, starts_[2]);
      (lose ? lost : kept) = true;
    }
    if (lost && kept) expect_torn();
  }
}

TEST_F(SegmentReader, AFlippedBitInTheLastCommitIsDamage) {
  const auto whole = bytes_;
  for (auto at = starts_[2]; at < ends_[2]; at += 3) {
    bytes_ = whole;
    flip(at);
    ASSERT_EQ(scan().tail, SegmentTail::damaged) << "offset " << at;
    ASSERT_EQ(scan().commits.size(), 2u);
  }
}

TEST_F(SegmentReader, AFlippedBitBesideALostSectorOfAnotherRecordIsDamage) {
  // The hole is in the last record; the flip in the first one's body, whole sectors away.
  const auto body = offsets_[0] + 300;
  lose_sector(offsets_[3] + 600, starts_[2]);
  expect_torn();
  flip(body);
  EXPECT_EQ(scan().tail, SegmentTail::damaged);
}

TEST_F(SegmentReader, AHoleInACommitThatAnotherFollowsIsDamage) {
  lose_sector(starts_[1] + 600, starts_[1]);
  EXPECT_EQ(scan().tail, SegmentTail::damaged);
  EXPECT_EQ(scan().commits.size(), 1u);
}

TEST_F(SegmentReader, ALostCommitThatAnotherFollowsIsDamage) {
  std::fill(bytes_.begin() + static_cast<std::ptrdiff_t>(starts_[1]),
            bytes_.begin() + static_cast<std::ptrdiff_t>(ends_[1]), std::uint8_t{0});
  expect_damage(starts_[1]);
}

// Of the following commit one record's frame is enough.
TEST_F(SegmentReader, OneLaterFrameProvesDamage) {
  lose_sector(starts_[1] + 600, starts_[1]);
  bytes_.resize(starts_[2] + kRecordFrameBytes);
  EXPECT_EQ(scan().tail, SegmentTail::damaged);
  bytes_.resize(starts_[2] + kRecordFrameBytes - 1);
  EXPECT_EQ(scan().tail, SegmentTail::damaged) << "something stands behind the commit's mark";
  bytes_.resize(starts_[2]);
  EXPECT_EQ(scan().tail, SegmentTail::torn);
}

TEST_F(SegmentReader, AHoleBeforeASealIsDamage) {
  ASSERT_TRUE(writer_->seal({12}).ok());
  load();
  lose_sector(starts_[2] + 600, starts_[2]);
  EXPECT_EQ(scan().tail, SegmentTail::damaged);
}

TEST_F(SegmentReader, AMarkOfAnotherLengthIsDamage) {
  Mark mark = *decode_mark(ByteView(bytes_).subspan(ends_[2] - kMarkBytes), kSeed);
  mark.records = 3;
  const auto forged = encode(mark, kSeed);
  std::copy(forged.begin(), forged.end(), bytes_.end() - kMarkBytes);
  expect_damage(ends_[2] - kMarkBytes);
}

TEST_F(SegmentReader, AnErasedBodyIsSound) {
  const auto frame = *decode_record_frame(ByteView(bytes_).subspan(offsets_[1]), kSeed);
  const auto body = erased_body(frame.body_bytes);
  std::copy(body.begin(), body.end(),
            bytes_.begin() + offsets_[1] + kRecordFrameBytes + frame.header_bytes);
  const auto found = scan();
  EXPECT_EQ(found.tail, SegmentTail::clean);
  EXPECT_EQ(found.commits.size(), 3u);
  EXPECT_TRUE(found.records[9].erased);
  EXPECT_FALSE(found.records[8].erased);
}

// A payload that holds the bytes of a whole later commit, in a torn commit, with the right
// offsets: only the check seed, which its author cannot know, keeps it from looking like damage.
TEST_F(SegmentReader, APayloadThatImitatesALaterCommitIsNotTakenForOne) {
  Bytes imitation;
  for (std::uint32_t start = 0; start < 20'000; start += 50) {
    append(imitation, encode(RecordFrame{0, 0, start, 0, 0}, kSeed + 1));
    append(imitation, encode(Mark{start, 28, 1, mark_at(13), 0}, kSeed + 1));
  }
  auto record = source_.next("project-1", 1);
  record.body = imitation;
  starts_.push_back(writer_->end());
  ASSERT_TRUE(writer_->write(views_of(std::span(&record, 1)), source_.mark()).ok());
  load();
  lose_sector(starts_[3], starts_[3]);
  EXPECT_EQ(scan().tail, SegmentTail::torn);
}

}  // namespace
}  // namespace tally::test
