#include "tools/cli/replay_figures.h"

#include <map>

#include "projections/projections.h"
#include "projections/row_figures.h"

namespace tally::cli {

ReplayFigures::ReplayFigures(Source& source, const ViewOptions& options)
    : source_(source), options_(options), own_effective_(!options.effective.empty()) {
  const auto follow = [this](std::string_view name, Label label, std::string_view view,
                             std::string_view at) {
    figures_.push_back({name, label, view, at, {}, {}});
  };
  follow("completed", {"竣工", "completed"}, "pipeline", "class=completed.count");
  follow("continuing", {"续建", "continuing"}, "pipeline", "class=continuing.count");
  follow("new_start", {"新开工", "new start"}, "pipeline", "class=new_start.count");
  follow("reserve", {"储备", "reserve"}, "pipeline", "class=reserve.count");
  follow("planned_total", {"总投资", "planned total"}, "investment", "kind=total.planned_total");
  follow("invested_ytd", {"自年初投资", "invested ytd"}, "investment", "kind=total.ytd");
  follow("paid", {"已付", "paid"}, "disbursement", "kind=total.paid");
  follow("pending", {"未结申请", "open requests"}, "disbursement", "kind=total.pending");
}

Result<void> ReplayFigures::move_to(TreeSize known, Date day) {
  KnownText at;
  at.known.kind = protocol::Known::Kind::size;
  at.known.size = known;
  if (!own_effective_) options_.effective = day.to_string();
  std::map<std::string_view, Json> answers;
  for (auto& figure : figures_) {
    auto answer = answers.find(figure.view);
    if (answer == answers.end()) {
      TALLY_ASSIGN(const auto reply, options_.ask(source_, std::string(figure.view), at, false));
      effective_ = reply.effective;
      TALLY_ASSIGN(auto json, parse_json(reply.json));
      answer = answers.emplace(figure.view, std::move(json)).first;
    }
    std::vector<const Json*> rows;
    for (const auto& row : *answer->second.find("rows")->array()) {
      rows.push_back(&row);
      if (rows.size() == 16) break;  // Totals and classes come first.
    }
    const auto found = find_figure(rows, figure.at);
    figure.before = std::move(figure.now);
    figure.now = found.ok() ? *find_figure(*rows[found->row], found->path) : Json();
  }
  return {};
}

bool has_view(std::string_view name) {
  for (const auto& view : view_list()) {
    if (view.name == name) return true;
  }
  return false;
}

Result<ReplayFindings> ReplayFindings::load(Source& source, const ViewOptions& options) {
  ReplayFindings findings;
  if (has_view("findings")) TALLY_TRY(findings.add(source, "findings", options));
  if (has_view("ceased_findings") && !options.project.empty()) {
    TALLY_TRY(findings.add(source, "ceased_findings", options));
  }
  return findings;
}

Result<void> ReplayFindings::add(Source& source, const std::string& view,
                                 const ViewOptions& options) {
  TALLY_ASSIGN(const auto reply, options.ask(source, view, {}, false));
  TALLY_ASSIGN(const auto json, parse_json(reply.json));
  for (const auto& row : *json.find("rows")->array()) {
    const Json* first = row.find("first_position");
    const Json* rule = row.find("rule");
    const Json* project = row.find("project");
    if (!first || !first->integer() || !rule || !rule->string()) continue;
    begun_.emplace(static_cast<std::uint64_t>(*first->integer()),
                   Begun{*rule->string(),
                         project && project->string() ? *project->string() : std::string("-")});
  }
  return {};
}

std::vector<ReplayFindings::Begun> ReplayFindings::at(std::uint64_t position) const {
  std::vector<Begun> found;
  const auto [first, last] = begun_.equal_range(position);
  for (auto it = first; it != last; ++it) found.push_back(it->second);
  return found;
}

}  // namespace tally::cli
