#include "tools/cli/project_facts.h"

#include <algorithm>

#include "core/catalogue/types.h"

namespace tally::cli {
namespace {

Result<void> read_into(Source& source, protocol::ReadRequest request, TreeSize known,
                       std::vector<protocol::RawRecord>& records) {
  return read_all(source, request, [&](const protocol::RawRecord& record) {
    if (known.holds(record.position)) records.push_back(record);
    return known.holds(record.position);
  });
}

// The calendar of China decides wherever there is one; only without it all calendars are looked
// for, which reads through the whole log.
Result<void> read_calendars(Source& source, TreeSize known,
                            std::vector<protocol::RawRecord>& records) {
  protocol::ReadRequest request;
  request.selection.scope = protocol::Selection::Scope::stream;
  request.selection.name = stream_name("calendar", "CN");
  auto read = read_into(source, request, known, records);
  if (read.ok() || read.error().code != ErrorCode::not_found) return read;
  request.selection.scope = protocol::Selection::Scope::category;
  request.selection.name = "calendar";
  return read_into(source, request, known, records);
}

}  // namespace

Result<CutAnswer> resolve_cut(Source& source, const std::string& effective,
                              const KnownText& known) {
  // A view of a project that is not there is the cheapest question about E, K and the root.
  ViewOptions options;
  options.effective = effective;
  options.project = "-";
  TALLY_ASSIGN(const auto reply, options.ask(source, "portfolio", known, false));
  return CutAnswer{{reply.effective, reply.known}, reply.root, reply.sample};
}

Result<std::vector<protocol::RawRecord>> project_records(Source& source, const std::string& project,
                                                         TreeSize known) {
  std::vector<protocol::RawRecord> records;
  protocol::ReadRequest request;
  request.selection.scope = protocol::Selection::Scope::stream;
  request.selection.name = stream_name("project", project);
  const auto read = read_into(source, request, known, records);
  if ((!read.ok() && read.error().code == ErrorCode::not_found) || records.empty()) {
    return Error(ErrorCode::not_found,
                 "project \"" + project +
                     "\" has no events up to this K; tally view portfolio "
                     "lists the projects there are",
                 "project");
  }
  TALLY_TRY(read);
  TALLY_TRY(read_calendars(source, known, records));
  request = {};
  request.to = 0;
  TALLY_TRY(read_into(source, request, known, records));
  std::sort(records.begin(), records.end(),
            [](const auto& a, const auto& b) { return a.position < b.position; });
  return records;
}

Result<void> add_records(ChosenFacts& facts, const std::vector<protocol::RawRecord>& records) {
  for (const auto& record : records) TALLY_TRY(facts.add(record.position, record.view()));
  return {};
}

Result<std::string> project_of_phase(Source& source, const std::string& phase_id,
                                     const CutAnswer& at) {
  ViewOptions options;
  options.effective = at.cut.effective.to_string();
  KnownText known;
  known.known.kind = protocol::Known::Kind::size;
  known.known.size = at.cut.known;
  TALLY_ASSIGN(const auto reply, options.ask(source, "approvals", known, false));
  TALLY_ASSIGN(const auto json, parse_json(reply.json));
  std::string some;
  for (const auto& row : *json.find("rows")->array()) {
    const auto& id = *row.find("phase_id")->string();
    if (id == phase_id) return *row.find("project")->string();
    if (some.size() < 120) some += (some.empty() ? "" : ", ") + id;
  }
  return Error(ErrorCode::not_found,
               "no phase \"" + phase_id + "\" was opened by this E and K" +
                   (some.empty() ? "" : "; there are: " + some + ", …"),
               "phase");
}

std::map<Date, std::string> day_names(const ChosenFacts& facts,
                                      const std::vector<std::uint64_t>& calendar_positions) {
  std::map<Date, std::string> names;
  for (const auto position : calendar_positions) {
    const auto payload = facts.payload({position});
    const auto* calendar = payload ? std::get_if<CalendarPublished>(&*payload) : nullptr;
    if (!calendar) continue;
    for (const auto& day : calendar->days) {
      if (day.name) names[day.date] = *day.name;
    }
  }
  return names;
}

}  // namespace tally::cli
