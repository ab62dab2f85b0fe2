// What holds between the fields of one event.
#include <gtest/gtest.h>

#include <chrono>

#include "tests/core/catalogue/catalogue_fixture.h"

namespace tally::test {
namespace {

std::string phase(const std::string& steps) {
  return R"({"project":"117","phase_id":"117/P3","steps":)" + steps + "}";
}

TEST(Steps, DependWithoutACircle) {
  const std::string type = "approval.phase_opened";
  expect_taken(type, phase("[]"));
  expect_taken(type, phase(R"([{"step":"a"},{"step":"b","depends_on":["a"]}])"));
  expect_taken(type, phase(R"([{"step":"b","depends_on":["a","a"]},{"step":"a"}])"));
  expect_taken(type, phase(R"([{"step":"b","depends_on":["elsewhere"]}])"));  // The ledger judges.
  expect_refused(type, phase(R"([{"step":"a"},{"step":"a"}])"), "steps[1].step");
  expect_refused(type, phase(R"([{"step":"a","depends_on":["a"]}])"), "steps[0].depends_on");
  expect_refused(type,
                 phase(R"([{"step":"x"},{"step":"a","depends_on":["c"]},)"
                       R"({"step":"b","depends_on":["a"]},{"step":"c","depends_on":["x","b"]}])"),
                 "steps[1].depends_on");
  expect_refused("approval.step_added", R"({"phase_id":"p","steps":[{"step":"a"},{"step":"a"}]})",
                 "steps[1].step");
  expect_refused("approval.step_added", R"({"phase_id":"p","steps":[]})", "steps");
}

TEST(Steps, PledgedDaysDoNotExceedStatutoryDays) {
  const std::string type = "approval.phase_opened";
  expect_taken(type, phase(R"([{"step":"a","statutory_days":20,"pledged_days":20}])"));
  expect_taken(type, phase(R"([{"step":"a","pledged_days":30}])"));
  expect_refused(type, phase(R"([{"step":"a","statutory_days":20,"pledged_days":21}])"),
                 "steps[0].pledged_days");
  expect_refused(type, phase(R"([{"step":"a","statutory_days":0}])"), "steps[0].statutory_days");
}

TEST(Steps, ALongChainInTheWorstOrderIsJudgedQuickly) {
  constexpr std::size_t kSteps = 30'000;
  std::vector<StepPlan> steps(kSteps);
  for (std::size_t i = 0; i < kSteps; ++i) {
    steps[i].step = std::to_string(i);
    if (i + 1 < kSteps) steps[i].depends_on = {std::to_string(i + 1)};
  }
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(check_step_plans(steps).ok());
  steps.back().depends_on = {"0"};
  EXPECT_FALSE(check_step_plans(steps).ok());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(Payee, IsAnOrganisationOrSomePersons) {
  const std::string type = "funding.disbursed";
  const auto paid = [](const std::string& payee) {
    return R"({"project":"117","amount":{"amount":"1","unit":"万元"},"payee":)" + payee + "}";
  };
  expect_taken(type, paid(R"({"scheme":"CN-USCI","id":"91440106MA0000015E"})"));
  expect_taken(type, paid(R"({"kind":"persons","count":12})"));
  for (const char* payee :
       {"{}", R"({"scheme":"CN-USCI"})", R"({"id":"1"})", R"({"kind":"persons"})", R"({"count":1})",
        R"({"scheme":"a","id":"b","count":1})", R"({"scheme":"a","id":"b","kind":"persons"})",
        R"({"scheme":"a","id":"b","kind":"persons","count":1})"}) {
    expect_refused(type, paid(payee), "payee");
  }
  expect_refused(type, paid(R"({"kind":"persons","count":0})"), "payee.count");
  expect_refused(type, paid(R"({"kind":"crowd","count":1})"), "payee.kind");
}

TEST(Payment, AmountsAreAboveZero) {
  const std::string payee = R"("payee":{"kind":"persons","count":1}})";
  for (const char* minor : {"0", "-1"}) {
    expect_refused("funding.disbursed",
                   R"({"project":"117","amount":{"minor":")" + std::string(minor) +
                       R"(","currency":"CNY"},)" + payee,
                   "amount");
  }
  expect_taken("funding.approved",
               R"({"request_id":"r","level":2,"amount":{"minor":"0","currency":"CNY"}})");
  for (const char* level : {"0", "3"}) {
    expect_refused("funding.approved",
                   R"({"request_id":"r","level":)" + std::string(level) +
                       R"(,"amount":{"minor":"1","currency":"CNY"}})",
                   "level");
  }
}

