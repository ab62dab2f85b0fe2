#include "tools/demo/calendar.h"

#include <gtest/gtest.h>

#include "core/codec/json.h"
#include "tests/support/test_data.h"

namespace tally::demo {
namespace {

TEST(SampleCalendar, EqualsTheOriginalDayByDay) {
  for (const int year : {2024, 2025, 2026}) {
    const auto file = "calendar-cn/" + std::to_string(year) + ".json";
    TALLY_NEEDS_DATA(file);
    const auto original = parse_json(test::read_text(test::data_path(file))).value();
    const auto& days = *original.find("days")->array();
    const auto calendar = calendar_of(year);
    ASSERT_EQ(calendar.days.size(), days.size()) << year;
    for (std::size_t i = 0; i < days.size(); ++i) {
      EXPECT_EQ(calendar.days[i].date.to_string(), *days[i].find("date")->string());
      EXPECT_EQ(calendar.days[i].off, *days[i].find("isOffDay")->boolean());
      EXPECT_EQ(*calendar.days[i].name, *days[i].find("name")->string());
    }
    EXPECT_EQ(*calendar.document->number, *original.find("papers")->array()->at(0).string());
  }
}

TEST(SampleCalendar, CountsMakeUpSaturdaysAndHolidays) {
  EXPECT_EQ(add_working_days(Date::of(2025, 1, 24), 5), Date::of(2025, 2, 7));
  EXPECT_EQ(add_working_days(Date::of(2025, 2, 7), 1), Date::of(2025, 2, 8));
  EXPECT_EQ(add_working_days(Date::of(2025, 4, 25), 5), Date::of(2025, 5, 6));
  EXPECT_EQ(add_working_days(Date::of(2025, 9, 26), 10), Date::of(2025, 10, 16));
  EXPECT_EQ(add_working_days(Date::of(2025, 12, 31), 5), Date::of(2026, 1, 8));
}

TEST(SampleCalendar, DaysBeforeUndoDaysAfter) {
  for (Date day = Date::of(2025, 1, 2); day < Date::of(2025, 12, 1); day = day.plus_days(1)) {
    if (!is_working_day(day)) continue;
    EXPECT_EQ(working_days_before(add_working_days(day, 9), 9), day) << day.to_string();
  }
}

}  // namespace
}  // namespace tally::demo
