// What every store must do (decision D4). A store's own test file makes a fixture type with
//   EventStore& store();   and   bool reopen();   (false: it keeps nothing, the step is skipped)
// and instantiates the suite:  INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreContract, Fixture);
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/record_source.h"

namespace tally::test {

template <class Fixture>
class StoreContract : public testing::Test {
 protected:
  EventStore& store() { return fixture_.store(); }

  void commit(std::size_t count) {
    const auto records = source_.batch(count);
    const auto views = views_of(records);
    const auto done = store().commit(views, source_.mark());
    ASSERT_TRUE(done.ok()) << done.error().to_string();
    kept_.insert(kept_.end(), records.begin(), records.end());
  }
  void commit_one(const std::string& stream, std::size_t payload_bytes) {
    const std::vector<OwnedRecord> records = {source_.next(stream, payload_bytes)};
    ASSERT_TRUE(store().commit(views_of(records), source_.mark()).ok());
    kept_.push_back(records[0]);
  }

  void expect_record(const StoredRecord& record, Position position) {
    ASSERT_LT(position.value, kept_.size());
    EXPECT_EQ(record.position, position);
    EXPECT_FALSE(record.erased);
    EXPECT_TRUE(equal(record.header, kept_[position.value].header));
    EXPECT_TRUE(equal(record.body, kept_[position.value].body));
  }

  // Reads everything in pages of a few records, in both directions, and compares.
  void expect_all() {
    ReadLimits limits;
    limits.records_max = 7;
    std::uint64_t at = 0;
    for (bool end = false; !end;) {
      const auto page = store().read({at}, Direction::forward, limits);
      ASSERT_TRUE(page.ok()) << page.error().to_string();
      for (const auto& record : page->records) expect_record(record, {at++});
      end = page->end;
    }
    EXPECT_EQ(at, kept_.size());
    EXPECT_EQ(store().last_commit(), source_.mark());
    for (bool end = kept_.empty(); !end;) {
      const auto page = store().read({at - 1}, Direction::backward, limits);
      ASSERT_TRUE(page.ok()) << page.error().to_string();
      for (const auto& record : page->records) expect_record(record, {--at});
      end = page->end;
    }
    EXPECT_EQ(at, 0u);
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      const auto found = store().find(kept_[i].id);
      ASSERT_TRUE(found.ok() && found->has_value());
      EXPECT_EQ((*found)->value, i);
    }
  }

  void expect_streams() {
    ReadLimits limits;
    limits.records_max = 3;
    for (const auto& [stream, positions] : source_.streams()) {
      std::uint64_t revision = 0;
      for (bool end = false; !end;) {
        const auto page = store().read_stream(stream, {revision}, Direction::forward, limits);
        ASSERT_TRUE(page.ok()) << page.error().to_string();
        ASSERT_FALSE(page->records.empty());
        for (const auto& record : page->records) expect_record(record, positions[revision++]);
        end = page->end;
      }
      EXPECT_EQ(revision, positions.size());
      for (bool end = false; !end;) {
        const auto page = store().read_stream(stream, {revision - 1}, Direction::backward, limits);
        ASSERT_TRUE(page.ok()) << page.error().to_string();
        for (const auto& record : page->records) expect_record(record, positions[--revision]);
        end = page->end;
      }
      EXPECT_EQ(revision, 0u);
    }
  }

  Fixture fixture_;
  RecordSource source_{7};
  std::vector<OwnedRecord> kept_;
};

TYPED_TEST_SUITE_P(StoreContract);

TYPED_TEST_P(StoreContract, AnEmptyStoreHasTheEmptyRootAndNoRecords) {
  EXPECT_EQ(this->store().last_commit(), (CommitMark{{0}, sha256(ByteView{})}));
  for (const auto direction : {Direction::forward, Direction::backward}) {
    const auto page = this->store().read({0}, direction, {});
    ASSERT_TRUE(page.ok());
    EXPECT_TRUE(page->records.empty());
    EXPECT_TRUE(page->end);
  }
  EXPECT_EQ(this->store().find(EventId{}).value(), std::nullopt);
  const auto stream = this->store().read_stream("project-0", {0}, Direction::forward, {});
  ASSERT_FALSE(stream.ok());
  EXPECT_EQ(stream.error().code, ErrorCode::not_found);
  EXPECT_EQ(stream.error().field, "stream");
}