TEST(MetricValue, IsExactlyOneOfFour) {
  const std::string type = "indicator.published";
  const auto value = [](const std::string& text) {
    return R"({"metric":"fai","scope":"区","period":"2025","value":)" + text + "}";
  };
  expect_taken(type, value(R"({"money":{"amount":"840","unit":"亿元"}})"));
  expect_taken(type, value(R"({"bp":-300})"));
  expect_taken(type, value(R"({"count":0})"));
  expect_refused(type, value("{}"), "value");
  expect_refused(type, value(R"({"bp":1,"count":1})"), "value");
  expect_refused(type, value(R"({"decimal":"1","money":{"minor":"1","currency":"CNY"}})"), "value");
}

TEST(MetricValue, ADecimalHasAtMostEighteenDigits) {
  const std::string type = "indicator.published";
  const auto value = [](const std::string& decimal) {
    return R"({"metric":"gdp","scope":"区","period":"2025","value":{"decimal":")" + decimal +
           "\"}}";
  };
  for (const char* good :
       {"0", "-12.5", "123456789012345678", "123456789.012345678", "-0.12345678901234567", "007"}) {
    expect_taken(type, value(good));
  }
  for (const char* bad : {"-", ".5", "5.", "1e3", "+1", "1,5", " 1", "1.2.3", "--1", "NaN",
                          "1234567890123456789", "1234567890.123456789", "0.123456789012345678"}) {
    expect_refused(type, value(bad), "value.decimal");
  }
  expect_refused(type, value(""), "value.decimal");
}

std::string report(const std::string& period, const std::string& rest) {
  return R"({"project":"117","period":")" + period + "\"," + rest + "}";
}

TEST(InvestmentReport, IsOfAMonthAndJanuaryBeginsTheYear) {
  const std::string type = "investment.reported";
  const auto cny = [](const char* minor) {
    return R"({"minor":")" + std::string(minor) + R"(","currency":"CNY"})";
  };
  expect_taken(type, report("2025-01", R"("month":)" + cny("5") + R"(,"ytd":)" + cny("5")));
  expect_taken(type, report("2025-02", R"("month":)" + cny("5") + R"(,"ytd":)" + cny("9")));
  expect_taken(type, report("2025-02", R"("month":)" + cny("-5")));
  expect_refused(type, report("2025-01", R"("month":)" + cny("5") + R"(,"ytd":)" + cny("9")),
                 "ytd");
  expect_refused(type, report("2025", R"("month":)" + cny("5")), "period");
  expect_refused(type, report("2025-Q1", R"("month":)" + cny("5")), "period");
}

TEST(InvestmentReport, AllFourComponentsAddUpToTheYearToDate) {
  const std::string type = "investment.reported";
  const auto components = [](const std::string& other, const char* ytd,
                             const char* currency = "CNY") {
    const std::string one = R"({"minor":"1","currency":"CNY"})";
    return report("2025-02", R"("ytd":{"minor":")" + std::string(ytd) + R"(","currency":")" +
                                 currency + R"("},"components":{"building":)" + one +
                                 R"(,"installation":)" + one + R"(,"equipment":)" + one + other +
                                 "}");
  };
  const std::string fourth = R"(,"other":{"minor":"-3","currency":"CNY"})";
  expect_taken(type, components(fourth, "0"));
  expect_taken(type, components("", "99"));  // One is not stated: nothing to add up.
  expect_refused(type, components(fourth, "1"), "components");
  expect_refused(type, components(fourth, "0", "USD"), "components");
  expect_refused(type, components(R"(,"other":{"minor":"-3","currency":"USD"})", "0"),
                 "components");
}

TEST(Estimate, PartsAddUpToTheTotal) {
  const auto estimate = [](const std::string& kind, const std::string& parts, const char* total) {
    return R"({"project":"117","kind":")" + kind + R"(","total":{"minor":")" + total +
           R"(","currency":"CNY"},"breakdown":[)" + parts + "]}";
  };
  const std::string parts = R"({"name":"a","amount":{"minor":"7","currency":"CNY"}},)"
                            R"({"name":"b","amount":{"minor":"-2","currency":"CNY"}})";
  expect_taken("estimate.approved", estimate("design", parts, "5"));
  expect_taken("estimate.approved", estimate("design", "", "5"));
  expect_refused("estimate.approved", estimate("design", parts, "6"), "breakdown");
  expect_refused("estimate.approved",
                 estimate("design", R"({"name":"a","amount":{"minor":"5","currency":"USD"}})", "5"),
                 "breakdown");
  expect_refused("estimate.approved", estimate("forecast", parts, "5"), "kind");
  expect_refused("estimate.approved", estimate("design", "", "-5"), "total");
}

TEST(Estimate, OnlyAForecastIsReportedAndItMayBeNegative) {
  expect_taken("estimate.reported",
               R"({"project":"117","kind":"forecast","total":{"minor":"-5","currency":"USD"}})");
  expect_taken("estimate.reported", R"({"project":"117","kind":"forecast"})");
  expect_refused("estimate.reported", R"({"project":"117","kind":"design"})", "kind");
}

