// STORIES.md and the sample name the same projects.
#include <gtest/gtest.h>

#include "tests/support/test_data.h"
#include "tools/demo/sample.h"

namespace tally::demo {
namespace {

TEST(SampleStories, PageHoldsARowForEach) {
  const auto page = test::read_text(test::source_path("tools/demo/STORIES.md"));
  for (const auto& story : planted_stories(kSampleSeed)) {
    const auto row =
        "| " + story.project + " | " + story.zh + "; " + story.en + " | " + story.where + " |\n";
    EXPECT_NE(page.find(row), std::string::npos) << row;
  }
}

}  // namespace
}  // namespace tally::demo
