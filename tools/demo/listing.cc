// Registration, project codes, opening balances, the list of 2025 and enrolment.
#include <fmt/format.h>

#include "tools/demo/calendar.h"
#include "tools/demo/world.h"

namespace tally::demo {
namespace {

void tell_registered(World& world, std::size_t i) {
  const auto& project = world.projects[i];
  const auto day = world.courses[i].registered;
  ProjectRegistered registered;
  registered.project_id = project.id;
  registered.name = project.name;
  registered.owner = project.owner;
  registered.route = project.route;
  registered.district = std::string(kDistrict);
  registered.industry = project.industry;
  registered.planned_total = wan(project.total_wan);
  registered.fiscal_share_bp = static_cast<std::uint16_t>(project.fiscal ? 10'000 : 0);
  tell(world, i, desk("drc", 1), day, day, registered);

  ProjectCodeAssigned code;
  code.project = project.id;
  const int year = std::min(project.start.value_or(day).year(), day.year());
  code.project_code = project_code(project, year, static_cast<int>(i));
  tell(world, i, desk("drc", 1), day, day, code);
}

std::vector<ContractAmount> certified_before(const Works& works) {
  std::vector<ContractAmount> certified;
  for (const auto& contract : works.contracts) {
    if (!contract.signed_on) certified.push_back({contract.id, wan(contract.opening_wan)});
  }
  return certified;
}

void tell_opening(World& world, std::size_t i) {
  const auto& project = world.projects[i];
  const auto& course = world.courses[i];
  const auto& works = world.works[i];
  if (course.opening_stage.empty()) return;
  OpeningRecorded opening;
  opening.project = project.id;
  opening.started_on = course.started_on;
  opening.stage = course.opening_stage;
  opening.permits = course.permits;
  if (course.started_on) {
    opening.invested_cumulative = wan(works.opening_wan);
    opening.certified_by_contract = certified_before(works);
    std::int64_t certified = 0;
    for (const auto& contract : works.contracts) certified += contract.opening_wan;
    const auto source = project.fiscal ? FundSource::general : FundSource::own;
    opening.paid_by_source = {{source, wan(certified * 80 / 100)}};
    if (project.fiscal) {
      QuotaLeft left;
      left.quota_id = quota_id(project, 2024);
      left.amount = wan(quota_2024_wan(works));
      left.source = FundSource::general;
      left.year = static_cast<std::int16_t>(2024);
      opening.quotas_left = {left};
    }
  }
  tell(world, i, desk("keyproj", 2), kCutOver, course.registered, opening);
}

// Plans and what becomes of them differ now and then.
PipelineClass planned_class(const Project& project, Dice& dice) {
  if (!dice.one_in(14)) return project.shown;
  switch (project.shown) {
    case PipelineClass::completed:
      return PipelineClass::continuing;
    case PipelineClass::continuing:
      return PipelineClass::completed;
    case PipelineClass::new_start:
      return PipelineClass::reserve;
    case PipelineClass::reserve:
      break;
  }
  return PipelineClass::new_start;
}

// 区重点项目 of 2025: one list, adopted in one sitting.
void tell_listed(World& world, std::size_t i, Dice& dice) {
  const auto& project = world.projects[i];
  ProjectListed listed;
  listed.project = project.id;
  listed.list = "district_key";
  listed.year = 2025;
  listed.planned_class = planned_class(project, dice);
  if (project.annual_plan_wan > 0) listed.annual_plan = wan(project.annual_plan_wan);
  if (project.start && project.start->year() == 2025) {
    listed.planned_start = project.start->plus_days(-dice.between(0, 40));
  }
  if (project.completion) {
    listed.planned_completion = project.completion->plus_days(dice.between(-30, 20));
  }
  tell(world, i, desk("drc", 2), Date::of(2025, 1, 15), Date::of(2025, 1, 16), listed);
}

void tell_enrolled(World& world, std::size_t i) {
  const auto& works = world.works[i];
  if (!works.first_month) return;
  const auto& course = world.courses[i];
  const auto first = month_period(*works.first_month);
  auto day = course.registered;
  if (!course.started_on) {
    day = add_working_days(std::max(*world.projects[i].start, first.first_day()), 4);
  }
  if (i == world.planted.late_entry) day = Date::of(2025, 7, 16);
  ProjectEnrolled enrolled;
  enrolled.project = world.projects[i].id;
  enrolled.size_class = "5000+";
  enrolled.from_period = first;
  enrolled.evidence = {
      {"approval", std::nullopt}, {"contract", std::nullopt}, {"photo", std::nullopt}};
  tell(world, i, desk("stats", 1), day, day, enrolled);
}

}  // namespace

void tell_listing(World& world) {
  auto dice = world.dice("listing");
  for (std::size_t i = 0; i < world.size(); ++i) {
    tell_registered(world, i);
    tell_opening(world, i);
  }
  for (std::size_t i = 0; i < world.size(); ++i) {
    tell_listed(world, i, dice);
    tell_enrolled(world, i);
  }
}

}  // namespace tally::demo
