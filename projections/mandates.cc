#include "projections/mandates.h"

#include <array>
#include <map>
#include <set>

#include "projections/figures.h"

namespace tally {
namespace {

struct Served {
  std::int64_t visits = 0, issues = 0, resolved = 0, overdue = 0;
  Date last_visit;
  Positions positions;
};

// By id; the last word on each.
template <class Event>
std::map<std::string_view, Row<Event>> by_id(const FactSet& facts, const Cut& cut,
                                             std::string Event::*id) {
  std::map<std::string_view, Row<Event>> all;
  for (const auto& row : live_rows<Event>(facts, cut)) all.insert_or_assign((*row).*id, row);
  return all;
}

bool past(const std::optional<Date>& due, const ViewQuery& query) {
  return due && *due < query.cut.effective;
}

struct Mandated {
  std::int64_t pledges = 0, measures = 0;
};

// Walks down from the directives without a parent that is there.
class Tree {
 public:
  using Directives = std::map<std::string_view, Row<DirectiveRegistered>>;
  Tree(const Directives& all, const std::map<std::string_view, Mandated>& mandated,
       const ViewQuery& query, std::vector<ViewRow>& rows)
      : all_(all), mandated_(mandated), query_(query), rows_(rows) {
    for (const auto& [id, directive] : all) {
      if (directive->parent && all.count(*directive->parent) != 0) {
        children_[*directive->parent].push_back(id);
      }
    }
  }
  void walk() {
    for (const auto& [id, directive] : all_) {
      if (!directive->parent || all_.count(*directive->parent) == 0) walk_from(id);
    }
    // Those that hang on one another in a circle.
    for (const auto& [id, directive] : all_) {
      if (shown_.count(id) == 0) walk_from(id);
    }
  }

 private:
  void walk_from(std::string_view root) {
    std::vector<std::pair<std::string_view, std::int64_t>> waiting = {{root, 0}};
    while (!waiting.empty()) {
      const auto [id, depth] = waiting.back();
      waiting.pop_back();
      if (!shown_.insert(id).second) continue;
      show(id, depth);
      const auto children = children_.find(id);
      if (children == children_.end()) continue;
      for (auto child = children->second.rbegin(); child != children->second.rend(); ++child) {
        waiting.emplace_back(*child, depth + 1);
      }
    }
  }
  void show(std::string_view id, std::int64_t depth) {
    const auto& directive = all_.at(id);
    const auto counts = mandated_.find(id);
    Positions positions;
    directive.note(positions);
    Json row;
    row.set("kind", "directive");
    row.set("id", id);
    row.set("name", directive->title);
    row.set("level", directive->level ? Json(enum_name(*directive->level)) : Json());
    row.set("parent", directive->parent ? Json(*directive->parent) : Json());
    row.set("depth", depth);
    row.set("held_on", directive.day().to_string());
    row.set("pledges", counts == mandated_.end() ? 0 : counts->second.pledges);
    row.set("measures", counts == mandated_.end() ? 0 : counts->second.measures);
    rows_.push_back(make_row(std::move(row), positions, query_));
  }

