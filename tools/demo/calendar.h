// The sample's calendars: published holidays and make-up days of 2024 to 2026.
#pragma once

#include <vector>

#include "core/catalogue/reference.h"
#include "core/event/date.h"

namespace tally::demo {

// The days of one year, as the payload of calendar.published (jurisdiction CN).
CalendarPublished calendar_of(int year);

bool is_working_day(Date day);
// The n-th working day after `day`; n >= 0, 0 gives the day itself.
Date add_working_days(Date day, int n);
// The n-th working day before `day`; n >= 0, 0 gives the day itself.
Date working_days_before(Date day, int n);
// The day itself, or the next working day.
Date on_working_day(Date day);

}  // namespace tally::demo
