// Main stages, the milestones of start and completion, and approved estimates.
#include <algorithm>

#include "tools/demo/calendar.h"
#include "tools/demo/world.h"

namespace tally::demo {
namespace {

// The desks of the key projects office write a project's facts down with the same delay, so that
// they come into the ledger in the order in which they happened, and at the latest on the month's
// last working day, so that the pipeline of a month's end is complete on that day.
struct Diary {
  Desk desk;
  int delay = 0;
  Date recorded(Date day) const {
    day = on_working_day(day);
    const auto next_month = Date::of(day.year() + day.month() / 12, day.month() % 12 + 1, 1);
    const auto month_end = working_days_before(next_month, 1);
    return std::min(add_working_days(day, delay), month_end);
  }
};

void tell_changes(World& world, std::size_t i, const Diary& diary) {
  const auto& course = world.courses[i];
  std::string from = course.opening_stage.empty() ? "reserve" : course.opening_stage;
  for (const auto& step : course.stages) {
    StageChanged changed;
    changed.project = world.projects[i].id;
    changed.from = from;
    changed.to = step.to;
    auto recorded = diary.recorded(step.day);
    if (i == world.planted.late_entry && step.to == "construction") recorded = kLateEntry;
    std::string_view story;
    if (i == world.planted.moved_back && step.back) story = story_name::kMovedBack;
    tell(world, i, diary.desk, step.day, recorded, changed, story);
    from = step.to;
  }
}

void tell_start(World& world, std::size_t i, const Diary& diary) {
  const auto& project = world.projects[i];
  if (!project.start || world.courses[i].started_on) return;
  MilestoneReached start;
  start.project = project.id;
  start.code = "start";
  start.evidence = {{"现场照片", "监理开工令"}};
  auto recorded = diary.recorded(*project.start);
  std::string_view story;
  if (i == world.planted.late_entry) {
    recorded = kLateEntry;
    story = story_name::kLateEntry;
  }
  if (i == world.planted.early_start) story = story_name::kEarlyStart;
  tell(world, i, diary.desk, *project.start, recorded, start, story);
}

void tell_completion(World& world, std::size_t i, const Diary& diary) {
  const auto& project = world.projects[i];
  if (!project.completion) return;
  MilestoneReached completion;
  completion.project = project.id;
  completion.code = "completion_accepted";
  completion.evidence = {{"联合验收意见书"}};
  const auto story = i == world.planted.voided ? story_name::kVoided : std::string_view();
  world.completions[i] = tell(world, i, diary.desk, *project.completion,
                              diary.recorded(*project.completion), completion, story);
}

void tell_planned(World& world, std::size_t i, const Diary& diary, Dice& dice) {
  const auto& project = world.projects[i];
  if (project.shown == PipelineClass::completed) return;
  const auto plan = [&](std::string code, Date date) {
    MilestonePlanned planned;
    planned.project = project.id;
    planned.code = std::move(code);
    planned.date = date;
    const auto day = Date::of(2025, 1, 20);
    tell(world, i, diary.desk, day, day.plus_days(dice.between(0, 4)), planned);
  };
  if (project.start && project.start->year() == 2025) {
    plan("start", project.start->plus_days(dice.between(-20, 10)));
  }
  if (project.start)
    plan("completion_accepted", Date::of(2026, 3, 31).plus_days(dice.between(0, 900)));
}

// 估算 and 概算 of the approval route; both as planned, so that the list's total stays.
void tell_estimates(World& world, std::size_t i, const Diary& diary) {
  const auto& project = world.projects[i];
  for (const auto& step : world.courses[i].stages) {
    if (step.back || (step.to != "design" && step.to != "permitting")) continue;
    if (project.route != Route::approval) continue;
    EstimateApproved estimate;
    estimate.project = project.id;
    estimate.kind = step.to == "design" ? EstimateKind::feasibility : EstimateKind::design;
    estimate.total = wan(project.total_wan);
    estimate.approver = "示例区发展和改革局";
    tell(world, i, desk("drc", 3), step.day, diary.recorded(step.day), estimate);
  }
}

}  // namespace

void tell_stages(World& world) {
  for (std::size_t i = 0; i < world.size(); ++i) {
    auto dice = world.dice("stages", i);
    const Diary diary{desk("keyproj", dice.between(1, 3)), dice.between(0, 2)};
    tell_planned(world, i, diary, dice);
    tell_estimates(world, i, diary);
    tell_start(world, i, diary);
    tell_completion(world, i, diary);
    tell_changes(world, i, diary);
  }
}

}  // namespace tally::demo
