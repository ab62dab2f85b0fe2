// Each row of the damage matrix is a test: the damage is done in every way that the row covers, and
// what happens is what the row says. Nothing is ever silently accepted.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "core/ledger/verify.h"
#include "tests/damage/matrix.h"
#include "tests/support/test_data.h"

namespace tally::test {
namespace {

constexpr const char* kPage = "tests/damage/DAMAGE.md";
constexpr const char* kBegin = "<!-- the table begins -->\n";
constexpr const char* kEnd = "<!-- the table ends -->\n";

class DamageMatrix : public testing::TestWithParam<Row> {};

std::string row_name(const testing::TestParamInfo<Row>& info) {
  const auto& row = info.param;
  const auto text = std::string(row.line->file) + " " + row.bytes + " " + name_of(row.damage);
  auto name = std::to_string(info.index) + "_";
  for (const char c : text) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

void expect_outcome(const Damaged& damaged, const char* who, const Observation& seen,
                    Outcome outcome) {
  EXPECT_NE(seen.outcome, Outcome::accepted) << damaged.note << ", " << who << ": " << seen.told;
  EXPECT_NE(seen.outcome, Outcome::unnamed) << damaged.note << ", " << who << ": " << seen.told;
  EXPECT_STREQ(name_of(seen.outcome), name_of(outcome))
      << damaged.note << ", " << who << ": " << seen.told;
}

TEST_P(DamageMatrix, WhatHappensIsWhatTheRowSays) {
  const auto& row = GetParam();
  const auto& line = *row.line;
  const auto& before = scene(line.scene);
  const auto all = damaged(before, line.file, row.bytes, row.damage);
  ASSERT_FALSE(all.empty());
  for (const auto& damaged : all) {
    expect_outcome(damaged, "writer", open_for_writing(before, damaged), line.writer);
    expect_outcome(damaged, "reader", open_for_reading(before, damaged), line.reader);
    expect_outcome(damaged, "while open", verify_while_open(before, damaged), line.open);
    if (HasFailure()) break;
  }
}

INSTANTIATE_TEST_SUITE_P(Rows, DamageMatrix, testing::ValuesIn(rows()), row_name);

TEST(DamageScenes, WithoutDamageEveryEventIsThere) {
  for (const auto kind : {SceneKind::grown, SceneKind::torn, SceneKind::successor,
                          SceneKind::erasing, SceneKind::saved}) {
    const auto& sound = scene(kind);
    const Damaged nothing{sound.files, "", "nothing"};
    for (const auto& seen : {open_for_writing(sound, nothing), open_for_reading(sound, nothing),
                             verify_while_open(sound, nothing)}) {
      EXPECT_STREQ(name_of(seen.outcome), name_of(Outcome::harmless)) << seen.told;
    }
  }
  EXPECT_GE(segments_of(scene(SceneKind::grown).files).size(), 4u);
}

TEST(DamageScenes, EveryFileOfALedgerStandsInTheMatrix) {
  for (const auto kind : {SceneKind::grown, SceneKind::erasing}) {
    for (const auto& [path, bytes] : scene(kind).files) {
      if (path.ends_with(".seg")) continue;
      bool known = false;
      for (const auto& line : matrix()) known = known || path == line.file;
      EXPECT_TRUE(known) << path << " has no row";
    }
  }
}

// An old copy of everything is sound in itself. A checkpoint that somebody kept shows it.
TEST(DamageScenes, ACheckpointKeptElsewhereShowsAnOlderCopyOfEverything) {
  const auto& grown = scene(SceneKind::grown);
  Place place(grown.older);
  ASSERT_TRUE(place.open(DirectoryAccess::read_only).ok());
  const auto& ledger = place.ledger->ledger();
  Verifier verifier(ledger.status().head.size);
  const auto page = ledger.store().read({0}, Direction::forward, {}).value();
  for (const auto& record : page.records) verifier.take(record);
  const std::string kept(as_text(grown.files.at("checkpoint")));
  verifier.expect_checkpoint(kept, place.ledger->verifier_key());
  ASSERT_EQ(verifier.finish().problems.size(), 1u);
}

// TALLY_WRITE_PAGES=1 writes the page instead.
TEST(DamagePage, ShowsTheMatrix) {
  const auto page = read_text(source_path(kPage));
  const auto begin = page.find(kBegin);
  const auto end = page.find(kEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const auto from = begin + std::string(kBegin).size();
  if (std::getenv("TALLY_WRITE_PAGES")) {
    std::ofstream(source_path(kPage), std::ios::binary)
        << page.substr(0, from) << matrix_tables() << page.substr(end);
    return;
  }
  EXPECT_EQ(page.substr(from, end - from), matrix_tables())
      << "TALLY_WRITE_PAGES=1 damage_test writes the page anew";
}

}  // namespace
}  // namespace tally::test
