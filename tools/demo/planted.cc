#include "tools/demo/planted.h"

#include <fmt/format.h>

#include <set>

#include "core/base/check.h"
#include "core/catalogue/correction.h"
#include "tools/demo/approvals.h"
#include "tools/demo/calendar.h"
#include "tools/demo/payments.h"
#include "tools/demo/story.h"

namespace tally::demo {
namespace {

// The projects that can carry a planted payment: fiscal, under way, with money to spare.
bool is_payer(const Project& project) {
  return project.fiscal && project.shown == PipelineClass::continuing &&
         *project.start <= kCutOver && project.total_wan >= 100'000;
}

const StepSpec& find_step(const std::vector<StepSpec>& specs, std::string_view name) {
  for (const auto& spec : specs) {
    if (spec.name == name) return spec;
  }
  TALLY_CHECK(false);
  return specs.front();
}

void tell_overdue(World& world) {
  const auto i = world.planted.overdue;
  const auto& project = world.projects[i];
  PhaseTeller teller(world, i, {"P2", project.id + "/P2-9", Date::of(2025, 8, 1)},
                     world.dice("overdue"));
  teller.mark(story_name::kOverdue);
  const auto specs = steps_of("P2", Route::filing);
  teller.open(specs);
  teller.run(find_step(specs, "design_review"), Date::of(2025, 8, 1));
  auto permit = find_step(specs, "planning_permit");
  permit.pause = PauseReason::expert_review;
  const auto submitted = Date::of(2025, 8, 20);
  teller.submitted(permit, submitted);
  teller.accepted(permit, Date::of(2025, 8, 21));
  teller.paused(permit, Date::of(2025, 8, 26));
  teller.resumed(permit, Date::of(2025, 9, 2));
  // And then nothing: it is open to the last day, past its 7 and past its 20 working days.
}

void tell_reopened(World& world) {
  const auto i = world.planted.reopened;
  const auto& project = world.projects[i];
  PhaseTeller teller(world, i, {"P3", project.id + "/P3-9", Date::of(2025, 3, 24)},
                     world.dice("reopened"));
  teller.mark(story_name::kReopened);
  const auto specs = steps_of("P3", Route::filing);
  const std::vector<StepSpec> steps = {find_step(specs, "drawing_review"),
                                       find_step(specs, "fire_review")};
  teller.open(steps);
  teller.submitted(steps[0], Date::of(2025, 3, 25));
  teller.accepted(steps[0], Date::of(2025, 3, 26));
  teller.approved(steps[0], Date::of(2025, 4, 2));
  teller.submitted(steps[1], Date::of(2025, 3, 25));
  teller.accepted(steps[1], Date::of(2025, 3, 26));
  teller.approved(steps[1], Date::of(2025, 4, 1));
  teller.closed(Date::of(2025, 4, 7));
  teller.reopened(steps[1], Date::of(2025, 5, 12), "设计变更，疏散楼梯位置调整，需重新审查");
  teller.approved(steps[1], Date::of(2025, 5, 15));
  teller.closed(Date::of(2025, 5, 16));
}

void tell_voided(World& world) {
  const auto i = world.planted.voided;
  const auto day = Date::of(2025, 10, 9);
  EventVoided voided;
  voided.target = world.completions[i];
  voided.reason = "复查发现消防设施未完工，竣工验收合格不成立";
  voided.approver = desk("keyproj", 5).actor;
  tell(world, i, desk("keyproj", 4), day, day, voided, story_name::kVoided);
  for (const auto step : {"acceptance_filing", "joint_acceptance"}) {
    CertificateRevoked revoked;
    revoked.phase_id = world.projects[i].id + "/P4";
    revoked.step = step;
    revoked.reason = "联合验收意见书撤销";
    tell(world, i, desk("housing", 1), day, day.plus_days(1), revoked, story_name::kVoided);
  }
}

Payment payment_of(const World& world, std::size_t i, std::string_view story,
                   std::int64_t amount_wan, std::string invoice) {
  const auto& contract = world.works[i].contracts.front();
  Payment payment;
  payment.request_id = fmt::format("FR-{}-{}", contract.id.substr(2), story);
  payment.contract_id = contract.id;
  payment.payee = contract.contractor;
  payment.asked = wan(amount_wan);
  payment.invoice_no = std::move(invoice);
  payment.story = story;
  return payment;
}

// 8,000,000.00 asked for and approved twice; the bank pays 7,999,200.00.
void tell_short_paid(World& world, Dice& dice) {
  const auto i = world.planted.short_paid;
  auto payment = payment_of(world, i, story_name::kShortPaid, 800, "25990303000000011");
  payment.paid = Money{payment.asked.minor - 80'000, payment.asked.currency};
  tell_payment(world, i, payment, Date::of(2025, 3, 3), dice);
}

void tell_invoice_twice(World& world, Dice& dice) {
  const auto i = world.planted.invoice_twice;
  auto payment = payment_of(world, i, story_name::kInvoiceTwice, 620, "25990414000000088");
  tell_payment(world, i, payment, Date::of(2025, 4, 14), dice);
  payment.request_id += "-2";
  tell_payment(world, i, payment, Date::of(2025, 5, 12), dice);
}

// 审减: 15,000,000.00 asked for, 12,600,000.00 granted by the second level and paid.
void tell_cut(World& world, Dice& dice) {
  const auto i = world.planted.cut;
  auto payment = payment_of(world, i, story_name::kCut, 1'500, "25990520000000052");
  payment.second_level = wan(1'260);
  tell_payment(world, i, payment, Date::of(2025, 5, 20), dice);
}

// One 万元 more than the whole year's quota.
void tell_over_quota(World& world) {
  const auto i = world.planted.quota;
  const auto amount = quota_2025_wan(world.works[i]) + 1;
  const auto payment = payment_of(world, i, story_name::kQuota, amount, "25990820000000020");
  tell_request(world, i, payment, Date::of(2025, 8, 20), "ST15");
}

// A wrong account: the bank sends the money back, and it is paid once more on the same request.
void tell_returned(World& world, Dice& dice) {
  const auto i = world.planted.returned;
  const auto payment = payment_of(world, i, story_name::kReturned, 430, "25990609000000043");
  const auto paid = tell_payment(world, i, payment, Date::of(2025, 6, 9), dice);
  FundingReturned returned;
  returned.disbursed = paid.event;
  returned.amount = payment.asked;
  returned.bank_ref = "YH-TH-20250609";
  const auto day = add_working_days(paid.day, 2);
  tell(world, i, desk("finance", 5), day, day, returned, story_name::kReturned);
  tell_disbursed(world, i, payment, payment.asked, add_working_days(day, 3));
}

}  // namespace

Planted choose_planted(std::vector<Project>& projects) {
  std::set<std::size_t> taken;
  const auto take = [&](auto fits) {
    for (std::size_t i = 0; i < projects.size(); ++i) {
      if (!taken.contains(i) && fits(projects[i])) return *taken.insert(i).first;
    }
    TALLY_CHECK(false);
    return std::size_t{0};
  };
  const auto is_firm_start = [](const Project& project) {
    return project.shown == PipelineClass::new_start && !project.fiscal;
  };
  const auto is_under_way = [](const Project& project) {
    return project.shown == PipelineClass::continuing && *project.start <= kCutOver &&
           !project.fiscal;
  };
  Planted planted;
  planted.voided = take([](const Project& project) {
    return project.shown == PipelineClass::completed && project.total_wan >= 100'000;
  });
  planted.early_start = take(is_firm_start);
  planted.late_entry = take(is_firm_start);
  planted.moved_back = take(is_firm_start);
  planted.overdue = take(is_under_way);
  planted.reopened = take(is_under_way);
  planted.missing_report = take(is_under_way);
  planted.short_paid = take(is_payer);
  planted.invoice_twice = take(is_payer);
  planted.cut = take(is_payer);
  planted.quota = take(is_payer);
  planted.returned = take(is_payer);
  projects[planted.voided].completion = Date::of(2025, 8, 21);
  projects[planted.early_start].start = Date::of(2025, 6, 9);
  projects[planted.late_entry].start = Date::of(2025, 5, 20);
  projects[planted.moved_back].start = Date::of(2025, 7, 8);
  return planted;
}

void tell_planted(World& world) {
  auto dice = world.dice("planted");
  tell_overdue(world);
  tell_reopened(world);
  tell_voided(world);
  tell_short_paid(world, dice);
  tell_invoice_twice(world, dice);
  tell_cut(world, dice);
  tell_over_quota(world);
  tell_returned(world, dice);
}

}  // namespace tally::demo
