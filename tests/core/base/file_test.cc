#include "core/base/file.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>

namespace tally {
namespace {

class SystemDisk : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "tally-file-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::string path(const std::string& name) const { return directory_ + "/" + name; }
  std::string text(const std::string& name) {
    const auto bytes = read_file(disk_, path(name), 1 << 20);
    return bytes.ok() ? std::string(as_text(*bytes)) : "(" + bytes.error().to_string() + ")";
  }

  Disk& disk_ = system_disk();
  std::string directory_;
};

TEST_F(SystemDisk, PartsAreWrittenOneBehindAnother) {
  auto file = disk_.open(path("a"), OpenMode::create).value();
  const ByteView parts[] = {as_bytes("one"), as_bytes(""), as_bytes("two")};
  ASSERT_TRUE(file->pwrite(std::span<const ByteView>(parts), 2).ok());
  ASSERT_TRUE(file->sync().ok());
  EXPECT_EQ(text("a"), std::string("\0\0onetwo", 8));
  EXPECT_EQ(file->size().value(), 8u);
}

TEST_F(SystemDisk, ThousandsOfPartsGoInOneCall) {
  auto file = disk_.open(path("a"), OpenMode::create).value();
  std::vector<ByteView> parts(5000, as_bytes("ab"));
  parts[4999] = as_bytes("z");
  ASSERT_TRUE(file->pwrite(std::span<const ByteView>(parts), 0).ok());
  const auto whole = text("a");
  EXPECT_EQ(whole.size(), 9999u);
  EXPECT_EQ(whole.substr(9996), "abz");
}

TEST_F(SystemDisk, ReadingBeyondTheEndIsShort) {
  auto file = disk_.open(path("a"), OpenMode::create).value();
  ASSERT_TRUE(file->pwrite(as_bytes("hello"), 0).ok());
  Bytes to(10);
  EXPECT_EQ(file->pread(to, 3).value(), 2u);
  EXPECT_EQ(file->pread(to, 9).value(), 0u);
  ASSERT_TRUE(file->truncate(2).ok());
  EXPECT_EQ(text("a"), "he");
}

TEST_F(SystemDisk, ErrorsNameThePath) {
  const auto missing = disk_.open(path("missing"), OpenMode::read);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::io);
  EXPECT_NE(missing.error().message.find(path("missing")), std::string::npos);
  ASSERT_TRUE(disk_.open(path("a"), OpenMode::create).ok());
  EXPECT_FALSE(disk_.open(path("a"), OpenMode::create).ok());
  EXPECT_FALSE(disk_.make_directory(directory_).ok());
}

TEST_F(SystemDisk, AFullDiskNamesEnospc) {
  auto full = disk_.open("/dev/full", OpenMode::read_write);
  if (!full.ok()) GTEST_SKIP() << "no /dev/full here";
  const auto written = (*full)->pwrite(as_bytes("x"), 0);
  ASSERT_FALSE(written.ok());
  EXPECT_NE(written.error().message.find("ENOSPC"), std::string::npos);
}

TEST_F(SystemDisk, KeysArePrivate) {
  ASSERT_TRUE(replace_file(disk_, directory_, "key", as_bytes("k"), OpenMode::create_private).ok());
  struct stat status;
  ASSERT_EQ(::stat(path("key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(SystemDisk, AReplacedFileHoldsTheNewBytesAndLeavesNoOther) {
  ASSERT_TRUE(replace_file(disk_, directory_, "f", as_bytes("old")).ok());
  // An interrupted replacement is no obstacle.
  ASSERT_TRUE(disk_.open(path("f.tmp"), OpenMode::create).ok());
  ASSERT_TRUE(replace_file(disk_, directory_, "f", as_bytes("new")).ok());
  EXPECT_EQ(text("f"), "new");
  EXPECT_EQ(disk_.list(directory_).value(), std::vector<std::string>{"f"});
}

TEST_F(SystemDisk, ALargerFileThanTheLimitIsCorrupt) {
  ASSERT_TRUE(replace_file(disk_, directory_, "f", as_bytes("four")).ok());
  EXPECT_TRUE(read_file(disk_, path("f"), 4).ok());
  const auto over = read_file(disk_, path("f"), 3);
  ASSERT_FALSE(over.ok());
  EXPECT_EQ(over.error().code, ErrorCode::corrupt);
}

TEST_F(SystemDisk, ASecondLockIsRefusedUntilTheFirstIsGone) {
  auto first = disk_.lock(path("lock")).value();
  const auto second = disk_.lock(path("lock"));
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::overloaded);
  EXPECT_EQ(second.error().field, "lock");
  first.reset();
  EXPECT_TRUE(disk_.lock(path("lock")).ok());
}

TEST_F(SystemDisk, DirectoriesListSortedAndRenameReplaces) {
  ASSERT_TRUE(disk_.make_directory(path("d")).ok());
  for (const auto* name : {"d/b", "d/a"})
    ASSERT_TRUE(disk_.open(path(name), OpenMode::create).ok());
  EXPECT_EQ(disk_.list(path("d")).value(), (std::vector<std::string>{"a", "b"}));
  ASSERT_TRUE(disk_.rename(path("d/b"), path("d/a")).ok());
  ASSERT_TRUE(disk_.sync_directory(path("d")).ok());
  EXPECT_EQ(disk_.list(path("d")).value(), std::vector<std::string>{"a"});
  ASSERT_TRUE(disk_.remove(path("d/a")).ok());
  EXPECT_FALSE(disk_.exists(path("d/a")).value());
  EXPECT_GT(disk_.free_bytes(directory_).value(), 0u);
}

}  // namespace
}  // namespace tally
