// Contracts and the work that is measured month by month (计量).
#include <fmt/format.h>

#include "tools/demo/calendar.h"
#include "tools/demo/world.h"

namespace tally::demo {
namespace {

void tell_signed(World& world, std::size_t i, const WorksContract& contract, Dice& dice) {
  if (!contract.signed_on) return;
  ContractSigned event;
  event.project = world.projects[i].id;
  event.contract_id = contract.id;
  event.contractor = contract.contractor;
  event.price = wan(contract.price_wan);
  event.award_notice_on = working_days_before(*contract.signed_on, dice.between(8, 18));
  event.retention_bp = static_cast<std::uint16_t>(300);
  event.name = fmt::format("施工合同{}", contract.id);
  tell(world, i, owner_desk(i), *contract.signed_on,
       add_working_days(*contract.signed_on, dice.between(0, 2)), event);
}

void tell_certified(World& world, std::size_t i, const WorksContract& contract, Dice& dice) {
  std::int64_t cumulative = contract.opening_wan;
  for (std::size_t m = 0; m < kMonths; ++m) {
    const auto value = contract.certified_wan[m];
    if (value == 0) continue;
    cumulative += value;
    ProgressCertified event;
    event.project = world.projects[i].id;
    event.contract_id = contract.id;
    event.period = month_period(m);
    event.certified_value = wan(value);
    event.cumulative = wan(cumulative);
    const auto end = month_period(m).last_day();
    tell(world, i, owner_desk(i), end, add_working_days(end, dice.between(2, 5)), event);
  }
}

}  // namespace

void tell_contracts(World& world) {
  for (std::size_t i = 0; i < world.size(); ++i) {
    auto dice = world.dice("contracts", i);
    for (const auto& contract : world.works[i].contracts) {
      tell_signed(world, i, contract, dice);
      tell_certified(world, i, contract, dice);
    }
  }
}

}  // namespace tally::demo
