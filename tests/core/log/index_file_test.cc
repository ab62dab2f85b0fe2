// Index files: made beside the writer, used instead of reading, never trusted without a check.
#include "core/log/index_file.h"

#include "core/base/background.h"
#include "core/base/hex.h"
#include "tests/core/log/log_fixture.h"

namespace tally::test {
namespace {

class IndexFile : public testing::Test {
 protected:
  IndexFile() { log_.options.background = &background_; }

  // Some segments of a few records each; the last one is open.
  void fill(std::size_t commits = 12) {
    ASSERT_TRUE(log_.open(StoreAccess::create).ok());
    for (std::size_t i = 0; i < commits; ++i) ASSERT_TRUE(log_.commit(3).ok());
    ASSERT_GE(log_.segments().size(), 3u);
  }
  void make_files() {
    while (background_.run_one()) {
    }
  }
  std::vector<std::string> index_files() {
    std::vector<std::string> paths;
    const auto names = log_.disk.list(LogOnFakeDisk::kDirectory).value();
    for (const auto& name : names) {
      if (name.ends_with(".idx")) paths.push_back(log_.path(name));
    }
    return paths;
  }
  std::string reopen(StoreAccess access = StoreAccess::write) {
    log_.close();
    const auto done = log_.open(access);
    return done.ok() ? "" : done.error().to_string();
  }
  // One body in the first segment reads otherwise: who reads it, notices.
  void damage_a_record() {
    const auto segment = log_.segments()[0];
    const auto& record = log_.kept[1];
    const auto bytes = log_.disk.contents(segment);
    const auto at = std::search(bytes.begin(), bytes.end(), record.body.begin(), record.body.end());
    ASSERT_NE(at, bytes.end());
    log_.disk.flip_bit(segment, static_cast<std::uint64_t>(at - bytes.begin()) + 20, 3);
  }
  std::string notes() {
    std::string all;
    for (const auto& note : log_.opened.notes) all += note + "\n";
    return all;
  }
  void expect_all() { log_.expect_records(log_.kept.size()); }