  const Directives& all_;
  const std::map<std::string_view, Mandated>& mandated_;
  const ViewQuery& query_;
  std::vector<ViewRow>& rows_;
  std::map<std::string_view, std::vector<std::string_view>> children_;
  std::set<std::string_view> shown_;
};

}  // namespace

void add_enterprise_rows(std::vector<ViewRow>& rows, const FactSet& facts, const ViewQuery& query) {
  std::map<std::string_view, Served> all;
  for (const auto& row : live_rows<ServiceVisitRecorded>(facts, query.cut)) {
    Served& served = all[row->enterprise];
    ++served.visits;
    served.last_visit = row.day();
    row.note(served.positions);
  }
  const auto resolved = by_id(facts, query.cut, &IssueResolved::issue_id);
  for (const auto& [id, issue] : by_id(facts, query.cut, &IssueRaised::issue_id)) {
    Served& served = all[issue->enterprise];
    ++served.issues;
    issue.note(served.positions);
    const auto done = resolved.find(id);
    if (done != resolved.end()) {
      ++served.resolved;
      done->second.note(served.positions);
    } else if (past(issue->due, query)) {
      ++served.overdue;
    }
  }
  for (const auto& [id, served] : all) {
    Json row;
    row.set("kind", "enterprise");
    row.set("id", id);
    row.set("visits", served.visits);
    row.set("last_visit", served.visits > 0 ? Json(served.last_visit.to_string()) : Json());
    row.set("issues", served.issues);
    row.set("resolved", served.resolved);
    row.set("overdue", served.overdue);
    rows.push_back(make_row(std::move(row), served.positions, query));
  }
}

void add_measure_rows(std::vector<ViewRow>& rows, const FactSet& facts, const ViewQuery& query) {
  struct Line {
    std::int64_t issued = 0, completed = 0, overdue = 0;
    Positions positions;
  };
  constexpr std::size_t kCategories = EnumNames<MeasureCategory>::kNames.size();
  std::array<Line, kCategories + 1> lines;
  const auto completed = by_id(facts, query.cut, &MeasureCompleted::measure_id);
  for (const auto& [id, measure] : by_id(facts, query.cut, &MeasureIssued::measure_id)) {
    Line& line =
        lines[measure->category ? static_cast<std::size_t>(*measure->category) : kCategories];
    ++line.issued;
    measure.note(line.positions);
    const auto done = completed.find(id);
    if (done != completed.end()) {
      ++line.completed;
      done->second.note(line.positions);
    } else if (past(measure->due, query)) {
      ++line.overdue;
    }
  }
  for (std::size_t i = 0; i <= kCategories; ++i) {
    if (i == kCategories && lines[i].issued == 0) continue;
    Json row;
    row.set("kind", "measures");
    row.set("id", i < kCategories ? Json(enum_name(static_cast<MeasureCategory>(i))) : Json());
    row.set("issued", lines[i].issued);
    row.set("completed", lines[i].completed);
    row.set("overdue", lines[i].overdue);
    rows.push_back(make_row(std::move(row), lines[i].positions, query));
  }
}

void add_pledge_rows(std::vector<ViewRow>& rows, const FactSet& facts, const ViewQuery& query) {
  const auto statuses = by_id(facts, query.cut, &PledgeStatusReported::pledge_id);
  for (const auto& [id, pledge] : by_id(facts, query.cut, &PledgeMade::pledge_id)) {
    Positions positions;
    pledge.note(positions);
    const auto at = statuses.find(id);
    std::optional<PledgeStatus> status;
    if (at != statuses.end()) {
      status = at->second->status;
      at->second.note(positions);
    }
    const bool done = status == PledgeStatus::kept || status == PledgeStatus::dropped;
    Json row;
    row.set("kind", "pledge");
    row.set("id", id);
    row.set("name", pledge->text);
    row.set("department", pledge->pledger ? Json(*pledge->pledger) : Json());
    row.set("status", status ? Json(enum_name(*status)) : Json());
    row.set("due", date_json(pledge->due));
    row.set("overdue", !done && past(pledge->due, query) ? 1 : 0);
    rows.push_back(make_row(std::move(row), positions, query));
  }
}

void add_directive_rows(std::vector<ViewRow>& rows, const FactSet& facts, const ViewQuery& query) {
  std::map<std::string_view, Mandated> mandated;
  for (const auto& [id, pledge] : by_id(facts, query.cut, &PledgeMade::pledge_id)) {
    if (pledge->directive) ++mandated[*pledge->directive].pledges;
  }
  for (const auto& [id, measure] : by_id(facts, query.cut, &MeasureIssued::measure_id)) {
    if (measure->directive) ++mandated[*measure->directive].measures;
  }
  const auto directives = by_id(facts, query.cut, &DirectiveRegistered::directive_id);
  Tree(directives, mandated, query, rows).walk();
}

}  // namespace tally
