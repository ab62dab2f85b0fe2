#include "tools/demo/course.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/demo/calendar.h"
#include "tools/demo/planted.h"
#include "tools/demo/story.h"

namespace tally::demo {
namespace {

// A phase opened from here on is told; an earlier one stands in the opening balance.
const Date kFirstPhase = Date::of(2024, 11, 11);

// Certificate numbers of the invented offices, such as 示建施〔2024〕007-2号.
OpeningPermit permit(const Project& project, std::string item, std::string_view office, Date day) {
  OpeningPermit permit;
  permit.item = std::move(item);
  permit.certificate_no = fmt::format("示{}〔{}〕{}号", office, day.year(), project.id.substr(2));
  permit.decided_on = day;
  return permit;
}

std::string decision_item(Route route) {
  switch (route) {
    case Route::approval:
      return "feasibility";
    case Route::verification:
      return "verification";
    case Route::filing:
      break;
  }
  return "filing";
}

// The permits of P1, decided some days after `open`, at the latest before the cut-over day.
void add_early_permits(Course& course, const Project& project, Date open) {
  const auto day = [&](int after) {
    return std::min(add_working_days(open, after), Date::of(2024, 10, 25));
  };
  course.permits.push_back(permit(project, decision_item(project.route), "发改投", day(9)));
  course.permits.push_back(permit(project, "land_preexam", "规预", day(8)));
  course.permits.push_back(permit(project, "eia", "环评", day(14)));
  course.permits.push_back(permit(project, "land_permit", "规地", day(18)));
}

void add_building_permits(Course& course, const Project& project, Date start) {
  if (project.route == Route::approval) {
    const auto day = working_days_before(start, 50);
    course.permits.push_back(permit(project, "preliminary_design", "发改概", day));
  }
  course.permits.push_back(
      permit(project, "planning_permit", "规建", working_days_before(start, 40)));
  course.permits.push_back(
      permit(project, "construction_permit", "建施", working_days_before(start, 7)));
}

void add_phase(Course& course, const Project& project, std::string_view phase, Date open,
               int section = 0) {
  const auto id = section == 0 ? fmt::format("{}/{}", project.id, phase)
                               : fmt::format("{}/{}-{}", project.id, phase, section);
  course.phases.push_back({std::string(phase), id, open});
}

// Later sections of a work under way have approvals of their own.
void add_sections(Course& course, const Project& project, Dice& dice) {
  const int sections = project.total_wan > 500'000   ? dice.between(2, 3)
                       : project.total_wan > 100'000 ? dice.between(1, 2)
                                                     : dice.between(0, 1);
  for (int section = 2; section < 2 + sections; ++section) {
    const auto open =
        on_working_day(Date::of(2024, 11, 18).plus_days(dice.between(0, 200) + 20 * section));
    add_phase(course, project, "P2", open, section);
    add_phase(course, project, "P3", add_working_days(open, kP2Days + dice.between(1, 6)), section);
  }
}

// Begun before the cut-over day: the opening balance says so.
void set_begun(Course& course, const Project& project, bool voided, Dice& dice) {
  add_early_permits(course, project, working_days_before(*project.start, 120));
  add_building_permits(course, project, *project.start);
  course.started_on = *project.start;
  course.opening_stage = "construction";
  if (!project.completion) return add_sections(course, project, dice);
  const auto completed = *project.completion;
  const auto accepting = working_days_before(completed, kP4Days);
  add_phase(course, project, "P4", accepting);
  course.stages.push_back({accepting, "acceptance"});
  if (voided) return;
  const auto after = add_working_days(completed, dice.between(15, 35));
  course.stages.push_back({after, project.route == Route::approval ? "settlement" : "operation"});
}

// Begun in the last weeks of 2024, with all its permits in hand at the cut-over day.
void set_about_to_begin(Course& course, const Project& project) {
  const auto permitted = Date::of(2024, 10, 30);
  add_early_permits(course, project, working_days_before(permitted, 120));
  add_building_permits(course, project, permitted);
  course.opening_stage = "procurement";
  course.stages.push_back({*project.start, "construction"});
}

void add_initiation(Course& course, const Project& project, Date p1, Date p2) {
  course.stages.push_back({p1, "initiation"});
  if (project.route != Route::approval) return;
  course.stages.push_back({add_working_days(p1, 5), "feasibility"});
  course.stages.push_back({working_days_before(p2, 2), "design"});
}

// Where P1 is over at the cut-over day, the opening balance brings it along.
void set_new_start(Course& course, const Project& project, bool early, bool back, Dice& dice) {
  const auto start = *project.start;
  // An early start is one whose permit comes only after it.
  const auto p3 = early ? working_days_before(start, 5) : working_days_before(start, kP3Days + 2);
  const auto p2 = working_days_before(p3, kP2Days + dice.between(2, 4));
  const auto p1 = working_days_before(p2, kP1Days + dice.between(3, 9));
  if (p1 >= kFirstPhase) {
    add_phase(course, project, "P1", p1);
    add_initiation(course, project, p1, p2);
  } else {
    add_early_permits(course, project, std::min(p1, Date::of(2024, 9, 20)));
    course.opening_stage = project.route == Route::approval ? "design" : "initiation";
  }
  add_phase(course, project, "P2", p2);
  add_phase(course, project, "P3", p3);
  course.stages.push_back({p2, "permitting"});
  course.stages.push_back({p3, "procurement"});
  if (back) {
    // The tender finds no bidder at this size: back to the design, and once more through the rest.
    course.stages.push_back({add_working_days(p3, 8), "design", true});
    course.stages.push_back({add_working_days(p3, 16), "permitting", true});
    course.stages.push_back({add_working_days(p3, 20), "procurement", true});
  }
  course.stages.push_back({start, "construction"});
}

// Some only stand in the pool, others are on their way through P1 and P2.
void set_reserve(Course& course, const Project& project, Dice& dice) {
  if (dice.one_in(4)) return;
  const auto p1 = on_working_day(Date::of(2025, 2, 17).plus_days(dice.between(0, 210)));
  const auto p2 = add_working_days(p1, kP1Days + dice.between(3, 25));
  add_phase(course, project, "P1", p1);
  add_phase(course, project, "P2", p2);
  add_initiation(course, project, p1, p2);
  course.stages.push_back({p2, "permitting"});
}

// The pool of those not begun fills up from November to January.
Date registration_day(const Course& course, Dice& dice) {
  const auto first_weeks = kFirstDay.plus_days(dice.between(0, 4));
  if (!course.opening_stage.empty()) return on_working_day(first_weeks);
  auto latest = Date::of(2025, 1, 9);
  if (!course.phases.empty()) latest = std::min(latest, course.phases.front().open.plus_days(-5));
  return on_working_day(kFirstDay.plus_days(dice.between(0, latest.days - kFirstDay.days)));
}

}  // namespace

std::vector<Course> make_courses(const std::vector<Project>& projects, const Planted& planted,
                                 Dice dice) {
  std::vector<Course> courses;
  for (std::size_t i = 0; i < projects.size(); ++i) {
    const auto& project = projects[i];
    Course course;
    if (!project.start) {
      set_reserve(course, project, dice);
    } else if (*project.start <= kCutOver) {
      set_begun(course, project, i == planted.voided, dice);
    } else if (project.shown == PipelineClass::continuing) {
      set_about_to_begin(course, project);
    } else {
      set_new_start(course, project, i == planted.early_start, i == planted.moved_back, dice);
    }
    course.registered = registration_day(course, dice);
    courses.push_back(std::move(course));
  }
  return courses;
}

}  // namespace tally::demo
