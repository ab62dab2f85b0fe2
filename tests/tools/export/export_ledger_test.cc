// What an export takes for a fact: E, K, corrections, voids, visibility (contracts C9).
#include "tools/export/export_ledger.h"

#include "tests/tools/export/export_fixture.h"

namespace tally::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ExportLedgerTest : public ExportTest {
 protected:
  const std::string stream = "project-p1";

  std::uint64_t stage(const std::string& to, const std::string& day, bool open = false) {
    return add(stream, "stage.changed", stage_json(to), day, open ? public_event() : Extra{});
  }
  static std::string stage_json(const std::string& to) {
    return R"({"project":"p1","from":"reserve","to":")" + to + R"("})";
  }
  // "to@day" of each fact, in order.
  std::vector<std::string> facts(ExportOptions options = {}) {
    if (!options.effective) options.effective = Date::parse("2025-12-31").value();
    const auto ledger = ExportLedger::open(calls(), options);
    EXPECT_TRUE(ledger.ok()) << ledger.error().to_string();
    std::vector<std::string> result;
    const auto events = ledger->facts(stream);
    EXPECT_TRUE(events.ok());
    for (const auto& event : *events) {
      result.push_back(text_member(event.payload, "to").value_or("?") + "@" +
                       event.effective.to_string());
    }
    return result;
  }
  static ExportOptions known(std::uint64_t size) {
    ExportOptions options;
    options.known.kind = protocol::Known::Kind::size;
    options.known.size = {size};
    return options;
  }
};

TEST_F(ExportLedgerTest, FactsComeInTheirOwnOrderNotInThatOfRecording) {
  stage("design", "2025-03-01");
  stage("initiation", "2025-01-01");
  stage("feasibility", "2025-02-01");
  stage("permitting", "2025-04-01");
  EXPECT_THAT(facts(), ElementsAre("initiation@2025-01-01", "feasibility@2025-02-01",
                                   "design@2025-03-01", "permitting@2025-04-01"));
}

TEST_F(ExportLedgerTest, WhatIsAfterTheCutIsLeftOut) {
  stage("initiation", "2025-01-01");
  stage("design", "2026-01-01");
  const auto late = stage("feasibility", "2025-02-01");
  EXPECT_THAT(facts(), ElementsAre("initiation@2025-01-01", "feasibility@2025-02-01"));
  EXPECT_THAT(facts(known(late)), ElementsAre("initiation@2025-01-01"));
}

TEST_F(ExportLedgerTest, TheLastCorrectionCountsAndAVoidOfItBringsBackTheOneBefore) {
  const auto original = stage("initiation", "2025-01-01");
  const auto first = correct(original, stage_json("design"), "to");
  const auto second = correct(original, stage_json("permitting"), "to");
  EXPECT_THAT(facts(known(first)), ElementsAre("initiation@2025-01-01"));
  EXPECT_THAT(facts(known(second)), ElementsAre("design@2025-01-01"));
  EXPECT_THAT(facts(), ElementsAre("permitting@2025-01-01"));
  const auto back = void_event(second);
  EXPECT_THAT(facts(known(back)), ElementsAre("permitting@2025-01-01"));
  EXPECT_THAT(facts(), ElementsAre("design@2025-01-01"));
}

TEST_F(ExportLedgerTest, AVoidedEventCountsUntilItsVoidIsKnown) {
  const auto original = stage("initiation", "2025-01-01");
  const auto gone = void_event(original);
  EXPECT_THAT(facts(known(gone)), ElementsAre("initiation@2025-01-01"));
  EXPECT_THAT(facts(), IsEmpty());
}

TEST_F(ExportLedgerTest, PublicMeansThatTheEventAndWhatCorrectsItArePublic) {
  stage("initiation", "2025-01-01", true);
  stage("feasibility", "2025-02-01");
  const auto corrected = stage("design", "2025-03-01", true);
  ExportOptions options;
  options.public_only = true;
  EXPECT_THAT(facts(options), ElementsAre("initiation@2025-01-01", "design@2025-03-01"));
  const auto silent = correct(corrected, stage_json("permitting"), "to");
  EXPECT_THAT(facts(options), ElementsAre("initiation@2025-01-01"));
  void_event(silent);
  EXPECT_THAT(facts(options), ElementsAre("initiation@2025-01-01", "design@2025-03-01"));
  correct(corrected, stage_json("permitting"), "to", true);
  EXPECT_THAT(facts(options), ElementsAre("initiation@2025-01-01", "permitting@2025-03-01"));
}

TEST_F(ExportLedgerTest, ACheckpointOfAnotherLedgerIsForked) {
  auto options = known(1);
  options.known_root = root_of({7});
  const auto ledger = ExportLedger::open(calls(), options);
  ASSERT_FALSE(ledger.ok());
  EXPECT_EQ(ledger.error().code, ErrorCode::corrupt);
  EXPECT_EQ(ledger.error().rule, "forked");
}

TEST_F(ExportLedgerTest, AnUnknownFormatNamesTheOnesThereAre) {
  const auto done = run("pdf", {});
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().field, "format");
  EXPECT_THAT(done.error().message, testing::HasSubstr("oc4ids"));
}

TEST_F(ExportLedgerTest, AFileThatCannotBeWrittenIsToldAndNothingStandsUnderItsName) {
  ExportOptions options;
  options.to = "/nowhere/at/all.json";
  const auto done = run("xes", options);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::io);
  EXPECT_EQ(done.error().field, "to");
}

}  // namespace
}  // namespace tally::test
