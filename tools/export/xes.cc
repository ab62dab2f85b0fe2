// XES (IEEE 1849): one trace per project, or per approval phase.
#include <fmt/format.h>

#include "core/base/hex.h"
#include "tools/export/activity.h"
#include "tools/export/export_file.h"
#include "tools/export/payload_columns.h"
#include "tools/export/xml_text.h"

namespace tally {
namespace {

constexpr std::string_view kHead = R"(<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Identity" prefix="identity" uri="http://www.xes-standard.org/identity.xesext"/>
  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <string key="lifecycle:transition" value="complete"/>
    <string key="org:resource" value=""/>
    <date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>
    <int key="position" value="0"/>
  </global>
  <classifier name="Activity" scope="event" keys="concept:name"/>
  <classifier name="Activity and lifecycle" scope="event" keys="concept:name lifecycle:transition"/>
)";

std::string attribute(std::string_view tag, std::string_view key, std::string_view value) {
  return fmt::format("<{} key=\"{}\" value=\"{}\"/>", tag, xml_attribute(key),
                     xml_attribute(value));
}

std::string log_attributes(const ExportCut& cut) {
  std::string text;
  const auto line = [&](std::string_view tag, std::string_view key, std::string_view value) {
    text += "  " + attribute(tag, key, value) + "\n";
  };
  line("string", "concept:name", cut.origin);
  line("string", "lifecycle:model", "standard");
  line("string", "tallystick:origin", cut.origin);
  line("string", "tallystick:effective", cut.effective.to_string());
  line("int", "tallystick:known_size", std::to_string(cut.known.value));
  line("string", "tallystick:root", to_hex(cut.root.view()));
  line("boolean", "tallystick:sample", cut.sample ? "true" : "false");
  line("string", "tallystick:visibility", cut.public_only ? "public" : "all");
  return text;
}

std::string_view tag_of(PayloadColumn::Kind kind) {
  switch (kind) {
    case PayloadColumn::Kind::integer:
      return "int";
    case PayloadColumn::Kind::boolean:
      return "boolean";
    case PayloadColumn::Kind::decimal:
      return "float";
    default:
      return "string";
  }
}

std::string event_element(const ExportEvent& event, const Activity& activity) {
  std::string text = "    <event>\n";
  const auto line = [&](std::string_view tag, std::string_view key, std::string_view value) {
    text += "      " + attribute(tag, key, value) + "\n";
  };
  line("string", "concept:name", activity.name);
  if (!activity.instance.empty()) line("string", "concept:instance", activity.instance);
  line("string", "lifecycle:transition", activity.transition);
  line("string", "org:resource", event.actor);
  if (event.organisation) line("string", "org:group", *event.organisation);
  if (event.role) line("string", "org:role", *event.role);
  line("date", "time:timestamp", event.time());
  line("id", "identity:id", event.id.to_string());
  line("int", "position", std::to_string(event.position));
  line("string", "type", event.type);
  line("boolean", "timed", event.effective.time ? "true" : "false");
  line("date", "recorded_at", event.recorded_time());
  if (event.corrected_by) line("int", "corrected_by", std::to_string(*event.corrected_by));
  for (const auto& column : payload_columns(event.type)) {
    if (const auto cell = payload_cell(event.payload, column)) {
      line(tag_of(column.kind), "payload:" + column.name, *cell);
    }
  }
  return text + "    </event>\n";
}

// The traces of one project's events, by name. Events stay in the order of facts.
std::map<std::string, std::string> traces_of(const std::string& stream,
                                             const std::vector<ExportEvent>& events,
                                             bool per_phase) {
  std::map<std::string, std::string> traces;
  Activities activities;
  for (const auto& event : events) {
    const auto activity = activities.of(event);
    const auto name =
        per_phase ? text_member(event.payload, "phase_id") : std::optional(stream_id(stream));
    if (name) traces[*name] += event_element(event, activity);
  }
  return traces;
}

Result<void> write_xes(const ExportCalls& calls, const ExportOptions& options) {
  TALLY_ASSIGN(const auto ledger, ExportLedger::open(calls, options));
  TALLY_ASSIGN(auto file, ExportFile::create(options.to));
  file.write(kHead);
  file.write(log_attributes(ledger.cut()));
  for (const auto& stream : ledger.streams()) {
    if (stream_category(stream) != "project") continue;
    TALLY_ASSIGN(const auto events, ledger.facts(stream));
    for (const auto& [name, text] : traces_of(stream, events, options.trace_per_phase)) {
      file.write("  <trace>\n    " + attribute("string", "concept:name", name) + "\n");
      if (options.trace_per_phase) {
        file.write("    " + attribute("string", "project", stream_id(stream)) + "\n");
      }
      file.write(text);
      file.write("  </trace>\n");
    }
  }
  file.write("</log>\n");
  return file.close();
}

}  // namespace

ExportFormat xes_format() {
  return {.name = "xes",
          .label = {"XES（IEEE 1849）流程挖掘日志", "XES (IEEE 1849) log for process mining"},
          .write = write_xes};
}

}  // namespace tally
