#include "projections/figure_texts.h"

#include "projections/projections.h"
#include "tests/projections/ledger_fixture.h"

namespace tally::test {
namespace {

TEST(FigureTexts, PartsAreExplainedByTheirOwnMemberAndElseByTheWhole) {
  const auto whole = figure_definition("pipeline", "count");
  ASSERT_TRUE(whole);
  EXPECT_FALSE(whole->zh.empty());
  EXPECT_FALSE(whole->en.empty());
  EXPECT_EQ(figure_definition("pipeline", "planned[reserve].count")->en, whole->en);
  EXPECT_EQ(figure_definition("pipeline", "planned[reserve].nothing")->en,
            figure_definition("pipeline", "planned")->en);
  EXPECT_EQ(figure_definition("approvals", "steps[a].due")->en,
            figure_definition("approvals", "due")->en);
  EXPECT_FALSE(figure_definition("pipeline", "nothing"));
  EXPECT_FALSE(figure_definition("nothing", "count"));
}

TEST(FigureTexts, TheFiguresOfThePipelineAreAllDefined) {
  for (const auto& view : view_list()) {
    if (view.name != "pipeline") continue;
    for (const auto& column : view.columns) {
      if (column.kind != ViewColumn::Kind::count && column.kind != ViewColumn::Kind::money)
        continue;
      EXPECT_TRUE(figure_definition(view.name, column.name)) << column.name;
    }
  }
}

TEST(FigureTexts, AnIdNamesViewVersionAndFigure) {
  EXPECT_EQ(definition_id("pipeline", 1, "count"), "pipeline/1#count");
}

}  // namespace
}  // namespace tally::test