TEST(Calendar, HasEachDayOfItsYearOnce) {
  const std::string type = "calendar.published";
  const auto calendar = [](const std::string& days) {
    return R"({"jurisdiction":"CN","year":2025,"version":1,"days":[)" + days + "]}";
  };
  expect_taken(type, calendar(R"({"date":"2025-01-01","off":true,"name":"元旦"})"));
  expect_taken(type, calendar(""));
  expect_refused(type, calendar(R"({"date":"2026-01-01","off":true})"), "days[0].date");
  expect_refused(type,
                 calendar(R"({"date":"2025-01-26","off":false},{"date":"2025-01-26","off":true})"),
                 "days[1].date");
}

TEST(Codelist, HasEachCodeOnce) {
  expect_taken("codelist.published",
               R"({"list":"l","version":1,"items":[{"code":"a"},{"code":"b"}]})");
  expect_refused("codelist.published",
                 R"({"list":"l","version":1,"items":[{"code":"a"},{"code":"b"},{"code":"a"}]})",
                 "items[2].code");
  expect_refused("codelist.published", R"({"list":"l","version":0,"items":[]})", "version");
}

TEST(Codelist, OfAMegabyteIsJudgedQuickly) {
  CodelistPublished list;
  list.list = "long";
  for (int i = 0; i < 90'000; ++i) list.items.push_back({std::to_string(i), {}, {}});
  const auto begin = std::chrono::steady_clock::now();
  const auto bytes = encode_payload(Payload{list});
  ASSERT_TRUE(bytes.ok()) << bytes.error().to_string();
  EXPECT_TRUE(decode_payload("codelist.published", 1, *bytes).ok());
  list.items.push_back({"7", {}, {}});
  EXPECT_EQ(encode_payload(Payload{list}).error().field, "items[90000].code");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(Reference, AWaivedCheckHasEvidenceAndAKeyHas32Bytes) {
  const std::string org = R"({"org_id":"o","name":"机构","check_waived":)";
  expect_taken("org.registered", org + "false}");
  expect_refused("org.registered", org + "true}", "waiver_evidence");
  expect_taken("org.registered", org + R"(true,"waiver_evidence":{"number":"函1"}})");
  expect_taken("actor.enrolled",
               R"({"actor_id":"a","public_key":")" + std::string(64, '0') + "\"}");
  for (const std::size_t digits : {std::size_t{62}, std::size_t{66}, std::size_t{0}}) {
    expect_refused("actor.enrolled",
                   R"({"actor_id":"a","public_key":")" + std::string(digits, '0') + "\"}",
                   "public_key");
  }
}

std::string correction(const std::string& type, const std::string& replacement) {
  return R"({"target":"3f2504e0-4f89-41d3-9a0c-0305e82c3301","target_type":")" + type +
         R"(","target_schema":1,"replacement":)" + replacement +
         R"(,"changed":["evidence"],"reason":"r","approver":"a"})";
}

TEST(Correction, HoldsAGoodPayloadOfAnOriginal) {
  const std::string type = "event.corrected";
  expect_taken(type, correction("milestone.reached", R"({"project":"117","code":"start"})"));
  expect_taken(type, correction("x.vendor.note", R"({"any":["thing"]})"));
  expect_refused(type, correction("milestone.reached", R"({"project":"117"})"), "replacement.code");
  expect_refused(type, correction("milestone.reached", R"({"project":"117","code":"a","b":1})"),
                 "replacement.b");
  expect_refused(type, correction("x.vendor.note", R"({"any":1.5})"), "replacement.any");
  expect_refused(type, correction("nothing.known", "{}"), "replacement.type");
}

TEST(Correction, OfACorrectionOrAVoidIsRefused) {
  const auto inner = correction("milestone.reached", R"({"project":"117","code":"start"})");
  expect_refused("event.corrected", correction("event.corrected", inner), "target_type");
  expect_refused(
      "event.corrected",
      correction("event.voided", R"({"target":"3f2504e0-4f89-41d3-9a0c-0305e82c3301","reason":"r",)"
                                 R"("approver":"a"})"),
      "target_type");
}

TEST(Correction, AReplacementThatIsNoPayloadIsRefusedInBothDirections) {
  auto payload = payload_of("event.corrected",
                            correction("milestone.reached", R"({"project":"117","code":"start"})"));
  auto& corrected = std::get<EventCorrected>(payload);
  corrected.replacement.push_back(0);
  const auto written = encode_payload(payload);
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().field, "replacement");
  corrected.replacement.pop_back();
  auto bytes = encode_payload(payload).value();
  // A type that is not known is carried as it is.
  corrected.target_type = "milestone.of_later";
  EXPECT_TRUE(encode_payload(payload).ok());
  // Deep nesting would need a correction inside; its bytes are refused as well.
  corrected.target_type = "event.corrected";
  corrected.replacement = bytes;
  EXPECT_FALSE(encode_payload(payload).ok());
}

}  // namespace
}  // namespace tally::test
