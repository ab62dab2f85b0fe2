// The list of formats.
#include <string>
#include <vector>

#include "tools/export/export.h"

namespace tally {

std::span<const ExportFormat> export_formats() {
  static const std::vector<ExportFormat> kFormats = {
      jsonl_format(), oc4ids_format(),      xes_format(),
      ocel_format(),  spreadsheet_format(), audit_tables_format(),
  };
  return kFormats;
}

Result<void> run_export(std::string_view format, const ExportCalls& calls,
                        const ExportOptions& options) {
  std::string known;
  for (const auto& each : export_formats()) {
    known += (known.empty() ? "" : ", ") + std::string(each.name);
    if (each.name != format) continue;
    if (options.to.empty() && each.output != ExportFormat::Output::stream) {
      return invalid("to", each.output == ExportFormat::Output::file
                               ? "must name the file that this format is written to"
                               : "must name the directory that this format is written to");
    }
    return each.write(calls, options);
  }
  return invalid("format", "must be one of " + known);
}

}  // namespace tally
