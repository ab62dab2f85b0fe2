// The sample goes through the one door of a real ledger.
#include <gtest/gtest.h>

#include <set>

#include "tests/tools/demo/sample_ledger.h"

namespace tally::test {
namespace {

const std::vector<demo::SampleEvent>& sample() {
  static const auto kEvents = demo::make_sample(demo::kSampleSeed);
  return kEvents;
}

TEST(SampleInLedger, OnlyTheMarkedEventIsRefused) {
  SampleLedger ledger;
  ledger.load(sample(), true);
  ASSERT_EQ(ledger.refusals().size(), 1u);
  EXPECT_EQ(ledger.refusals()[0].rule, "ST15");
  EXPECT_EQ(ledger.refusals()[0].code, ErrorCode::refused);
}

TEST(SampleInLedger, OnlyPlantedStoriesAreFlagged) {
  SampleLedger ledger;
  ledger.load(sample(), false);
  std::map<std::string, int> of_rule;
  for (const auto& flagged : ledger.flagged()) {
    ++of_rule[flagged.flag.rule];
    EXPECT_FALSE(flagged.story.empty())
        << flagged.flag.rule << " " << flagged.flag.field << " in " << flagged.proposal.stream
        << " " << flagged.proposal.type << " " << flagged.proposal.effective->to_string();
  }
  for (const auto& [rule, count] : of_rule) {
    std::printf("flagged %s: %d\n", rule.c_str(), count);
  }
  // The stage that moves back is no edge of the graph.
  EXPECT_EQ(of_rule["ST09"], 1);
}

TEST(SampleInLedger, RefusedEventLeavesTheRootAlone) {
  SampleLedger with;
  SampleLedger without;
  with.load(sample(), true);
  without.load(sample(), false);
  EXPECT_EQ(with.root(), without.root());
  EXPECT_EQ(with.ledger().status().head.size, without.ledger().status().head.size);
}

TEST(SampleInLedger, TodayIsTheLastDayOfTheStory) {
  SampleLedger ledger;
  ledger.load(sample(), false);
  EXPECT_EQ(ledger.ledger().today(), demo::kLastDay);
}

}  // namespace
}  // namespace tally::test