TYPED_TEST_P(StoreContract, RecordsComeBackByteForByteInBothDirections) {
  for (const std::size_t count : {1, 3, 40, 1, 20}) this->commit(count);
  this->expect_all();
  this->expect_streams();
  if (!this->fixture_.reopen()) return;
  this->expect_all();
  this->expect_streams();
  this->commit(5);
  this->expect_all();
  this->expect_streams();
}

TYPED_TEST_P(StoreContract, ALongStreamIsReadFromAnyRevision) {
  for (int i = 0; i < 30; ++i) {
    const auto records = this->source_.batch(30, 2, 10);
    ASSERT_TRUE(this->store().commit(views_of(records), this->source_.mark()).ok());
    this->kept_.insert(this->kept_.end(), records.begin(), records.end());
  }
  ReadLimits limits;
  limits.records_max = 2;
  for (const auto& [stream, positions] : this->source_.streams()) {
    for (std::uint64_t revision = 0; revision < positions.size(); ++revision) {
      for (const auto direction : {Direction::forward, Direction::backward}) {
        const auto page = this->store().read_stream(stream, {revision}, direction, limits);
        ASSERT_TRUE(page.ok() && !page->records.empty());
        this->expect_record(page->records[0], positions[revision]);
        if (page->records.size() < 2) continue;
        this->expect_record(
            page->records[1],
            positions[direction == Direction::forward ? revision + 1 : revision - 1]);
      }
    }
  }
}

TYPED_TEST_P(StoreContract, ReadingBeyondTheEndIsEmptyForwardAndTheLastBackward) {
  this->commit(4);
  EXPECT_TRUE(this->store().read({4}, Direction::forward, {})->records.empty());
  EXPECT_TRUE(this->store().read({99}, Direction::forward, {})->end);
  const auto back = this->store().read({99}, Direction::backward, {});
  ASSERT_EQ(back->records.size(), 4u);
  this->expect_record(back->records[0], {3});
  const auto stream = this->kept_[3].stream;
  const auto beyond = this->store().read_stream(stream, {99}, Direction::forward, {});
  ASSERT_TRUE(beyond.ok());
  EXPECT_TRUE(beyond->records.empty());
  const auto last = this->store().read_stream(stream, {99}, Direction::backward, {});
  ASSERT_TRUE(last.ok());
  this->expect_record(last->records[0], {3});
}

TYPED_TEST_P(StoreContract, LimitsOfBytesAndRecordsEndAPage) {
  for (const std::size_t size : {10, 5000, 10, 300000, 10}) this->commit_one("project-1", size);
  ReadLimits limits;
  limits.bytes_max = 1;
  for (std::uint64_t i = 0; i < 5; ++i) {
    const auto page = this->store().read({i}, Direction::forward, limits);
    ASSERT_EQ(page->records.size(), 1u);
    this->expect_record(page->records[0], {i});
    EXPECT_EQ(page->end, i == 4);
  }
  limits.bytes_max = 5000;
  EXPECT_EQ(this->store().read({0}, Direction::forward, limits)->records.size(), 2u);
  EXPECT_EQ(this->store().read({4}, Direction::backward, limits)->records.size(), 2u);
  limits = {};
  limits.records_max = 5;
  EXPECT_TRUE(this->store().read({0}, Direction::forward, limits)->end);
  limits.records_max = 4;
  EXPECT_FALSE(this->store().read({0}, Direction::forward, limits)->end);
}

TYPED_TEST_P(StoreContract, AMovedPageKeepsItsViews) {
  this->commit(10);
  auto page = this->store().read({0}, Direction::forward, {}).value();
  const auto moved = std::move(page);
  for (std::uint64_t i = 0; i < 10; ++i) this->expect_record(moved.records[i], {i});
}

