#include "tools/demo/payments.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/demo/calendar.h"

namespace tally::demo {
namespace {

const Date kBudgetDay = Date::of(2025, 1, 8);
constexpr std::int64_t kQuotaMarginWan = 4'000;
// Of the work measured before the cut-over day, what is still asked for in November 2024.
constexpr std::int64_t kOpeningPermille = 20;

Payee payee_of(const Identifier& identifier) {
  Payee payee;
  payee.scheme = identifier.scheme;
  payee.id = identifier.id;
  return payee;
}

std::string quota_of(const World& world, std::size_t project, Date day) {
  return quota_id(world.projects[project], day.year());
}

FundSource source_of(std::size_t project) {
  constexpr FundSource kSources[] = {FundSource::general, FundSource::gov_fund, FundSource::general,
                                     FundSource::superior};
  return kSources[project / 4 % std::size(kSources)];
}

void approve(World& world, std::size_t project, const Payment& payment, int level, Money amount,
             Date day, int person) {
  FundingApproved approved;
  approved.request_id = payment.request_id;
  approved.level = static_cast<std::uint8_t>(level);
  approved.amount = amount;
  tell(world, project, desk("finance", person), day, day, approved, payment.story);
}

void tell_budget(World& world, std::size_t i) {
  const auto& project = world.projects[i];
  BudgetAllocated budget;
  budget.project = project.id;
  budget.quota_id = quota_id(project, 2025);
  budget.amount = wan(quota_2025_wan(world.works[i]));
  budget.source = source_of(i);
  budget.year = static_cast<std::int16_t>(2025);
  budget.document = DocumentRef{};
  budget.document->number = fmt::format("示财指〔2025〕{}号", project.id.substr(2));
  const auto day = std::max(kBudgetDay, working_days_before(*project.start, 6));
  tell(world, i, desk("finance", 6), day, day, budget);
}

// Now and then finance sends a request back, and the owner asks again.
void tell_sent_back(World& world, std::size_t i, Payment payment, Date day, Dice& dice) {
  tell_request(world, i, payment, day);
  FundingRefused refused;
  refused.request_id = payment.request_id;
  refused.reason = "计量资料不全，退回补充";
  day = add_working_days(day, 1);
  tell(world, i, desk("finance", 1), day, day, refused);
  payment.request_id += "-R";
  tell_payment(world, i, payment, add_working_days(day, dice.between(2, 4)), dice);
}

void tell_month(World& world, std::size_t i, const WorksContract& contract, std::string_view number,
                std::int64_t amount_wan, Date day, Dice& dice) {
  if (amount_wan <= 0) return;
  Payment payment;
  payment.request_id = fmt::format("FR-{}-{}", contract.id.substr(2), number);
  payment.contract_id = contract.id;
  payment.payee = contract.contractor;
  payment.asked = wan(amount_wan);
  payment.invoice_no = fmt::format("2599{}{:08}", number, dice.between(1, 99'999'999));
  if (dice.one_in(45)) return tell_sent_back(world, i, payment, day, dice);
  tell_payment(world, i, payment, day, dice);
}

void tell_fiscal(World& world, std::size_t i, Dice& dice) {
  tell_budget(world, i);
  for (const auto& contract : world.works[i].contracts) {
    if (!contract.signed_on) {
      tell_month(world, i, contract, "00", contract.opening_wan * kOpeningPermille / 1000,
                 on_working_day(Date::of(2024, 11, 12).plus_days(dice.between(0, 6))), dice);
    }
    for (std::size_t m = 0; m < kMonths; ++m) {
      // The first quota of a project begun in the last weeks of 2024 is that of 2025.
      if (m == 0 && !world.courses[i].started_on) continue;
      const auto day = add_working_days(month_period(m).last_day(), dice.between(7, 11));
      tell_month(world, i, contract, fmt::format("{:02}", m + 1),
                 payable_wan(contract.certified_wan[m]), day, dice);
    }
  }
}

// Firms pay from their own means and from loans; the ledger only hears of it (实际支出).
void tell_spent(World& world, std::size_t i, Dice& dice) {
  for (const auto& contract : world.works[i].contracts) {
    for (std::size_t m = 0; m < kMonths; ++m) {
      if (contract.certified_wan[m] == 0) continue;
      FundingSpent spent;
      spent.project = world.projects[i].id;
      spent.amount = wan(std::max<std::int64_t>(contract.certified_wan[m] * 85 / 100, 1));
      spent.source = dice.one_in(3) ? FundSource::loan : FundSource::own;
      spent.payee = payee_of(contract.contractor);
      spent.voucher_no = fmt::format("PZ-{}-{:02}", contract.id.substr(2), m + 1);
      const auto day = add_working_days(month_period(m).last_day(), dice.between(8, 14));
      tell(world, i, owner_desk(i), day, add_working_days(day, dice.between(0, 1)), spent);
    }
  }
}

}  // namespace

std::string quota_id(const Project& project, int year) {
  return fmt::format("Q-{}-{}", year, project.id.substr(2));
}

std::int64_t quota_2024_wan(const Works& works) {
  std::int64_t sum = 2'000;
  for (const auto& contract : works.contracts) {
    sum += contract.opening_wan * kOpeningPermille / 1000 + payable_wan(contract.certified_wan[0]);
  }
  return sum;
}

std::int64_t quota_2025_wan(const Works& works) {
  std::int64_t sum = 0;
  for (const auto& contract : works.contracts) {
    for (std::size_t m = 1; m < kMonths; ++m) sum += payable_wan(contract.certified_wan[m]);
  }
  return sum * 106 / 100 + kQuotaMarginWan;
}

void tell_request(World& world, std::size_t project, const Payment& payment, Date day,
                  std::string_view refused_by) {
  FundingRequested requested;
  requested.project = world.projects[project].id;
  requested.request_id = payment.request_id;
  requested.amount = payment.asked;
  requested.payee = payee_of(payment.payee);
  requested.quota_id = quota_of(world, project, day);
  requested.contract_id = payment.contract_id;
  requested.purpose = PaymentPurpose::progress;
  requested.invoice_nos = {{payment.invoice_no}};
  const auto owner = owner_desk(project);
  world.story.tell({day, day, owner.actor, owner.org, owner.role, stream(world.projects[project]),
                    std::string(payment.story), std::string(refused_by)},
                   requested);
}

EventId tell_disbursed(World& world, std::size_t project, const Payment& payment, Money amount,
                       Date day) {
  FundingDisbursed disbursed;
  disbursed.project = world.projects[project].id;
  disbursed.amount = amount;
  disbursed.payee = payee_of(payment.payee);
  disbursed.request_id = payment.request_id;
  disbursed.quota_id = quota_of(world, project, day);
  disbursed.contract_id = payment.contract_id;
  disbursed.source = source_of(project);
  disbursed.bank_ref = fmt::format("YH{}-{}", day.days, payment.request_id.substr(3));
  disbursed.purpose = PaymentPurpose::progress;
  disbursed.invoice_nos = {{payment.invoice_no}};
  return tell(world, project, desk("finance", 5), day, day, disbursed, payment.story);
}

Paid tell_payment(World& world, std::size_t project, const Payment& payment, Date day, Dice& dice) {
  tell_request(world, project, payment, day);
  day = add_working_days(day, dice.between(1, 2));
  approve(world, project, payment, 1, payment.asked, day, dice.between(1, 2));
  day = add_working_days(day, dice.between(0, 1));
  const auto granted = payment.second_level.value_or(payment.asked);
  approve(world, project, payment, 2, granted, day, dice.between(3, 4));
  day = add_working_days(day, dice.between(1, 2));
  const auto amount = payment.paid.value_or(granted);
  return {tell_disbursed(world, project, payment, amount, day), day};
}

void tell_payments(World& world) {
  for (std::size_t i = 0; i < world.size(); ++i) {
    auto dice = world.dice("payments", i);
    if (!world.projects[i].start) continue;
    if (world.projects[i].fiscal) {
      tell_fiscal(world, i, dice);
    } else {
      tell_spent(world, i, dice);
    }
  }
}

}  // namespace tally::demo
