// The invented portfolio of 示例区: who is in it, how large, and when it begins and ends.
//
// 208 key projects over 18 industries, planned totals log-normal between 0.5亿 and 300亿 in whole
// 万元, together 6,708.36亿. No project, firm, person or district in it is real.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/catalogue/project.h"
#include "core/event/date.h"
#include "core/event/money.h"
#include "tools/demo/dice.h"

namespace tally::demo {

inline constexpr int kProjectCount = 208;
inline constexpr std::int64_t kTotalWan = 67'083'600;   // 6,708.36亿 in 万元.
inline constexpr std::int64_t kSmallestWan = 5'000;     // 0.5亿
inline constexpr std::int64_t kLargestWan = 3'000'000;  // 300亿

// The class at 2025-09-30, as then known.
inline constexpr int kCompleted = 26;
inline constexpr int kContinuing = 97;
inline constexpr int kNewStart = 51;
inline constexpr int kReserve = 34;

struct Project {
  std::string id;  // "P-001"
  std::string name;
  std::string industry;  // "SC02"
  std::int64_t total_wan = 0;
  PipelineClass shown = PipelineClass::reserve;
  Route route = Route::filing;
  bool fiscal = false;  // Paid from budget quotas.
  std::optional<Date> start;
  std::optional<Date> completion;
  std::int64_t annual_plan_wan = 0;
  Identifier owner;
};

Money wan(std::int64_t amount);
// A unified social credit code with both check digits right, of the invented area 990101.
Identifier invented_usci(int number);
// In the shape of GB/T 40058-2021, of the invented area 990101.
std::string project_code(const Project& project, int year, int number);

std::vector<Project> make_portfolio(Dice& dice);

}  // namespace tally::demo
