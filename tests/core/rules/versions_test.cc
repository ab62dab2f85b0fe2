// What replaces what: targets, published values, closed periods (ST20, ST22).
#include "tests/core/rules/rules_fixture.h"

namespace tally::test {
namespace {

class VersionsTest : public RulesTest {
 protected:
  const How import_{.channel = Channel::import};

  static Period period(std::string_view text) { return Period::parse(text).value(); }
  static std::vector<TargetCondition> conditions() {
    TargetCondition condition;
    condition.metric = "fai";
    return {condition};
  }
  static TargetSet set_target() {
    TargetSet target;
    target.target_id = "T1";
    target.conditions = conditions();
    target.period = period("2025");
    target.quote = "quote";
    return target;
  }
  static TargetRevised revise(const EventId& replaces) {
    TargetRevised revised;
    revised.target_id = "T1";
    revised.replaces = replaces;
    revised.conditions = conditions();
    revised.period = period("2025");
    revised.quote = "quote";
    return revised;
  }
  static IndicatorPublished publish(std::optional<Vintage> vintage) {
    IndicatorPublished published;
    published.metric = "gdp";
    published.scope = "district";
    published.period = period("2024");
    published.value.count = 1;
    published.vintage = vintage;
    return published;
  }
  static InvestmentReported report(std::string_view month) {
    InvestmentReported reported;
    reported.project = "P1";
    reported.period = period(month);
    reported.ytd = cny(5);
    return reported;
  }
  static PeriodClosed close(std::string_view month, std::string scope = "investment") {
    PeriodClosed closed;
    closed.scope = std::move(scope);
    closed.period = period(month);
    return closed;
  }
  const How year_end_{.effective = "2024-12-31"};
  static How month_end(std::string date) { return {.effective = std::move(date)}; }
};

TEST_F(VersionsTest, ARevisionNamesTheVersionInForce) {
  EXPECT_REFUSED(ledger.judge(revise(EventId{})), refused, "ST06", "target_id");
  const auto first = ledger.must(set_target());
  EXPECT_REFUSED(ledger.judge(set_target()), refused, "ST22", "target_id");
  EXPECT_FLAGS(ledger.judge(set_target(), import_), ElementsAre(flag("ST22", "target_id")));
  const auto second = ledger.must(revise(first));
  EXPECT_REFUSED(ledger.judge(revise(first)), refused, "ST22", "replaces");
  EXPECT_REFUSED(ledger.judge(revise(first), import_), refused, "ST22", "replaces");
  EXPECT_FLAGS(ledger.judge(revise(second)), IsEmpty());
  ledger.must(voided(second));
  EXPECT_FLAGS(ledger.judge(revise(first)), IsEmpty());
}

TEST_F(VersionsTest, APublishedValueIsFollowedByALaterVintage) {
  const auto first = ledger.must(publish(Vintage::preliminary), year_end_);
  EXPECT_REFUSED(ledger.judge(publish(Vintage::preliminary), year_end_), refused, "ST22",
                 "vintage");
  EXPECT_REFUSED(ledger.judge(publish({}), year_end_), refused, "ST22", "vintage");
  How imported = year_end_;
  imported.channel = Channel::import;
  EXPECT_FLAGS(ledger.judge(publish({}), imported), ElementsAre(flag("ST22", "vintage")));
  ledger.must(publish(Vintage::revised), year_end_);
  EXPECT_FLAGS(ledger.judge(publish(Vintage::revised), year_end_), IsEmpty());
  const auto last = ledger.must(publish(Vintage::final_value), year_end_);
  EXPECT_REFUSED(ledger.judge(publish(Vintage::final_value), year_end_), refused, "ST22",
                 "vintage");
  EXPECT_REFUSED(ledger.judge(publish(Vintage::revised), year_end_), refused, "ST22", "vintage");
  ledger.must(voided(last));
  EXPECT_FLAGS(ledger.judge(publish(Vintage::final_value), year_end_), IsEmpty());
  // The first one is judged at its own place when it is corrected.
  auto other = publish(Vintage::preliminary);
  other.publisher = "bureau";
  EXPECT_FLAGS(ledger.judge(corrected(first, other, {"publisher"})), IsEmpty());
}

TEST_F(VersionsTest, APeriodIsClosedOnceAndTheRefusalNamesBoth) {
  ledger.must(close("2025-05"));
  const auto first = ledger.events.size() - 1;
  const auto refused = ledger.judge(close("2025-05"));
  EXPECT_REFUSED(refused, refused, "ST20", "period");
  EXPECT_THAT(refused.error().message, testing::HasSubstr(std::to_string(first)));
  EXPECT_THAT(refused.error().message, testing::HasSubstr(std::to_string(first + 1)));
  EXPECT_FLAGS(ledger.judge(close("2025-06")), IsEmpty());
  EXPECT_FLAGS(ledger.judge(close("2025-05", "budget")), IsEmpty());
}

TEST_F(VersionsTest, AClosedPeriodAcceptsRestatementsOnly) {
  const auto reported = ledger.must(report("2025-05"), month_end("2025-05-31"));
  const auto closed = ledger.must(close("2025-05"));
  EXPECT_FLAGS(ledger.judge(report("2025-06"), month_end("2025-06-30")), IsEmpty());
  EXPECT_FLAGS(ledger.judge(report("2025-04"), month_end("2025-04-30")),
               ElementsAre(flag("ST20", "period")));
  // A correction, or what stands in for a voided report, restates.
  auto other = report("2025-05");
  other.method = InvestmentMethod::financial;
  EXPECT_FLAGS(ledger.judge(corrected(reported, other, {"method"})), IsEmpty());
  ledger.must(voided(reported));
  EXPECT_FLAGS(ledger.judge(report("2025-05"), month_end("2025-05-31")),
               ElementsAre(flag("ST20", "period")));
  auto anew = ledger.propose(report("2025-05"), month_end("2025-05-31"));
  anew.proposal.causation = reported;
  EXPECT_FLAGS(ledger.state.judge(RulesLedger::view(anew, Channel::tcp), ledger), IsEmpty());
  ledger.must(voided(closed));
  EXPECT_FLAGS(ledger.judge(report("2025-04"), month_end("2025-04-30")), IsEmpty());
}

TEST_F(VersionsTest, ARulebookMayRefuseReportsOfAClosedPeriod) {
  RulebookPublished book;
  book.version = 2;
  book.rules = {{"ST20", RuleAction::refuse}};
  ledger.must(book, {.effective = "2025-01-01"});
  ledger.must(close("2025-05"));
  EXPECT_REFUSED(ledger.judge(report("2025-05"), month_end("2025-05-31")), refused, "ST20",
                 "period");
  How imported = month_end("2025-05-31");
  imported.channel = Channel::import;
  EXPECT_FLAGS(ledger.judge(report("2025-05"), imported), ElementsAre(flag("ST20", "period")));
}

}  // namespace
}  // namespace tally::test