  BackgroundQueue background_;
  LogOnFakeDisk log_{7, 2048};
};

TEST_F(IndexFile, EachSealedSegmentGetsOne) {
  fill();
  EXPECT_TRUE(index_files().empty()) << "the writer makes none itself";
  make_files();
  EXPECT_EQ(index_files().size(), log_.segments().size() - 1);
}

TEST_F(IndexFile, AnOpenedLogAnswersTheSameAndGoesOn) {
  fill();
  make_files();
  EXPECT_EQ(reopen(), "");
  EXPECT_EQ(notes(), "");
  expect_all();
  ASSERT_TRUE(log_.commit(3).ok());
  EXPECT_EQ(reopen(), "");
  expect_all();
  for (const auto& record : log_.kept) {
    const auto page = log_.store().read_stream(record.stream, {0}, Direction::forward, {1000});
    ASSERT_TRUE(page.ok());
    ASSERT_GT(page->records.size(), record.revision.value);
    EXPECT_TRUE(equal(page->records[record.revision.value].header, record.header));
  }
}

TEST_F(IndexFile, TheRecordsOfAnIndexedSegmentAreNotReadAtOpenButByTheCheck) {
  fill();
  make_files();
  damage_a_record();
  EXPECT_EQ(reopen(), "");
  const auto check = log_.opened.check(log_.store().last_commit().size);
  ASSERT_TRUE(check.ok());
  ASSERT_EQ(check->problems.size(), 1u);
  EXPECT_NE(check->problems[0].find("00000000000000000000.seg, offset "), std::string::npos);
  // Without the file the damage is met at once.
  ASSERT_TRUE(log_.disk.remove(index_files()[0]).ok());
  EXPECT_NE(reopen().find("00000000000000000000.seg, offset "), std::string::npos);
}

TEST_F(IndexFile, AFollowerUsesThemToo) {
  fill();
  make_files();
  damage_a_record();
  LogOptions options = log_.options;
  const auto follower =
      open_log_store(log_.disk, LogOnFakeDisk::kDirectory, StoreAccess::read_only, options);
  ASSERT_TRUE(follower.ok()) << follower.error().to_string();
  for (int i = 0; i < 12; ++i) ASSERT_TRUE(log_.commit(3).ok());
  make_files();
  ASSERT_TRUE(follower->refresh().ok());
  EXPECT_EQ(follower->store->last_commit(), log_.store().last_commit());
  for (std::uint64_t i = 0; i < log_.kept.size(); ++i) {
    EXPECT_EQ(follower->store->find(log_.kept[i].id).value(), Position{i});
  }
}

TEST_F(IndexFile, MissingOnesAreMadeAgainAfterOpening) {
  fill();
  make_files();
  const auto files = index_files();
  const auto bytes = log_.disk.contents(files[1]);
  ASSERT_TRUE(log_.disk.remove(files[1]).ok());
  EXPECT_EQ(reopen(), "");
  EXPECT_EQ(notes(), "") << "a missing file is no news";
  make_files();
  EXPECT_EQ(index_files(), files);
  EXPECT_EQ(log_.disk.contents(files[1]), bytes);
}

TEST_F(IndexFile, EveryFlippedByteIsFoundToldAndChangesNoAnswer) {
  fill();
  make_files();
  const auto path = index_files()[1];
  const auto good = log_.disk.contents(path);
  for (std::size_t at = 0; at < good.size(); ++at) {
    log_.disk.flip_bit(path, at, static_cast<unsigned>(at % 8));
    ASSERT_EQ(reopen(), "") << "offset " << at;
    ASSERT_NE(notes().find("an index file was ignored and is made again: " + path),
              std::string::npos)
        << "offset " << at << ": " << notes();
    if (at % 64 == 0) expect_all();
    background_.drop();
    log_.disk.set_contents(path, good);
  }
}

TEST_F(IndexFile, CutExtendedAndForeignOnesAreIgnored) {
  fill();
  make_files();
  const auto files = index_files();
  const auto good = log_.disk.contents(files[1]);
  auto longer = good;
  longer.push_back(0);
  LogOnFakeDisk other(8, 2048);
  BackgroundQueue others;
  other.options.background = &others;
  ASSERT_TRUE(other.open(StoreAccess::create).ok());
  for (int i = 0; i < 12; ++i) ASSERT_TRUE(other.commit(3).ok());
  while (others.run_one()) {
  }
  const Bytes wrong[] = {{},
                         Bytes(good.begin(), good.end() - 1),
                         Bytes(good.begin(), good.begin() + 100),
                         longer,
                         log_.disk.contents(files[0]),
                         other.disk.contents(other.path("00000000000000000000.idx"))};
  for (const auto& bytes : wrong) {
    log_.disk.set_contents(files[1], bytes);
    EXPECT_EQ(reopen(), "");
    EXPECT_NE(notes().find(files[1]), std::string::npos);
    expect_all();
    background_.drop();
  }
  // The other log's first segment may begin at the same position.
  log_.disk.set_contents(files[1], good);
  log_.disk.set_contents(files[0], wrong[5]);
  EXPECT_EQ(reopen(), "");
  EXPECT_NE(notes().find("it is of another segment"), std::string::npos) << notes();
  expect_all();
}

TEST_F(IndexFile, ASegmentWithAnotherEndIsReadAndJudged) {
  fill();
  make_files();
  const auto segment = log_.segments()[0];
  const auto bytes = log_.disk.contents(segment);
  const auto seal = as_text(bytes).rfind("TEnd");
  ASSERT_NE(seal, std::string_view::npos);
  log_.disk.flip_bit(segment, seal - 10, 1);  // In the last mark.
  const auto error = reopen();
  EXPECT_NE(error.find(segment + ", offset "), std::string::npos) << error;
}

TEST_F(IndexFile, ALastSegmentWithoutACommitMayFollowAnIndexedOne) {
  // Find a state in which the last segment is empty: the crash comes behind its making.
  bool seen = false;
  for (std::uint64_t operations = 0; operations < 400 && !seen; ++operations) {
    BackgroundQueue background;
    LogOnFakeDisk log(operations, 2048);
    log.options.background = &background;
    ASSERT_TRUE(log.open(StoreAccess::create).ok());
    log.disk.crash_after(operations);
    while (log.commit(3).ok()) {
      while (background.run_one()) {
      }
    }
    // The job of the segment that was sealed last runs in spite of the failed commit.
    log.close();
    background.drop();
    log.disk.restart();
    ASSERT_TRUE(log.open(StoreAccess::write).ok());
    const auto size = log.store().last_commit().size.value;
    log.settle(size > log.kept.size());
    log.expect_records(size);
    const auto last = log.segments().back();
    const auto bytes = log.disk.contents(last);
    const bool empty = std::all_of(bytes.begin() + log::kSegmentHeaderBytes, bytes.end(),
                                   [](std::uint8_t byte) { return byte == 0; });
    if (log.segments().size() < 2 || !empty) continue;
    seen = true;
    while (background.run_one()) {
    }
    log.close();
    ASSERT_TRUE(log.open(StoreAccess::write).ok());
    EXPECT_TRUE(log.opened.notes.empty());
    log.expect_records(size);
    ASSERT_TRUE(log.commit(3).ok());
  }
  EXPECT_TRUE(seen);
}

TEST_F(IndexFile, ACrashWhileOneIsWrittenLosesNothing) {
  for (std::uint64_t operations = 0; operations < 60; ++operations) {
    BackgroundQueue background;
    LogOnFakeDisk log(operations, 2048);
    log.options.background = &background;
    ASSERT_TRUE(log.open(StoreAccess::create).ok());
    for (int i = 0; i < 9; ++i) ASSERT_TRUE(log.commit(3).ok());
    log.disk.crash_after(operations % 20);
    while (background.run_one()) {
    }
    log.close();
    log.disk.restart();
    const auto opened = log.open(StoreAccess::write);
    ASSERT_TRUE(opened.ok()) << opened.error().to_string();
    EXPECT_TRUE(log.opened.notes.empty()) << log.opened.notes[0];
    log.expect_records(log.kept.size());
    const auto names = log.disk.list(LogOnFakeDisk::kDirectory).value();
    for (const auto& name : names) {
      EXPECT_FALSE(name.ends_with(".tmp")) << name;
    }
  }
}

TEST_F(IndexFile, AFailedWriteLeavesTheWriterAlone) {
  fill();
  log_.disk.fail_write_after(1);  // The first one fills the next segment.
  make_files();
  EXPECT_LT(index_files().size(), log_.segments().size() - 1);
  ASSERT_TRUE(log_.commit(3).ok());
  EXPECT_EQ(reopen(), "");
  expect_all();
}

TEST_F(IndexFile, AJobThatComesAfterTheStoreIsGoneDoesNothing) {
  fill();
  log_.close();
  make_files();
  EXPECT_TRUE(index_files().empty());
}

TEST_F(IndexFile, NoneIsMadeBelowTheReserve) {
  fill();
  log_.close();
  log_.options.reserve_bytes = UINT64_MAX;
  ASSERT_TRUE(log_.open(StoreAccess::write).ok());
  make_files();
  EXPECT_TRUE(index_files().empty());
}

TEST_F(IndexFile, GoldenBytes) {
  LogOnFakeDisk log(1, 256);
  BackgroundQueue background;
  log.options.background = &background;
  ASSERT_TRUE(log.open(StoreAccess::create).ok());
  ASSERT_TRUE(log.commit(2, 4).ok());
  ASSERT_TRUE(log.commit(1, 4).ok());
  while (background.run_one()) {
  }
  EXPECT_EQ(to_hex(log.disk.contents(log.path("00000000000000000000.idx"))),
            "54414c4c59534e5001000000"                  // TALLYSNP, 1
            "3c00000000000000"                          // stamp
            "04000000494e4458010000000000000000000000"  // "INDX", format 1, no code, no origin
            "0200000000000000"                          // 2 records up to its end
            "d86e8112f3c4c4442126f8e9f44f16867da487f29052bf91b810457db34209a4"  // the root there
            "3b8a0e75"
            "1c00000000000000"  // the segment
            "12d452d5"          // check seed
            "0000000000000000"  // first position
            "e301000000000000"  // end
            "0000000001000000"  // streams: 0 before, 1 new
            "b6327490"
            "2000000000000000"  // ids
            "5e0bb980a5754896a1fec08aa83b63f1"
            "3c860763b281485e96737a74e5f8908f"
            "0704490b"
            "0800000000000000"  // offsets
            "40000000ef000000"
            "2a15783e"
            "0800000000000000"  // streams
            "0000000000000000"
            "91e36b23"
            "0d00000000000000"            // names
            "0900000070726f6a6563742d31"  // "project-1"
            "3442c98e"
            "ffffffffffffffff73db25ec");  // end
}

}  // namespace
}  // namespace tally::test
