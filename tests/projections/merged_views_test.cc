#include "projections/merged_views.h"

#include "projections/row_figures.h"
#include "tests/projections/ledger_fixture.h"

namespace tally::test {
namespace {

LedgerView part(const std::string& origin, std::string_view rows,
                const std::string& currency = "CNY") {
  LedgerView view;
  view.origin = origin;
  view.currency = currency;
  view.cut = {day("2025-06-30"), {7}};
  view.rows = *parse_json(rows).value().array();
  return view;
}

TEST(MergedViews, GroupsAreAddedAndSingleThingsKeepTheirLedger) {
  const auto merged =
      merge_views("pipeline", {part("a", R"([{"kind":"class","class":"completed","count":2,
                       "planned_total":{"minor":"500","currency":"CNY"}},
                       {"kind":"disagreement","project":"P","stage":"design"}])"),
                               part("b", R"([{"kind":"class","class":"completed","count":3,
                       "planned_total":{"minor":"700","currency":"CNY"}}])")})
          .value();
  ASSERT_EQ(merged.rows.size(), 2u);
  EXPECT_EQ(*find_figure(merged.rows[0], "count"), Json(5));
  EXPECT_EQ(figure_text(*find_figure(merged.rows[0], "planned_total")), "12.00 CNY");
  EXPECT_EQ(*merged.rows[1].find("ledger"), Json("a"));
  EXPECT_EQ(*merged.rows[1].find("stage"), Json("design"));
  ASSERT_EQ(merged.ledgers.size(), 2u);
  EXPECT_EQ(merged.ledgers[1].cut.known.value, 7u);
}

TEST(MergedViews, SeveralCurrenciesAreNeverAdded) {
  const auto merged =
      merge_views("investment", {part("a", R"([{"kind":"total","ytd":{"minor":"1","currency":"CNY"},
                       "plan_rate":{"part":"1","whole":"2","bp":5000}}])"),
                                 part("b", R"([{"kind":"total","ytd":{"minor":"2","currency":"USD"},
                       "plan_rate":{"part":"1","whole":"2","bp":5000}}])",
                                      "USD")})
          .value();
  const Json* ytd = merged.rows[0].find("ytd");
  ASSERT_TRUE(ytd->array());
  ASSERT_EQ(ytd->array()->size(), 2u);
  EXPECT_EQ(figure_text(ytd->array()->at(0)), "0.01 CNY");
  EXPECT_EQ(figure_text(ytd->array()->at(1)), "0.02 USD");
  EXPECT_TRUE(merged.rows[0].find("plan_rate")->is_null());
}

TEST(MergedViews, RatiosAddPartsAndWholesAndMissingFiguresAreNamed) {
  const auto merged =
      merge_views("investment",
                  {part("a", R"([{"kind":"total","plan_rate":{"part":"30","whole":"100","bp":3000},
                       "gap_bp":100,"coverage":null,"year":2025}])"),
                   part("b", R"([{"kind":"total","plan_rate":{"part":"10","whole":"300","bp":333},
                       "gap_bp":200,"coverage":null,"year":2025}])"),
                   part("c", R"([{"kind":"total","plan_rate":null,"gap_bp":null,"coverage":null,
                       "year":2025}])")})
          .value();
  const auto& row = merged.rows[0];
  EXPECT_EQ(*row.find("plan_rate")->find("bp"), Json(1000));
  EXPECT_TRUE(row.find("gap_bp")->is_null());  // A difference of rates is not to be added.
  EXPECT_EQ(*row.find("year"), Json(2025));
  EXPECT_EQ(to_json_text(*row.find("not_stated")), R"(["gap_bp","plan_rate"])");
}

TEST(MergedViews, PartsOfAGroupAreMergedByTheirNames) {
  const auto merged =
      merge_views("pipeline", {part("a", R"([{"kind":"class","class":"reserve","planned":[
                       {"planned_class":"reserve","count":1},{"planned_class":null,"count":2}]}])"),
                               part("b", R"([{"kind":"class","class":"reserve","planned":[
                       {"planned_class":"reserve","count":10},{"planned_class":null,"count":20}]}])")})
          .value();
  EXPECT_EQ(*find_figure(merged.rows[0], "planned[reserve].count"), Json(11));
  EXPECT_EQ(*find_figure(merged.rows[0], "planned[none].count"), Json(22));
}

TEST(MergedViews, AProjectOfTwoLedgersIsNamed) {
  const auto merged =
      merge_views("portfolio", {part("a", R"([{"project":"P-1"},{"project":"P-2"}])"),
                                part("b", R"([{"project":"P-1"}])")})
          .value();
  EXPECT_EQ(merged.rows.size(), 3u);
  ASSERT_EQ(merged.twice.size(), 1u);
  EXPECT_EQ(merged.twice[0].row, "project=P-1");
  EXPECT_EQ(merged.twice[0].origins, (std::vector<std::string>{"a", "b"}));
}

TEST(MergedViews, WhatDoesNotFitTogetherIsRefused) {
  const auto same = merge_views("portfolio", {part("a", "[]"), part("a", "[]")});
  ASSERT_FALSE(same.ok());
  EXPECT_EQ(same.error().field, "ledger");
  auto other_day = part("b", "[]");
  other_day.cut.effective = day("2025-07-01");
  EXPECT_EQ(merge_views("portfolio", {part("a", "[]"), other_day}).error().field, "effective");
  auto newer = part("b", "[]");
  newer.version = 2;
  EXPECT_EQ(merge_views("portfolio", {part("a", "[]"), newer}).error().field, "version");
}

TEST(MergedViews, TheHashTellsFromWhichLedgersTheRowsCame) {
  const auto one = merge_views("portfolio", {part("a", "[]")}).value();
  const auto two = merge_views("portfolio", {part("b", "[]")}).value();
  EXPECT_NE(one.state_hash, two.state_hash);
}

}  // namespace
}  // namespace tally::test
