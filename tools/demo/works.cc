#include "tools/demo/works.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/check.h"
#include "tools/demo/calendar.h"
#include "tools/demo/planted.h"
#include "tools/demo/story.h"

namespace tally::demo {
namespace {

// How a year's plan is spread over its months, in thousandths.
constexpr std::array<int, 12> kSeason = {50, 45, 75, 80, 85, 100, 85, 85, 110, 95, 95, 95};

// Of the total, what is under contract; the rest is land and preparation.
constexpr int kContractPercent = 82;

int calendar_month(std::size_t month) { return month_period(month).index; }

std::int64_t season(int first, int last) {
  std::int64_t sum = 0;
  for (int m = first; m <= last; ++m) sum += kSeason[static_cast<std::size_t>(m - 1)];
  return sum;
}

// Of `plan`, the share of one month in a span of months, a little above or below.
std::int64_t share(std::int64_t plan, int month, int first, int last, Dice& dice) {
  const auto weight = kSeason[static_cast<std::size_t>(month - 1)];
  return plan * weight / season(first, last) * dice.between(93, 106) / 100;
}

void set_months(Works& works, const Project& project, int pace_percent, Dice& dice) {
  const auto plan = project.annual_plan_wan * pace_percent / 100;
  const int first = project.start->year() == 2025 ? project.start->month() : 1;
  const int last = project.completion ? project.completion->month() : 12;
  for (std::size_t m = 0; m < kMonths; ++m) {
    const int month = calendar_month(m);
    auto& invested = works.invested_wan[m];
    if (m >= kJanuary) {
      if (month >= first && month <= last) invested = share(plan, month, first, last, dice);
    } else if (month_period(m).last_day() >= *project.start) {
      invested = share(plan, month, 1, 12, dice);
    }
  }
}

// How much of the work was done at the cut-over day.
void set_opening(Works& works, const Project& project, Dice& dice) {
  std::int64_t told = 0;
  for (const auto invested : works.invested_wan) told += invested;
  const auto days = kCutOver.days - project.start->days;
  if (project.completion) {
    works.opening_wan = project.total_wan * dice.between(955, 985) / 1000 - told;
  } else {
    const auto percent = std::min(70, 5 + days * 24 / 365) + dice.between(-3, 3);
    works.opening_wan = project.total_wan * percent / 100;
  }
  const auto this_year = project.annual_plan_wan * season(1, 10) / 1000;
  works.opening_2024_wan = days > 305 ? this_year : this_year * days / 305;
  works.opening_2024_wan = std::min(works.opening_2024_wan, works.opening_wan);
}

WorksContract contract_of(const Project& project, int number, Dice& dice) {
  WorksContract contract;
  contract.id = fmt::format("C-{}-{}", project.id.substr(2), number);
  contract.contractor = contractor(dice.between(0, kContractors - 1));
  return contract;
}

// The contracts in force before the story, or signed for the start, then one for each section.
void add_contracts(Works& works, const Project& project, const Course& course, Dice& dice) {
  const int first = project.total_wan > 1'000'000 ? 3 : project.total_wan > 150'000 ? 2 : 1;
  for (int n = 1; n <= first; ++n) {
    auto contract = contract_of(project, n, dice);
    if (!course.started_on) {
      contract.signed_on = std::max(working_days_before(*project.start, 12 - 2 * n), kFirstDay);
    }
    works.contracts.push_back(std::move(contract));
  }
  for (const auto& phase : course.phases) {
    if (!course.started_on || phase.phase != "P3") continue;
    auto contract = contract_of(project, static_cast<int>(works.contracts.size()) + 1, dice);
    contract.signed_on = add_working_days(phase.open, kP3Days + 4);
    works.contracts.push_back(std::move(contract));
  }
}

bool in_force(const WorksContract& contract, std::size_t month) {
  return !contract.signed_on || *contract.signed_on <= month_period(month).last_day();
}

// The month's work, measured and spread over the contracts in force.
void set_certified(Works& works, const Project& project, Dice& dice) {
  for (auto& contract : works.contracts) {
    if (!contract.signed_on) {
      contract.opening_wan = works.opening_wan * 78 / 100 /
                             std::count_if(works.contracts.begin(), works.contracts.end(),
                                           [](const auto& c) { return !c.signed_on; });
    }
  }
  for (std::size_t m = 0; m < kMonths; ++m) {
    std::int64_t weights = 0;
    std::vector<int> weight;
    for (const auto& contract : works.contracts) {
      weight.push_back(in_force(contract, m) ? dice.between(80, 120) : 0);
      weights += weight.back();
    }
    if (weights == 0) continue;
    const auto measured = works.invested_wan[m] * dice.between(76, 80) / 100;
    for (std::size_t c = 0; c < weight.size(); ++c) {
      works.contracts[c].certified_wan[m] = measured * weight[c] / weights;
    }
  }
  const auto count = static_cast<std::int64_t>(works.contracts.size());
  for (auto& contract : works.contracts) {
    std::int64_t certified = contract.opening_wan;
    for (const auto month : contract.certified_wan) certified += month;
    const auto even = project.total_wan * kContractPercent / 100 / count;
    contract.price_wan = std::max(even, certified + certified / 5);
  }
}

}  // namespace

Period month_period(std::size_t month) {
  Period period;
  period.kind = Period::Kind::month;
  period.year = static_cast<std::int16_t>(month < kJanuary ? 2024 : 2025);
  period.index = static_cast<std::uint8_t>(month < kJanuary ? 11 + month : month - 1);
  return period;
}

std::size_t month_of(Date day) {
  const auto month = (day.year() - 2024) * 12 + day.month() - 11;
  TALLY_CHECK(month >= 0);
  return static_cast<std::size_t>(month);
}

std::int64_t Works::ytd_wan(std::size_t month) const {
  std::int64_t sum = month < kJanuary ? opening_2024_wan : 0;
  for (std::size_t m = month < kJanuary ? 0 : kJanuary; m <= month; ++m) sum += invested_wan[m];
  return sum;
}

std::int64_t Works::cumulative_wan(std::size_t month) const {
  std::int64_t sum = opening_wan;
  for (std::size_t m = 0; m <= month; ++m) sum += invested_wan[m];
  return sum;
}

Identifier contractor(int number) { return invented_usci(5000 + number); }

std::vector<Works> make_works(const std::vector<Project>& projects,
                              const std::vector<Course>& courses, const Planted& planted,
                              Dice dice) {
  std::vector<Works> all;
  for (std::size_t i = 0; i < projects.size(); ++i) {
    const auto& project = projects[i];
    Works works;
    if (project.start) {
      const int pace = project.completion ? 100 : dice.between(88, 110);
      set_months(works, project, pace, dice);
      if (courses[i].started_on) set_opening(works, project, dice);
      add_contracts(works, project, courses[i], dice);
      works.first_month = courses[i].started_on ? 0 : month_of(*project.start);
      // Nothing is reported before its start is written down.
      if (i == planted.late_entry) {
        *works.first_month += 2;
        for (std::size_t m = 0; m < *works.first_month; ++m) works.invested_wan[m] = 0;
      }
      set_certified(works, project, dice);
    }
    all.push_back(std::move(works));
  }
  return all;
}

}  // namespace tally::demo
