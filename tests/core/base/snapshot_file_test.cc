#include "core/base/snapshot_file.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "tests/support/fake_disk.h"

namespace tally {
namespace {

class SnapshotFile : public testing::Test {
 protected:
  SnapshotFile() {
    stamp_.kind = "TEST";
    stamp_.format = 7;
    stamp_.code = "c1";
    stamp_.origin = "example.org/l";
    stamp_.size = 258;
    stamp_.root = sha256(as_bytes("root"));
  }

  Result<void> save(const std::string& text) {
    TALLY_ASSIGN(const auto writer, SnapshotWriter::create(*disk_, ".", "snap", stamp_));
    TALLY_TRY(writer->section(as_bytes(text)));
    TALLY_TRY(writer->section({}));
    TALLY_TRY(writer->begin_section(5));
    TALLY_TRY(writer->write(as_bytes("ab")));
    TALLY_TRY(writer->write(as_bytes("cde")));
    return writer->finish();
  }
  // What is in the file, or why it cannot be read.
  std::string load() {
    const auto text = try_load();
    return text.ok() ? *text : text.error().to_string();
  }
  Result<std::string> try_load() {
    TALLY_ASSIGN(const auto reader, SnapshotReader::open(*disk_, "./snap"));
    if (reader->stamp() != stamp_) return std::string("another stamp");
    TALLY_ASSIGN(const auto first, reader->section());
    TALLY_ASSIGN(const auto second, reader->section());
    TALLY_ASSIGN(const auto length, reader->begin_section());
    Bytes third(length);
    if (length != 5) return reader->corrupt("another length");
    TALLY_TRY(reader->read(std::span(third).first(1)));
    TALLY_TRY(reader->read(std::span(third).subspan(1)));
    TALLY_TRY(reader->finish());
    return std::string(as_text(first)) + "|" + std::string(as_text(second)) + "|" +
           std::string(as_text(third));
  }

  std::unique_ptr<test::FakeDisk> disk_ = std::make_unique<test::FakeDisk>(1);
  SnapshotStamp stamp_;
};

TEST_F(SnapshotFile, WhatIsWrittenIsRead) {
  ASSERT_TRUE(save("hello").ok());
  EXPECT_EQ(load(), "hello||abcde");
  ASSERT_TRUE(save(std::string(3 << 20, 'x')).ok());
  EXPECT_EQ(load().size(), (3u << 20) + 7);
}

TEST_F(SnapshotFile, GoldenBytes) {
  ASSERT_TRUE(save("hello").ok());
  EXPECT_EQ(to_hex(disk_->contents("./snap")),
            "54414c4c59534e5001000000"  // TALLYSNP, 1
            "4b00000000000000"          // stamp
            "0400000054455354"
            "07000000"
            "020000006331"
            "0d0000006578616d706c652e6f72672f6c"
            "0201000000000000"
            "4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2"
            "7e0180da"
            "050000000000000068656c6c6fa7772571"
            "0000000000000000fe11d9ca"
            "050000000000000061626364655a5251b6"
            "ffffffffffffffff65b3cf7b");
}

TEST_F(SnapshotFile, EveryFlippedBitIsFound) {
  ASSERT_TRUE(save("hello").ok());
  const auto good = disk_->contents("./snap");
  for (std::size_t at = 0; at < good.size(); ++at) {
    auto bytes = good;
    bytes[at] ^= static_cast<std::uint8_t>(1u << (at % 8));
    disk_->set_contents("./snap", bytes);
    const auto loaded = try_load();
    ASSERT_FALSE(loaded.ok()) << "offset " << at << ": " << *loaded;
    EXPECT_EQ(loaded.error().code, ErrorCode::corrupt) << "offset " << at;
    EXPECT_NE(loaded.error().message.find("./snap, offset "), std::string::npos);
  }
}

TEST_F(SnapshotFile, EveryCutAndEveryExtensionIsFound) {
  ASSERT_TRUE(save("hello").ok());
  const auto good = disk_->contents("./snap");
  for (std::size_t size = 0; size < good.size(); ++size) {
    disk_->set_contents("./snap", Bytes(good.begin(), good.begin() + static_cast<int>(size)));
    EXPECT_FALSE(try_load().ok()) << "cut to " << size;
  }
  auto longer = good;
  longer.push_back(0);
  disk_->set_contents("./snap", longer);
  EXPECT_FALSE(try_load().ok());
}

TEST_F(SnapshotFile, ASectionOfAnotherFileDoesNotFit) {
  ASSERT_TRUE(save("hello").ok());
  const auto first = disk_->contents("./snap");
  ASSERT_TRUE(save("jelly").ok());
  auto mixed = disk_->contents("./snap");
  // The tail of the first file, behind the section that differs.
  std::copy(first.end() - 40, first.end(), mixed.end() - 40);
  disk_->set_contents("./snap", mixed);
  EXPECT_FALSE(try_load().ok());
}

TEST_F(SnapshotFile, AHugeLengthAllocatesNothing) {
  ASSERT_TRUE(save("hello").ok());
  auto bytes = disk_->contents("./snap");
  for (int i = 0; i < 7; ++i) bytes[12 + i] = 0xff;
  disk_->set_contents("./snap", bytes);
  EXPECT_NE(load().find("longer than the file"), std::string::npos) << load();
}

TEST_F(SnapshotFile, AnUnknownVersionIsNamed) {
  ASSERT_TRUE(save("hello").ok());
  auto bytes = disk_->contents("./snap");
  bytes[8] = 2;
  disk_->set_contents("./snap", bytes);
  const auto opened = SnapshotReader::open(*disk_, "./snap");
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().field, "version");
}

TEST_F(SnapshotFile, AMissingFileIsNotFound) {
  EXPECT_EQ(SnapshotReader::open(*disk_, "./snap").error().code, ErrorCode::not_found);
}

TEST_F(SnapshotFile, AfterACrashTheOldOrTheNewOneIsThereWhole) {
  for (std::uint64_t operations = 0; operations < 12; ++operations) {
    disk_ = std::make_unique<test::FakeDisk>(operations);
    ASSERT_TRUE(save("old").ok());
    disk_->crash_after(operations);
    const bool saved = save("new").ok();
    disk_->restart();
    const auto found = load();
    EXPECT_TRUE(found == "new||abcde" || (!saved && found == "old||abcde")) << found;
    ASSERT_TRUE(save("next").ok());
    EXPECT_EQ(load(), "next||abcde");
  }
}

TEST_F(SnapshotFile, TheDifferenceOfStampsIsSaid) {
  EXPECT_EQ(stamp_difference(stamp_, stamp_), "");
  auto other = stamp_;
  other.size = 1;
  EXPECT_EQ(stamp_difference(other, stamp_), "");
  other.code = "c2";
  EXPECT_EQ(stamp_difference(other, stamp_), "it was made by other code (c2, here c1)");
}

}  // namespace
}  // namespace tally
