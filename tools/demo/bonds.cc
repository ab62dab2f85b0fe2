// 专项债券需求申报: 23 declarations that together come to 112.6亿, and one that was withdrawn.
#include "tools/demo/bonds.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/check.h"
#include "tools/demo/calendar.h"
#include "tools/demo/world.h"

namespace tally::demo {
namespace {

constexpr std::string_view kSectors[] = {"产业园区基础设施", "市政基础设施", "社会事业", "生态环保",
                                         "新型基础设施"};

// Public works large enough to carry one.
std::vector<std::size_t> candidates(const World& world, Dice& dice) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < world.size(); ++i) {
    const auto& project = world.projects[i];
    if (project.shown == PipelineClass::completed || project.total_wan < 120'000) continue;
    if (project.fiscal || i % 3 == 0) found.push_back(i);
  }
  dice.shuffle(found);
  TALLY_CHECK(found.size() > kDeclarations);
  found.resize(kDeclarations + 1);
  return found;
}

// In whole 百万元; the last declaration takes what is left.
std::vector<std::int64_t> amounts(Dice& dice) {
  std::vector<std::int64_t> parts;
  std::int64_t weights = 0;
  for (int i = 0; i < kDeclarations; ++i) {
    parts.push_back(dice.between(55, 140));
    weights += parts.back();
  }
  std::int64_t given = 0;
  for (auto& part : parts) {
    part = kDeclaredWan * part / weights / 100 * 100;
    given += part;
  }
  parts.back() += kDeclaredWan - given;
  return parts;
}

std::string declare(World& world, std::size_t i, int number, std::int64_t amount_wan, Date day,
                    Dice& dice) {
  BondNeedDeclared declared;
  declared.project = world.projects[i].id;
  declared.declaration_id = fmt::format("BD-2025-{:02}", number);
  declared.amount = wan(amount_wan);
  declared.year = 2025;
  declared.sector = std::string(kSectors[dice.next() % std::size(kSectors)]);
  declared.as_capital = dice.one_in(5);
  tell(world, i, desk("drc", 4), day, add_working_days(day, 1), declared);
  return declared.declaration_id;
}

}  // namespace

void tell_bonds(World& world) {
  auto dice = world.dice("bonds");
  const auto projects = candidates(world, dice);
  const auto parts = amounts(dice);
  for (int n = 0; n < kDeclarations; ++n) {
    const auto day = on_working_day(Date::of(2025, 1, 13).plus_days(n * 9 + dice.between(0, 6)));
    const auto at = static_cast<std::size_t>(n);
    declare(world, projects[at], n + 1, parts[at], day, dice);
  }
  const auto last = projects.back();
  BondDeclarationWithdrawn withdrawn;
  withdrawn.declaration_id =
      declare(world, last, kDeclarations + 1, 32'000, Date::of(2025, 3, 18), dice);
  withdrawn.reason = "收益测算不足以覆盖本息";
  tell(world, last, desk("drc", 4), Date::of(2025, 4, 22), Date::of(2025, 4, 22), withdrawn);
}

}  // namespace tally::demo
