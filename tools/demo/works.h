// What is built month by month, and under which contracts.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/event/date.h"
#include "tools/demo/course.h"
#include "tools/demo/portfolio.h"

namespace tally::demo {

// The months of the story: 2024-11, 2024-12, 2025-01 ... 2025-09.
inline constexpr std::size_t kMonths = 11;
inline constexpr std::size_t kJanuary = 2;  // The index of 2025-01.
Period month_period(std::size_t month);
// The index of the month that holds the day; the day lies in 2024-11 ... 2025-10.
std::size_t month_of(Date day);

struct WorksContract {
  std::string id;  // "C-001-1"
  Identifier contractor;
  std::optional<Date> signed_on;  // Absent: signed before the cut-over day.
  std::int64_t price_wan = 0;
  std::int64_t opening_wan = 0;  // Certified before the cut-over day.
  std::array<std::int64_t, kMonths> certified_wan{};
};

// All in 万元.
struct Works {
  std::int64_t opening_wan = 0;       // Invested up to the cut-over day.
  std::int64_t opening_2024_wan = 0;  // Of which in 2024.
  std::array<std::int64_t, kMonths> invested_wan{};
  std::vector<WorksContract> contracts;
  std::optional<std::size_t> first_month;  // Of its reports; none for the reserve.

  // 自年初累计 and 自开始建设累计 at the end of a month.
  std::int64_t ytd_wan(std::size_t month) const;
  std::int64_t cumulative_wan(std::size_t month) const;
};

inline constexpr int kContractors = 36;
Identifier contractor(int number);  // 0 .. kContractors - 1

std::vector<Works> make_works(const std::vector<Project>& projects,
                              const std::vector<Course>& courses, const Planted& planted,
                              Dice dice);

}  // namespace tally::demo
