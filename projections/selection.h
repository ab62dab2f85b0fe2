// Which year, which list, which projects a view speaks of (amendment A9), and the class of a
// project in a plan year.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "projections/project_state.h"

namespace tally {

struct Selection {
  int year = 1;
  Cut cut;                          // E at most the last day of the year.
  std::optional<std::string> list;  // None: every project registered by E.
};

// Year: the one asked for, else the year of E. `invalid`, field "year", outside 1 to 9999.
Result<Selection> select_year(const ViewQuery& query);
// List: the one asked for, else the only one recorded at K. Several and none asked for: `invalid`,
// field "list", naming them.
Result<Selection> select(const FactSet& facts, const ViewQuery& query);

// The lists that projects were put on. K alone decides which there are, so that an earlier E does
// not change the choice.
std::set<std::string_view> lists_recorded(const FactSet& facts, TreeSize known);

// How a project stands on a list of one year.
struct Membership {
  bool delisted = false;
  Date listed_on;  // First listing.
  std::optional<PipelineClass> planned_class;
  std::optional<Money> annual_plan;
  Positions positions;
};
// Nothing when it never stood on it.
std::optional<Membership> membership(const ProjectState& project, std::string_view list, int year);
// As the selection says: on its list, or registered where there is no list.
std::optional<Membership> membership(const ProjectState& project, const Selection& selection);

// 竣工 / 续建 / 新开工 / 储备 are derived: the same project is "new start" in one plan year and
// "continuing" in the next without any event in between. In the order in which they are shown.
enum class StandingClass : std::uint8_t {
  completed,
  continuing,
  new_start,
  reserve,
  previously_completed,
  cancelled,
  split,
  merged,
  delisted
};
inline constexpr std::size_t kStandingClasses = 9;
// Neither delisted nor cancelled, and not gone on in other projects.
bool is_listed(StandingClass value);
std::string_view standing_class_name(StandingClass value);
// Completed, continuing, new start or reserve: by dates alone (domain 5.3 V1).
StandingClass class_by_dates(const ProjectState& project, int year);
StandingClass standing_class(const ProjectState& project, const Membership& member, int year);

// Whether the query asks for this project, or for none in particular.
bool asked_for(const ViewQuery& query, std::string_view project);

// For views of single projects: the project and the list asked for, where any was. A project that
// was taken off the list stays in. The facts must outlive it.
class ProjectFilter {
 public:
  static Result<ProjectFilter> of(const FactSet& facts, const ViewQuery& query);
  bool takes(std::string_view project) const;

 private:
  std::optional<std::string> project_;
  std::optional<std::set<std::string_view>> listed_;
};

}  // namespace tally
