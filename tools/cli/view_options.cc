#include "tools/cli/view_options.h"

#include "projections/projections.h"

namespace tally::cli {

std::string ViewOptions::view_names() {
  std::string names;
  for (const auto& view : view_list()) {
    names += (names.empty() ? "" : ", ") + std::string(view.name);
  }
  return names;
}

void ViewOptions::declare(CLI::App& app) {
  app.add_option("--list", list, "project list, e.g. district_key");
  app.add_option("--project", project, "one project only");
  app.add_option("--year", year, "plan year; default: the year of --effective");
  app.add_option("--effective", effective, "E: what was true by this day, inclusive");
}

Result<protocol::ViewReply> ViewOptions::ask(Source& source, const std::string& view,
                                             const KnownText& known, bool with_positions) const {
  protocol::ViewRequest request;
  request.view = view;
  if (!effective.empty()) {
    auto day = Date::parse(effective);
    if (!day.ok()) return std::move(day).error().within("effective");
    request.effective = *day;
  }
  request.known = known.known;
  if (!list.empty()) request.list = list;
  if (!project.empty()) request.project = project;
  request.year = year;
  request.with_positions = with_positions;
  TALLY_ASSIGN(auto reply, source.view(request));
  if (known.root && *known.root != reply.root) {
    Error error(ErrorCode::corrupt, "the ledger is not the one that signed this checkpoint",
                "known");
    error.rule = "forked";
    return error;
  }
  return reply;
}

}  // namespace tally::cli
