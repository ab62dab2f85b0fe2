// Flips bits in every class of bytes of a log of several segments and expects each to be seen: on
// opening for writing, on opening for reading, while reading and by check().
#include <gtest/gtest.h>

#include "core/log/segment_reader.h"
#include "tests/core/log/log_fixture.h"

namespace tally::test {
namespace {

using namespace tally::log;

class LogDamage : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(log_.open(StoreAccess::create).ok());
    for (int i = 0; i < 12; ++i) ASSERT_TRUE(log_.commit(4, 400).ok());
    log_.close();
    segments_ = log_.segments();
    ASSERT_GE(segments_.size(), 3u);
    for (const auto& path : segments_) whole_.push_back(log_.disk.contents(path));
    head_ = log_.disk.contents(log_.path("head"));
  }

  void restore() {
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      log_.disk.set_contents(segments_[i], whole_[i]);
    }
    log_.disk.set_contents(log_.path("head"), head_);
  }

  void expect_corrupt(const Result<void>& opened, const std::string& path, std::uint64_t offset) {
    ASSERT_FALSE(opened.ok()) << path << " " << offset;
    EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
    EXPECT_NE(opened.error().message.find(path + ", offset "), std::string::npos)
        << opened.error().message;
  }
  // The offset that the message names.
  static std::uint64_t named_offset(const Error& error) {
    const auto at = error.message.find(", offset ");
    return std::strtoull(error.message.c_str() + at + 9, nullptr, 10);
  }

  LogOnFakeDisk log_{11, 6000};
  std::vector<std::string> segments_;
  std::vector<Bytes> whole_;
  Bytes head_;
};

TEST_F(LogDamage, AnyFlippedBitOfAnySegmentIsCorrupt) {
  SeededRandom random(17);
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    for (std::uint64_t at = 0; at < whole_[i].size(); at += 1 + random.below(5)) {
      log_.disk.flip_bit(segments_[i], at, static_cast<unsigned>(random.below(8)));
      expect_corrupt(log_.open(StoreAccess::write), segments_[i], at);
      expect_corrupt(log_.open(StoreAccess::read_only), segments_[i], at);
      // A refused log is left as it was.
      log_.disk.set_contents(segments_[i], whole_[i]);
    }
  }
  ASSERT_TRUE(log_.open(StoreAccess::write).ok());
  log_.expect_records(log_.kept.size());
}

TEST_F(LogDamage, TheMessageNamesThePieceThatFails) {
  const auto scan = scan_segment(ByteView(whole_[0]).subspan(kSegmentHeaderBytes),
                                 kSegmentHeaderBytes, load_le<std::uint32_t>(&whole_[0][12]));
  for (const auto& record : scan.records) {
    const auto body = record.offset + kRecordFrameBytes + record.frame.header_bytes;
    for (const auto at : {std::uint64_t{record.offset}, body - 1, body}) {
      log_.disk.flip_bit(segments_[0], at, 0);
      const auto opened = log_.open(StoreAccess::write);
      ASSERT_FALSE(opened.ok());
      EXPECT_GE(named_offset(opened.error()), record.offset);
      EXPECT_LE(named_offset(opened.error()), at);
      log_.disk.set_contents(segments_[0], whole_[0]);
    }
  }
}