TYPED_TEST_P(StoreContract, AnErasedBodyIsGoneAndItsHeaderStays) {
  this->commit(6);
  EXPECT_TRUE(this->store().erase({2}).ok());
  EXPECT_TRUE(this->store().erase({2}).ok());
  EXPECT_EQ(this->store().erase({6}).error().code, ErrorCode::not_found);
  const auto check = [&] {
    const auto page = this->store().read({0}, Direction::forward, {}).value();
    ASSERT_GE(page.records.size(), 6u);
    for (std::uint64_t i = 0; i < page.records.size(); ++i) {
      const auto& record = page.records[i];
      if (i != 2) {
        this->expect_record(record, {i});
        continue;
      }
      EXPECT_TRUE(record.erased);
      EXPECT_TRUE(record.body.empty());
      EXPECT_TRUE(equal(record.header, this->kept_[2].header));
    }
    EXPECT_EQ(this->store().find(this->kept_[2].id).value(), Position{2});
    EXPECT_EQ(this->store().last_commit(), this->source_.mark());
  };
  check();
  if (!this->fixture_.reopen()) return;
  check();
  this->commit(2);
  check();
}

TYPED_TEST_P(StoreContract, TheLargestCommitIsTaken) {
  const auto many = this->source_.batch(kCommitRecordsMax, 50, 20);
  ASSERT_TRUE(this->store().commit(views_of(many), this->source_.mark()).ok());
  std::vector<OwnedRecord> large;
  std::size_t bytes = 0;
  while (bytes + kPayloadBytesMax + kHeaderBytesMax < kCommitBytesMax) {
    large.push_back(this->source_.next("project-0", kPayloadBytesMax));
    bytes += large.back().header.size() + large.back().body.size();
  }
  ASSERT_TRUE(this->store().commit(views_of(large), this->source_.mark()).ok());
  this->kept_ = many;
  this->kept_.insert(this->kept_.end(), large.begin(), large.end());
  this->fixture_.reopen();
  ASSERT_EQ(this->store().last_commit(), this->source_.mark());
  for (const std::size_t at : {std::size_t{0}, kCommitRecordsMax - 1, this->kept_.size() - 1}) {
    const auto page = this->store().read({at}, Direction::forward, {1, 1}).value();
    this->expect_record(page.records.at(0), {at});
  }
}

TYPED_TEST_P(StoreContract, ReadersBesideTheWriterSeeWholeCommits) {
  constexpr std::uint64_t kCommits = 60;
  std::atomic<bool> done = false;
  std::atomic<std::uint64_t> problems = 0;
  const auto follow = [&] {
    std::uint64_t at = 0;
    while (!done.load() || at < kCommits * 8) {
      const auto size = this->store().last_commit().size.value;
      if (size % 8 != 0) ++problems;
      const auto page = this->store().read({at}, Direction::forward, {5, 1 << 20});
      if (!page.ok()) {
        ++problems;
        return;
      }
      for (const auto& record : page->records) {
        const auto header = decode_header(record.header);
        if (!header.ok() || header->ledger.position.value != at++) ++problems;
        const auto found = this->store().find(header->id);
        if (!found.ok() || *found != record.position) ++problems;
        const auto stream = this->store().read_stream(header->stream, header->ledger.revision,
                                                      Direction::backward, {2, 1 << 20});
        if (!stream.ok() || stream->records.at(0).position != record.position) ++problems;
      }
      if (at < size && page->records.empty()) ++problems;
    }
  };
  std::thread one(follow);
  std::thread two(follow);
  for (std::uint64_t i = 0; i < kCommits; ++i) this->commit(8);
  done = true;
  one.join();
  two.join();
  EXPECT_EQ(problems.load(), 0u);
}

REGISTER_TYPED_TEST_SUITE_P(StoreContract, AnEmptyStoreHasTheEmptyRootAndNoRecords,
                            RecordsComeBackByteForByteInBothDirections,
                            ALongStreamIsReadFromAnyRevision,
                            ReadingBeyondTheEndIsEmptyForwardAndTheLastBackward,
                            LimitsOfBytesAndRecordsEndAPage, AMovedPageKeepsItsViews,
                            AnErasedBodyIsGoneAndItsHeaderStays, TheLargestCommitIsTaken,
                            ReadersBesideTheWriterSeeWholeCommits);

}  // namespace tally::test
