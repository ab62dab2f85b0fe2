// 投资完成额: one report a month from each enrolled project, by the sixth of the next month.
#include "tools/demo/calendar.h"
#include "tools/demo/world.h"

namespace tally::demo {
namespace {

// The parts of the year to date; what rounding leaves is 其他费用.
InvestmentComponents components_of(std::int64_t ytd_wan) {
  InvestmentComponents parts;
  const auto building = ytd_wan * 62 / 100;
  const auto installation = ytd_wan * 13 / 100;
  const auto equipment = ytd_wan * 15 / 100;
  parts.building = wan(building);
  parts.installation = wan(installation);
  parts.equipment = wan(equipment);
  parts.other = wan(ytd_wan - building - installation - equipment);
  return parts;
}

}  // namespace

void tell_reports(World& world) {
  for (std::size_t i = 0; i < world.size(); ++i) {
    const auto& works = world.works[i];
    if (!works.first_month) continue;
    auto dice = world.dice("reports", i);
    for (std::size_t m = *works.first_month; m < kMonths; ++m) {
      if (i == world.planted.missing_report && m >= kMissingFrom) break;
      InvestmentReported report;
      report.project = world.projects[i].id;
      report.period = month_period(m);
      report.month = wan(works.invested_wan[m]);
      report.ytd = wan(works.ytd_wan(m));
      report.cumulative = wan(works.cumulative_wan(m));
      report.components = components_of(works.ytd_wan(m));
      report.method = InvestmentMethod::financial;
      const auto end = report.period.last_day();
      tell(world, i, owner_desk(i), end, add_working_days(end, dice.between(1, 4)), report);
    }
  }
}

}  // namespace tally::demo