TEST_F(LogDamage, AFlippedBitIsSeenWhileTheLogIsOpen) {
  ASSERT_TRUE(log_.open(StoreAccess::write).ok());
  const auto size = log_.store().last_commit().size;
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const auto before = log_.disk.contents(segments_[i]);
    for (std::uint64_t at = 0; at < before.size(); at += 61) {
      log_.disk.flip_bit(segments_[i], at, 3);
      const auto check = log_.opened.check(size);
      ASSERT_TRUE(check.ok());
      ASSERT_EQ(check->problems.size(), 1u) << segments_[i] << " " << at;
      EXPECT_NE(check->problems[0].find(segments_[i] + ", offset "), std::string::npos);
      log_.disk.set_contents(segments_[i], before);
    }
  }
  log_.expect_records(size.value);

  // A read gives the record as it was written, or `corrupt`.
  const auto scan = scan_segment(ByteView(whole_[0]).subspan(kSegmentHeaderBytes),
                                 kSegmentHeaderBytes, load_le<std::uint32_t>(&whole_[0][12]));
  const auto& record = scan.records[2];
  for (std::uint64_t i = 0; i < record.frame.whole_bytes(); i += 7) {
    log_.disk.flip_bit(segments_[0], record.offset + i, 1);
    const auto page = log_.store().read({2}, Direction::forward, {1, 1});
    ASSERT_FALSE(page.ok());
    EXPECT_EQ(page.error().code, ErrorCode::corrupt);
    EXPECT_TRUE(log_.store().read({3}, Direction::forward, {1, 1}).ok());
    log_.disk.set_contents(segments_[0], whole_[0]);
  }
}

TEST_F(LogDamage, CheckNamesEveryDamagedSegment) {
  ASSERT_TRUE(log_.open(StoreAccess::write).ok());
  log_.disk.flip_bit(segments_[0], 200, 3);
  log_.disk.flip_bit(segments_[2], 200, 3);
  const auto check = log_.opened.check(log_.store().last_commit().size);
  ASSERT_EQ(check->problems.size(), 2u);
  EXPECT_NE(check->problems[1].find(segments_[2]), std::string::npos);
  EXPECT_FALSE(check->ids_checked);
}

TEST_F(LogDamage, ADamagedHeadIsRefusedByReadersAndMadeAnewByTheWriter) {
  for (std::uint64_t at = 0; at < head_.size(); ++at) {
    log_.disk.flip_bit(log_.path("head"), at, 5);
    if (at % 8 == 0) expect_corrupt(log_.open(StoreAccess::read_only), log_.path("head"), 0);
    const auto opened = log_.open(StoreAccess::write);
    ASSERT_TRUE(opened.ok()) << opened.error().to_string();
    EXPECT_EQ(log_.opened.notes.size(), 1u);
    log_.close();
    ASSERT_TRUE(log_.open(StoreAccess::read_only).ok());
    EXPECT_EQ(log_.store().last_commit(), log_.source.mark());
    log_.close();
    restore();
  }
  ASSERT_TRUE(log_.disk.remove(log_.path("head")).ok());
  expect_corrupt(log_.open(StoreAccess::read_only), log_.path("head"), 0);
  EXPECT_TRUE(log_.open(StoreAccess::write).ok());
}

TEST_F(LogDamage, AMissingSegmentIsCorrupt) {
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    ASSERT_TRUE(log_.disk.remove(segments_[i]).ok());
    const auto opened = log_.open(StoreAccess::write);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
    EXPECT_FALSE(log_.open(StoreAccess::read_only).ok());
    auto file = log_.disk.open(segments_[i], OpenMode::create);
    ASSERT_TRUE(file.ok());
    log_.disk.set_contents(segments_[i], whole_[i]);
  }
  EXPECT_TRUE(log_.open(StoreAccess::write).ok());
}

TEST_F(LogDamage, ASegmentUnderAnotherNameIsCorrupt) {
  ASSERT_TRUE(log_.disk.rename(segments_.back(), log_.path(segment_name({999}))).ok());
  EXPECT_EQ(log_.open(StoreAccess::write).error().code, ErrorCode::corrupt);
}

// The last acknowledged commit is cut off. A crash cannot do that, and `head` tells.
TEST_F(LogDamage, ALogBelowItsPublishedSizeIsCorrupt) {
  auto cut = whole_.back();
  cut.resize(cut.size() - 10);
  log_.disk.set_contents(segments_.back(), cut);
  expect_corrupt(log_.open(StoreAccess::write), segments_.back(), 0);
  expect_corrupt(log_.open(StoreAccess::read_only), segments_.back(), 0);
  EXPECT_EQ(log_.disk.contents(segments_.back()), cut);
}

