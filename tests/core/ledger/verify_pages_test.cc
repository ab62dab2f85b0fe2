// Verification on several threads says what verification on one says, sound or not.
#include "core/ledger/verify_pages.h"

#include "tests/core/ledger/ledger_fixture.h"

namespace tally::test {
namespace {

// A store that hands out other bytes than it was given, or none from some position on.
class LyingStore final : public EventStore {
 public:
  explicit LyingStore(const EventStore& honest) : honest_(honest) {}
  std::vector<std::uint64_t> tampered;  // Whose bodies have a bit flipped.
  std::optional<std::uint64_t> fails_at;
  std::optional<std::uint64_t> ends_at;

  Result<RecordPage> read(Position from, Direction direction,
                          const ReadLimits& limits) const override {
    auto narrowed = limits;
    for (const auto end : {fails_at, ends_at}) {
      if (end && from.value < *end) {
        narrowed.records_max = std::min<std::size_t>(narrowed.records_max, *end - from.value);
      }
    }
    if (fails_at && from.value >= *fails_at) return Error(ErrorCode::io, "bad sector");
    if (ends_at && from.value >= *ends_at) return RecordPage{};
    TALLY_ASSIGN(auto page, honest_.read(from, direction, narrowed));
    for (auto& record : page.records) {
      for (const auto position : tampered) {
        if (record.position.value != position) continue;
        page.buffers.push_back(to_owned(record.body));
        page.buffers.back().back() ^= 1;
        record.body = page.buffers.back();
      }
    }
    return page;
  }
  Result<void> commit(std::span<const NewRecord>, const CommitMark&) override {
    return Error(ErrorCode::read_only, "");
  }
  Result<RecordPage> read_stream(std::string_view stream, Revision from, Direction direction,
                                 const ReadLimits& limits) const override {
    return honest_.read_stream(stream, from, direction, limits);
  }
  Result<std::optional<Position>> find(const EventId& id) const override {
    return honest_.find(id);
  }
  CommitMark last_commit() const override { return honest_.last_commit(); }
  Result<void> erase(Position) override { return Error(ErrorCode::read_only, ""); }

 private:
  const EventStore& honest_;
};

class VerifyPagesTest : public LedgerTest {
 protected:
  void SetUp() override {
    LedgerTest::SetUp();
    for (std::uint64_t id = 1; id <= 6000;) {  // Several pages.
      AppendBatch batch;
      for (int i = 0; i < 1000; ++i, ++id) {
        batch.events.push_back(note(id, "project-" + std::to_string(id % 7)));
      }
      record(std::move(batch));
    }
  }

  VerifyReport one_by_one(const EventStore& from) const {
    Verifier verifier(from.last_commit().size);
    const auto page = from.read(Position{0}, Direction::forward, {.records_max = 100'000}).value();
    for (const auto& record : page.records) verifier.take(record);
    verifier.expect_root(from.last_commit().root);
    return verifier.finish();
  }
  VerifyReport on_threads(const EventStore& from, unsigned threads) const {
    Verifier verifier(from.last_commit().size);
    EXPECT_TRUE(verify_pages(from, from.last_commit().size, threads, verifier).ok());
    verifier.expect_root(from.last_commit().root);
    return verifier.finish();
  }
};

TEST_F(VerifyPagesTest, AnyNumberOfThreadsGivesTheReportOfOneByOne) {
  const auto expected = to_json_text(verify_json(one_by_one(store)));
  ASSERT_THAT(expected, testing::HasSubstr("\"ok\":true"));
  for (const unsigned threads : {1, 2, 3, 8}) {
    EXPECT_EQ(to_json_text(verify_json(on_threads(store, threads))), expected) << threads;
  }
}

TEST_F(VerifyPagesTest, TamperedPayloadsAreNamedInTheOrderOfTheLog) {
  LyingStore lying(store);
  lying.tampered = {20, 1500, 1501, 5999};
  const auto expected = one_by_one(lying).problems;
  ASSERT_EQ(expected.size(), 4u);
  for (const unsigned threads : {1, 2, 8}) {
    EXPECT_EQ(on_threads(lying, threads).problems, expected) << threads;
  }
}

TEST_F(VerifyPagesTest, AnErrorOfTheStoreEndsIt) {
  LyingStore lying(store);
  lying.fails_at = 3000;
  for (const unsigned threads : {1, 2, 8}) {
    Verifier verifier(store.last_commit().size);
    const auto done = verify_pages(lying, store.last_commit().size, threads, verifier);
    ASSERT_FALSE(done.ok()) << threads;
    EXPECT_EQ(done.error().message, "bad sector");
  }
}

TEST_F(VerifyPagesTest, AStoreThatEndsEarlyIsAProblem) {
  LyingStore lying(store);
  lying.ends_at = 3000;
  for (const unsigned threads : {1, 2}) {
    EXPECT_THAT(on_threads(lying, threads).problems,
                testing::Contains(testing::HasSubstr("only 3000 of")));
  }
}

TEST_F(VerifyPagesTest, ProgressReachesTheSize) {
  std::uint64_t last = 0;
  const auto size = store.last_commit().size;
  Verifier verifier(size);
  ASSERT_TRUE(verify_pages(store, size, 2, verifier, [&](std::uint64_t taken) {
                EXPECT_GT(taken, last);
                last = taken;
              }).ok());
  EXPECT_EQ(last, size.value);
}

}  // namespace
}  // namespace tally::test
