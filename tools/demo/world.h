// The invented district while its story is told: projects with their course, desks, the dice.
//
// Every subject draws from dice of its own, so that a change in one does not move the others.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/demo/course.h"
#include "tools/demo/planted.h"
#include "tools/demo/portfolio.h"
#include "tools/demo/story.h"
#include "tools/demo/works.h"

namespace tally::demo {

inline constexpr std::string_view kScope = "示例区";
inline constexpr std::string_view kDistrict = "990101";    // Not a code of GB/T 2260.
inline constexpr std::string_view kOperator = "operator";  // Enrolled by `tally init`.

// Who writes something down: a person at an organisation, in a role.
struct Desk {
  std::string actor;
  std::string org;
  std::string role;
};

struct World {
  std::uint64_t seed;
  Story story;
  std::vector<Project> projects;
  std::vector<Course> courses;  // By project.
  std::vector<Works> works;     // By project.
  Planted planted;
  std::vector<EventId> completions;  // Of the completed projects, by project; else zero.

  Dice dice(std::string_view subject, std::size_t number = 0) const;
  std::size_t size() const { return projects.size(); }
};

World make_world(std::uint64_t seed);

// The n-th person (from 1) of a department: "drc", "finance", "stats", "planning", "housing", ...
Desk desk(std::string_view department, int n);
// The one clerk of a project's owner.
Desk owner_desk(std::size_t project);

std::string stream(const Project& project);

// The budget quota of a fiscal project, and what is left of that of 2024 at the cut-over day.
std::string quota_id(const Project& project, int year);
std::int64_t quota_2024_wan(const Works& works);

// Tells an event in a project's stream.
EventId tell(World& world, std::size_t project, const Desk& desk, Date effective, Date recorded,
             const Payload& payload, std::string_view planted = {});

// One subject each; within a recording day the order of these calls is the order of the events.
void tell_people(World& world);
void tell_listing(World& world);
void tell_stages(World& world);
void tell_approvals(World& world);
void tell_contracts(World& world);
void tell_reports(World& world);
void tell_payments(World& world);
void tell_bonds(World& world);
void tell_targets(World& world);
void tell_planted(World& world);

}  // namespace tally::demo
