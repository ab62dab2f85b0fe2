// OC4IDS 0.9.5: a project package, one project after another.
#include "tools/export/export_file.h"
#include "tools/export/oc4ids_project.h"

namespace tally {
namespace {

// The members before the list of projects, and the opening of the list.
std::string head_of(const ExportCut& cut, const ExportOptions& options) {
  std::string uri = options.uri;
  if (uri.empty()) {
    uri = "https://" + cut.origin + "?known=" + std::to_string(cut.known.value) +
          "&effective=" + cut.effective.to_string();
    if (cut.public_only) uri += "&visibility=public";
  }
  Json head;
  Json publisher;
  publisher.set("name", options.publisher.empty() ? cut.origin : options.publisher);
  head.set("uri", uri).set("version", "0.9");
  head.set("publishedDate", rfc3339(cut.as_of, cut.offset));
  head.set("publisher", std::move(publisher)).set("tallystick", cut.json());
  std::string text = to_json_text(head);
  text.back() = ',';
  return text + "\"projects\":[\n";
}

Result<void> write_oc4ids(const ExportCalls& calls, const ExportOptions& options) {
  TALLY_ASSIGN(const auto ledger, ExportLedger::open(calls, options));
  TALLY_ASSIGN(auto file, ExportFile::create(options.to));
  bool first = true;
  for (const auto& stream : ledger.streams()) {
    if (stream_category(stream) != "project") continue;
    TALLY_ASSIGN(const auto events, ledger.facts(stream));
    if (events.empty()) continue;
    const auto project =
        oc4ids_project(options.id_prefix + stream_id(stream), {events, ledger.cut()}, ledger);
    file.write(first ? head_of(ledger.cut(), options) : ",\n");
    file.write(to_json_text(project));
    first = false;
  }
  if (first) {
    return Error(ErrorCode::not_found,
                 "a package holds at least one project, and none may be shown at this cut",
                 "projects");
  }
  file.write("\n]}\n");
  return file.close();
}

}  // namespace

ExportFormat oc4ids_format() {
  return {.name = "oc4ids",
          .label = {"OC4IDS 0.9.5 项目包（JSON）", "OC4IDS 0.9.5 project package (JSON)"},
          .write = write_oc4ids};
}

}  // namespace tally
