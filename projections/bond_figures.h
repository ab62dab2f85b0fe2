// 专项债券 from declaration to spending, for one project or all (domain 5.3 V8).
//
// 申报 → 审核通过 → 额度 → 发行 → 到账 → 拨付 → 支出: each verb is a sum of its own and stands for
// no other. What was handed to the project's unit (拨付) is never called spent (支出).
#pragma once

#include <map>
#include <optional>
#include <string_view>

#include "projections/figures.h"
#include "projections/reading.h"

namespace tally {

struct BondYear {
  Sum declared;  // Net of withdrawals.
  std::int64_t declarations = 0;
};

// Money that waits to be spent, by the day it came.
using BondLots = std::map<Date, Int128>;

struct BondLine {
  std::map<int, BondYear> years;
  Sum declared, passed, issued, received, adjusted_in, adjusted_out, appropriated, spent;
  Sum unclear;  // Paid from bonds, while payee or owner is not stated: in neither of the two above.
  Sum revenue;  // Of the last twelve months.
  Sum debt_service;                // Due in the next twelve months.
  std::int64_t terms_missing = 0;  // Bonds whose service cannot be worked out.
  BondLots lots;
  Positions positions;

  // received + adjusted in − adjusted out − spent.
  std::optional<Money> idle(const std::optional<Currency>& currency) const;
};

// What waits, first in, first out: Σ(amount × days) / Σ amount in whole days, rounded, and the age
// of the oldest. Nothing when nothing waits, or when more was spent than came.
struct IdleDays {
  std::int64_t weighted = 0;
  std::int64_t oldest = 0;
};
std::optional<IdleDays> idle_days(const BondLots& lots, const Money& idle, Date effective);

struct BondFigures {
  std::map<std::string_view, BondLine> projects;
  BondLine total;
  Sum quota;  // Of all: an allotment names declarations, not projects.
};
// `year`: declarations and quotas of that year alone; the money is of all years.
BondFigures bond_figures(const FactSet& facts, const Cut& cut, std::optional<int> year);

// The same day so many months later, or the last of that month; within the days there are.
Date months_later(Date day, int months);

}  // namespace tally
