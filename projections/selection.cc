#include "projections/selection.h"

namespace tally {
std::set<std::string_view> lists_recorded(const FactSet& facts, TreeSize known) {
  std::set<std::string_view> lists;
  for (const Facts* part : facts.parts) {
    each_live(*part, &Facts::listings, {kLastDate, known}, [&](const Row<ListingRow>& row) {
      if (row->listed) lists.insert(row.text(row->list));
    });
  }
  return lists;
}

Result<Selection> select_year(const ViewQuery& query) {
  Selection selection{query.year.value_or(query.cut.effective.year()), query.cut, query.list};
  if (selection.year < 1 || selection.year > 9999) {
    return invalid("year", "must be between 1 and 9999");
  }
  selection.cut.effective = std::min(query.cut.effective, Date::of(selection.year, 12, 31));
  return selection;
}

Result<Selection> select(const FactSet& facts, const ViewQuery& query) {
  TALLY_ASSIGN(Selection selection, select_year(query));
  if (selection.list) return selection;
  const auto lists = lists_recorded(facts, query.cut.known);
  if (lists.size() > 1) {
    std::string names, names_zh;
    for (const auto list : lists) {
      names.append(names.empty() ? "" : ", ").append(list);
      names_zh.append(names_zh.empty() ? "" : "、").append(list);
    }
    Error error = invalid("list", "must be named, there are several: " + names);
    error.message_zh = "有多个名单，请指定其一：" + names_zh;
    return error;
  }
  if (!lists.empty()) selection.list = std::string(*lists.begin());
  return selection;
}

std::optional<Membership> membership(const ProjectState& project, std::string_view list, int year) {
  std::optional<Membership> member;
  for (const auto& listing : project.listings) {
    if (listing.list != list || listing.year != year) continue;
    if (!member && !listing.listed) continue;  // Taken off before it was ever put on.
    if (!member) {
      member.emplace();
      member->listed_on = {listing.order.day};
    }
    member->delisted = !listing.listed;
    if (listing.listed) {
      member->planned_class = listing.planned_class;
      member->annual_plan = listing.annual_plan;
    }
    listing.origin.note(member->positions);
  }
  return member;
}

std::optional<Membership> membership(const ProjectState& project, const Selection& selection) {
  if (selection.list) return membership(project, *selection.list, selection.year);
  if (!project.registered) return std::nullopt;
  return Membership{};
}

std::string_view standing_class_name(StandingClass value) {
  static constexpr std::string_view kNames[kStandingClasses] = {
      "completed", "continuing", "new_start", "reserve", "previously_completed",
      "cancelled", "split",      "merged",    "delisted"};
  return kNames[static_cast<std::size_t>(value)];
}

bool is_listed(StandingClass value) { return value <= StandingClass::previously_completed; }

StandingClass class_by_dates(const ProjectState& project, int year) {
  if (project.completed_on) {
    return project.completed_on->year() == year ? StandingClass::completed
                                                : StandingClass::previously_completed;
  }
  if (!project.started_on) return StandingClass::reserve;
  return project.started_on->year() == year ? StandingClass::new_start : StandingClass::continuing;
}

StandingClass standing_class(const ProjectState& project, const Membership& member, int year) {
  if (member.delisted) return StandingClass::delisted;
  if (project.gone_on) return project.merged ? StandingClass::merged : StandingClass::split;
  if (project.cancelled()) return StandingClass::cancelled;
  return class_by_dates(project, year);
}

bool asked_for(const ViewQuery& query, std::string_view project) {
  return !query.project || *query.project == project;
}

Result<ProjectFilter> ProjectFilter::of(const FactSet& facts, const ViewQuery& query) {
  ProjectFilter filter;
  filter.project_ = query.project;
  if (!query.list) return filter;
  TALLY_ASSIGN(const Selection selection, select_year(query));
  filter.listed_.emplace();
  for (const auto& project : project_states(facts, selection.cut)) {
    if (membership(project, selection)) filter.listed_->insert(project.id);
  }
  return filter;
}

bool ProjectFilter::takes(std::string_view project) const {
  if (project_ && *project_ != project) return false;
  return !listed_ || listed_->count(project) != 0;
}

}  // namespace tally
