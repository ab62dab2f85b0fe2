// The recorded holiday arrangements of 2024 to 2026, from data/calendar-cn.
#pragma once

#include "core/codec/json.h"
#include "tests/projections/ledger_fixture.h"
#include "tests/support/test_data.h"

namespace tally::test {

inline CalendarPublished calendar(int year) {
  const auto json =
      parse_json(read_text(data_path("calendar-cn/" + std::to_string(year) + ".json"))).value();
  CalendarPublished event;
  event.jurisdiction = "CN";
  event.year = static_cast<std::int16_t>(year);
  for (const auto& item : *json.find("days")->array()) {
    event.days.push_back({day(*item.find("date")->string()), *item.find("isOffDay")->boolean(),
                          *item.find("name")->string()});
  }
  return event;
}

}  // namespace tally::test
