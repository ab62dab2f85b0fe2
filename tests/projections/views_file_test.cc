// The snapshot of the facts: with the rest folded it says what a rebuild says, and damage to it is
// told and costs nothing but time.
#include "projections/views_file.h"

#include "core/base/hex.h"
#include "projections/facts_bytes.h"
#include "tests/projections/every_fact.h"
#include "tests/projections/random_history.h"
#include "tests/support/fake_disk.h"

namespace tally::test {
namespace {

constexpr const char* kDirectory = "/ledger";
constexpr const char* kPath = "/ledger/views";
constexpr const char* kOrigin = "example.org/test";

// A root that depends on the size, as a tree's does.
Result<Hash> root_at(TreeSize size) {
  return sha256(as_bytes("root at " + std::to_string(size.value)));
}

// Everything that the views say at some cuts, the positions behind it included.
std::string said(const Projections& projections, std::uint64_t seed, TreeSize head) {
  SeededRandom random(seed);
  std::string text;
  for (const auto& view : view_list()) {
    for (int i = 0; i < 6; ++i) {
      ViewQuery query;
      query.cut.known = {random.below(head.value) + 1};
      query.cut.effective =
          Date::of(2024, 1, 1).plus_days(static_cast<std::int32_t>(random.below(900)));
      query.list = "key";
      query.with_positions = true;
      const auto result = projections.view(view.name, query, root_at);
      EXPECT_TRUE(result.ok()) << result.error().to_string();
      text += result.ok() ? to_json_text(view_json(*result, true)) : "";
    }
  }
  return text;
}

class ViewsFileTest : public ::testing::Test {
 protected:
  ViewsFileTest() : disk(1) {
    EXPECT_TRUE(disk.make_directory(kDirectory).ok());
    EXPECT_TRUE(disk.sync_directory("/").ok());
  }
  ViewsFile file(const std::string& origin = kOrigin) { return {disk, kDirectory, origin}; }
  void save(TestLedger& ledger, TreeSize size) {
    Projections projections;
    ASSERT_TRUE(projections.catch_up(ledger.store(), size).ok());
    const auto saved = file().save(projections, root_at);
    ASSERT_TRUE(saved.ok()) << saved.error().to_string();
  }
  // What is wrong with the file; empty if it is used.
  std::string fault(TreeSize head, const std::string& origin = kOrigin) {
    Projections projections;
    auto from = file(origin);
    const bool loaded = from.load(projections, head, root_at, 2);
    EXPECT_EQ(loaded, from.notes().empty());
    if (loaded) return "";
    EXPECT_EQ(projections.folded(), TreeSize{});
    EXPECT_EQ(from.saved_size(), TreeSize{});
    return from.notes().at(0);
  }
  FakeDisk disk;
};

TEST_F(ViewsFileTest, WithTheRestFoldedSaysWhatARebuildSays) {
  for (std::uint64_t seed = 700; seed < 706; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomHistory history(seed, 12, 300);
    tell_everything(history.ledger);
    const auto head = history.ledger.size();
    Projections rebuilt;
    ASSERT_TRUE(rebuilt.rebuild(history.ledger.store(), head, 2).ok());
    const auto expected = said(rebuilt, seed, head);
    for (const std::uint64_t less : {0, 1, 12, 40, 150}) {
      const TreeSize size{head.value - less};
      save(history.ledger, size);
      Projections projections;
      auto from = file();
      ASSERT_TRUE(from.load(projections, head, root_at, 1 + less % 3)) << from.notes().at(0);
      EXPECT_EQ(projections.folded(), size);
      EXPECT_EQ(from.saved_size(), size);
      EXPECT_EQ(projections.identity()->origin, kOrigin);
      ASSERT_TRUE(projections.catch_up(history.ledger.store(), head).ok());
      EXPECT_EQ(said(projections, seed, head), expected) << less;
    }
  }
}

TEST_F(ViewsFileTest, EveryTableIsSavedAndEqualFactsGiveEqualBytes) {
  TestLedger ledger;
  tell_everything(ledger);
  FactPart part;
  for (std::uint64_t at = 0; at < ledger.size().value; ++at) {
    const auto page = ledger.store().read({at}, Direction::forward, {.records_max = 1}).value();
    const auto head = read_fold_head(page.records[0], 1).value();
    ASSERT_TRUE(part.fold_record(head, page.records[0], ledger.store()).ok());
  }
  int empty = 0;
  part.facts.each_table([&](const auto& table) { empty += table.size() == 0 ? 1 : 0; });
  EXPECT_EQ(empty, 0);
  const auto bytes = encode_facts(part);
  FactPart again;
  ASSERT_TRUE(decode_facts(bytes, ledger.size(), again).ok());
  EXPECT_EQ(encode_facts(again), bytes);
}

TEST_F(ViewsFileTest, GoldenBytes) {
  TestLedger ledger;
  ledger.add(reached("P", "start"), "2025-01-02");
  ledger.correct(1, reached("P", "start"), "2025-01-03");
  FactPart part;
  for (std::uint64_t at = 0; at < ledger.size().value; ++at) {
    const auto page = ledger.store().read({at}, Direction::forward, {.records_max = 1}).value();
    const auto head = read_fold_head(page.records[0], 1).value();
    ASSERT_TRUE(part.fold_record(head, page.records[0], ledger.store()).ok());
  }
  // names | three tables without rows | reached: two rows | 20 tables without rows | no kept types
  // | histories
  EXPECT_EQ(to_hex(encode_facts(part)),
            "03000000040000006d61696e0100000050050000007374617274"
            "000000000000000000000000"
            "02000000"
            "047a4e0000010000000000000002000000000000000200000003000000"
            "027b4e0000020000000000000001000000000000000200000003000000" +
                std::string(160 + 8, '0') +
                "01000000010000000000000000020000000100000000000000"
                "0100000000000000000200000000000000020000000000000000");
}

TEST_F(ViewsFileTest, NoFileIsNothingToTell) {
  Projections projections;
  auto from = file();
  EXPECT_FALSE(from.load(projections, {5}, root_at, 1));
  EXPECT_TRUE(from.notes().empty());
}

TEST_F(ViewsFileTest, IsUsedForItsOwnLogOnly) {
  TestLedger ledger;
  tell_everything(ledger);
  const auto head = ledger.size();
  save(ledger, head);
  EXPECT_EQ(fault(head), "");
  EXPECT_NE(fault({head.value - 1}).find("the log holds"), std::string::npos);
  EXPECT_NE(fault(head, "example.org/other").find("another ledger"), std::string::npos);
  Projections projections;
  auto from = file();
  EXPECT_FALSE(from.load(
      projections, head, [](TreeSize) { return Result<Hash>(Hash{}); }, 1));
  EXPECT_NE(from.notes().at(0).find("another log"), std::string::npos);
}

TEST_F(ViewsFileTest, AnyDamageIsTold) {
  TestLedger ledger;
  tell_everything(ledger);
  const auto head = ledger.size();
  save(ledger, {head.value - 5});
  const Bytes older = disk.contents(kPath);
  save(ledger, head);
  const Bytes sound = disk.contents(kPath);
  const auto expect_told = [&](const Bytes& bytes, const std::string& what) {
    disk.set_contents(kPath, bytes);
    EXPECT_NE(fault(head), "") << what;
  };
  for (std::size_t i = 0; i < sound.size(); ++i) {
    auto bytes = sound;
    bytes[i] ^= static_cast<std::uint8_t>(1u << (i % 8));
    expect_told(bytes, "flip at " + std::to_string(i));
  }
  for (std::size_t size = 0; size < sound.size(); size += 7) {
    expect_told(Bytes(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(size)),
                "cut at " + std::to_string(size));
  }
  for (const std::size_t more : {1, 8, 600}) {
    auto bytes = sound;
    bytes.resize(bytes.size() + more);
    expect_told(bytes, "extended by " + std::to_string(more));
  }
  // The two halves of the sections taken from two files.
  auto mixed = sound;
  std::copy(older.begin() + 300, older.begin() + 600, mixed.begin() + 300);
  if (mixed != sound) expect_told(mixed, "mixed with an older file");
  // An older copy is of an earlier size of the same log, and right.
  disk.set_contents(kPath, older);
  EXPECT_EQ(fault(head), "");
}

// Below the checksums: whatever is read as facts, views can be asked of.
TEST_F(ViewsFileTest, BytesThatPassTheChecksumsAreStillNotTrusted) {
  TestLedger ledger;
  tell_everything(ledger);
  Projections projections;
  ASSERT_TRUE(projections.catch_up(ledger.store(), ledger.size()).ok());
  ASSERT_TRUE(file().save(projections, root_at).ok());
  auto reader = SnapshotReader::open(disk, kPath).value();
  std::vector<Bytes> sections;
  for (int i = 0; i < 17; ++i) sections.push_back(reader->section().value());
  int refused = 0;
  for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    auto damaged = sections;
    auto& section = damaged[random.below(damaged.size())];
    if (section.empty()) continue;
    for (std::uint64_t flips = 1 + random.below(3); flips > 0; --flips) {
      section[random.below(section.size())] ^= static_cast<std::uint8_t>(1 + random.below(255));
    }
    const auto writer =
        SnapshotWriter::create(disk, kDirectory, ViewsFile::kName, reader->stamp()).value();
    for (const auto& bytes : damaged) ASSERT_TRUE(writer->section(bytes).ok());
    ASSERT_TRUE(writer->finish().ok());
    Projections loaded;
    if (!file().load(loaded, ledger.size(), root_at, 1)) {
      ++refused;
      continue;
    }
    said(loaded, seed, ledger.size());  // Does not crash.
  }
  EXPECT_GT(refused, 300);
}

TEST_F(ViewsFileTest, ACrashWhileSavingLeavesTheOldFileOrTheNewOne) {
  TestLedger ledger;
  tell_everything(ledger);
  const auto head = ledger.size();
  const TreeSize before{head.value - 9};
  Projections projections;
  ASSERT_TRUE(projections.catch_up(ledger.store(), head).ok());
  bool old_seen = false;
  bool new_seen = false;
  for (std::uint64_t operations = 0; !new_seen || operations < 12; ++operations) {
    SCOPED_TRACE("crash after " + std::to_string(operations));
    ASSERT_LT(operations, 100u);
    save(ledger, before);
    disk.crash_after(operations);
    static_cast<void>(file().save(projections, root_at));
    const bool crashed = disk.crashed();
    disk.restart();
    disk.disarm();
    Projections loaded;
    auto from = file();
    ASSERT_TRUE(from.load(loaded, head, root_at, 1)) << from.notes().at(0);
    ASSERT_TRUE(loaded.folded() == before || loaded.folded() == head);
    old_seen = old_seen || loaded.folded() == before;
    new_seen = new_seen || (!crashed && loaded.folded() == head);
  }
  EXPECT_TRUE(old_seen);
}

TEST_F(ViewsFileTest, IsDueWhenTheLogHasGrownByAMillionAndAQuarter) {
  auto to = file();
  EXPECT_FALSE(to.due({999'999}));
  EXPECT_TRUE(to.due({1'000'000}));
  EXPECT_FALSE(to.due_at_stop({9'999}));
  EXPECT_TRUE(to.due_at_stop({10'000}));
}

}  // namespace
}  // namespace tally::test