// The same bytes with a `head` that a crash left behind: a rightful torn end.
TEST_F(LogDamage, ATornEndIsDroppedAndTold) {
  const auto seed = load_le<std::uint32_t>(&whole_.back()[12]);
  const auto scan =
      scan_segment(ByteView(whole_.back()).subspan(kSegmentHeaderBytes), kSegmentHeaderBytes, seed);
  ASSERT_GE(scan.commits.size(), 2u);
  const auto& kept = scan.commits[scan.commits.size() - 2].mark;
  const auto end = scan.commits.back().mark.commit_start;
  auto cut = whole_.back();
  cut.resize(cut.size() - 10);
  log_.disk.set_contents(segments_.back(), cut);
  const auto first = *segment_position(segments_.back().substr(segments_.back().size() - 24));
  const auto old = encode(Head{kept.state.size, first, end});
  log_.disk.set_contents(log_.path("head"), Bytes(old.begin(), old.end()));

  ASSERT_TRUE(log_.open(StoreAccess::read_only).ok());
  EXPECT_EQ(log_.store().last_commit(), kept.state);
  EXPECT_EQ(log_.disk.contents(segments_.back()), cut) << "a reader never repairs";
  ASSERT_TRUE(log_.open(StoreAccess::write).ok());
  ASSERT_EQ(log_.opened.notes.size(), 1u);
  EXPECT_NE(log_.opened.notes[0].find("unfinished commit was dropped"), std::string::npos);
  log_.expect_records(kept.state.size.value);
  // What was behind is zero.
  const auto after = log_.disk.contents(segments_.back());
  EXPECT_EQ(std::count(after.begin() + end, after.end(), 0), static_cast<long>(after.size() - end));
}

TEST_F(LogDamage, RecordsThatDoNotFollowAreCorrupt) {
  struct Case {
    const char* what;
    LedgerPart part;
    bool new_id;
  };
  const auto last = [&] {
    EXPECT_TRUE(log_.open(StoreAccess::write).ok());
    return log_.store().last_commit();
  }();
  const auto& before = log_.source.streams().at("project-0");
  const LedgerPart right{{last.size.value}, {before.size()}, before.back(), {1}, {0}, Channel::tcp};
  LedgerPart position = right;
  position.position.value += 1;
  LedgerPart revision = right;
  revision.revision.value += 1;
  LedgerPart previous = right;
  previous.previous = Position{0};
  if (before.back() == *previous.previous) previous.previous = Position{1};
  log_.close();
  restore();
  for (const auto& test : {Case{"position", position, true}, Case{"revision", revision, true},
                           Case{"before it", previous, true}}) {
    ASSERT_TRUE(log_.open(StoreAccess::write).ok());
    Proposal proposal;
    proposal.id = random_event_id(log_.source.random());
    proposal.stream = "project-0";
    proposal.type = "x.test";
    proposal.actor = "operator";
    const auto header =
        encode_header(kSuiteSha256Ed25519, encode_proposal(proposal), test.part, {});
    const NewRecord record{header, as_bytes("0123456789abcdef"), proposal.id, "project-0"};
    ASSERT_TRUE(log_.store().commit(std::span(&record, 1), mark_at(last.size.value + 1)).ok());
    log_.close();
    const auto opened = log_.open(StoreAccess::write);
    ASSERT_FALSE(opened.ok()) << test.what;
    EXPECT_NE(opened.error().message.find(test.what), std::string::npos) << opened.error().message;
    // The commit may have begun a new segment.
    for (const auto& path : log_.segments()) {
      if (std::find(segments_.begin(), segments_.end(), path) == segments_.end()) {
        ASSERT_TRUE(log_.disk.remove(path).ok());
      }
    }
    restore();
  }
}

}  // namespace
}  // namespace tally::test
