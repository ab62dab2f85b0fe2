// The usual steps of the four phases (domain: 工程建设项目审批). The day limits are the sample's
// own.
#include "tools/demo/approvals.h"

namespace tally::demo {
namespace {

StepSpec decision_step(Route route) {
  switch (route) {
    case Route::approval:
      return {"feasibility", "feasibility", "drc", 20, 10};
    case Route::verification:
      return {"verification", "verification", "drc", 20, 10};
    case Route::filing:
      break;
  }
  return {"filing", "filing", "drc", 5, 2};
}

std::string_view before_land(Route route) {
  switch (route) {
    case Route::approval:
      return "land_preexam feasibility";
    case Route::verification:
      return "land_preexam verification";
    case Route::filing:
      break;
  }
  return "land_preexam filing";
}

}  // namespace

std::vector<StepSpec> steps_of(std::string_view phase, Route route) {
  if (phase == "P1") {
    return {decision_step(route),
            {"land_preexam", "land_preexam", "planning", 20, 8},
            {"eia", "eia", "eco", 20, 10, "", PauseReason::expert_review, true},
            {"water_soil", "water_soil", "water", 20, 7, "", PauseReason::expert_review, true},
            {"land_permit", "land_permit", "planning", 20, 5, before_land(route)}};
  }
  if (phase == "P2") {
    std::vector<StepSpec> steps = {
        {"design_review", "design_review", "planning", 20, 7},
        {"air_defence", "air_defence", "airdef", 20, 5, "", PauseReason::appraisal, true},
        {"planning_permit", "planning_permit", "planning", 20, 7, "design_review"}};
    if (route == Route::approval) {
      steps.push_back({"preliminary_design", "preliminary_design", "drc", 20, 8, "design_review"});
    }
    return steps;
  }
  if (phase == "P3") {
    return {{"drawing_review", "drawing_review", "housing", 15, 7, "", PauseReason::testing},
            {"fire_review", "fire_review", "fire", 15, 8, "", PauseReason::testing, true},
            {"quality_supervision", "quality_supervision", "housing", 7, 3},
            {"construction_permit", "construction_permit", "housing", 7, 3,
             "drawing_review quality_supervision"}};
  }
  return {{"planning_check", "", "planning", 10, 4},
          {"fire_acceptance", "", "fire", 15, 5},
          {"air_defence_check", "", "airdef", 10, 4},
          {"joint_acceptance", "joint_acceptance", "housing", 15, 6,
           "planning_check fire_acceptance air_defence_check"},
          {"acceptance_filing", "acceptance_filing", "housing", 15, 5, "joint_acceptance"}};
}

std::vector<StepPlan> plans_of(const std::vector<StepSpec>& specs) {
  std::vector<StepPlan> plans;
  for (const auto& spec : specs) {
    StepPlan plan;
    plan.step = spec.name;
    if (!spec.item.empty()) plan.item = std::string(spec.item);
    plan.org = std::string(spec.office);
    plan.statutory_days = spec.statutory_days;
    plan.pledged_days = spec.pledged_days;
    plan.day_kind = DayKind::work;
    std::string_view after = spec.after;
    while (!after.empty()) {
      const auto end = after.find(' ');
      if (!plan.depends_on) plan.depends_on.emplace();
      plan.depends_on->push_back(std::string(after.substr(0, end)));
      after = end == std::string_view::npos ? std::string_view() : after.substr(end + 1);
    }
    plans.push_back(std::move(plan));
  }
  return plans;
}

}  // namespace tally::demo
