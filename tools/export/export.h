// Exports for the tools of other people. One file per format, one line in the list of formats.cc;
// EXPORTS.md says what stands in each.
//
// An export is a function of the ledger and of (E, K): the same ledger and the same cut give the
// same bytes. Nothing in a file tells when or where it was made.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/codec/field.h"
#include "server/protocol/messages_read.h"
#include "server/protocol/messages_view.h"

namespace tally {

// How an export asks the ledger: a server or a directory.
struct ExportCalls {
  std::function<Result<protocol::ReadReply>(const protocol::ReadRequest&)> read;
  std::function<Result<protocol::ViewReply>(const protocol::ViewRequest&)> view;
  std::function<Result<protocol::StatusReply>()> status;
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;  // May be empty.
};

struct ExportOptions {
  std::string to;                  // A file, or a directory; empty: standard output.
  std::optional<Date> effective;   // E; absent: the ledger's today.
  protocol::Known known;           // K
  std::optional<Hash> known_root;  // What a checkpoint promises for K.
  bool public_only = false;        // Only events with visibility public.
  bool byte_order_mark = false;    // Before each CSV file, for Excel.
  bool trace_per_phase = false;    // XES: a trace is an approval phase instead of a project.
  std::string uri;                 // OC4IDS: of the package; empty: made from the origin.
  std::string publisher;           // OC4IDS: its name; empty: the origin.
  std::string id_prefix;           // OC4IDS: before each project's id.
  protocol::Selection selection;   // JSONL: which events.
};

struct ExportFormat {
  std::string_view name;
  Label label;
  enum class Output : std::uint8_t { stream, file, directory };
  Output output = Output::stream;  // What `to` names; only a stream may be standard output.
  Result<void> (*write)(const ExportCalls& calls, const ExportOptions& options);
};

std::span<const ExportFormat> export_formats();
// `invalid`, field "format", naming those there are; field "to" when the format needs one.
Result<void> run_export(std::string_view format, const ExportCalls& calls,
                        const ExportOptions& options);

// One per file.
ExportFormat jsonl_format();
ExportFormat oc4ids_format();
ExportFormat xes_format();
ExportFormat ocel_format();
ExportFormat spreadsheet_format();
ExportFormat audit_tables_format();

}  // namespace tally
