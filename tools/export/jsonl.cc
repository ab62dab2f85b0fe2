// Events in the form that `append --jsonl` takes, so that a sample ledger can be made again from
// its export with the same root.
#include "core/base/hex.h"
#include "core/catalogue/registry.h"
#include "tools/export/export_file.h"
#include "tools/export/export_ledger.h"

namespace tally {
namespace {

Json basis_json(const HeaderView& header) {
  Json basis{Json::Array{}};
  for (const auto& document : header.basis()) {
    Json item;
    item.set("number", document.number);
    if (document.sha256) item.set("sha256", to_hex(document.sha256->view()));
    basis.push(std::move(item));
  }
  return basis;
}

Result<Json> append_line(const protocol::RawRecord& record) {
  TALLY_ASSIGN(const auto header, decode_header(record.header));
  Json json;
  json.set("stream", header.stream).set("type", header.type);
  json.set("schema", static_cast<std::int64_t>(header.schema));
  json.set("id", header.id.to_string());
  if (header.effective) json.set("effective", header.effective->to_string());
  json.set("actor", header.actor);
  if (header.organisation) json.set("org", *header.organisation);
  if (header.role) json.set("role", *header.role);
  json.set("visibility", visibility_name(header.visibility));
  if (header.causation) json.set("causation", header.causation->to_string());
  if (header.correlation) json.set("correlation", header.correlation->to_string());
  if (header.basis_count > 0) json.set("basis", basis_json(header));
  json.set("recorded_at", rfc3339(header.ledger.recorded_at, header.ledger.recorded_offset));
  if (record.erased) {
    json.set("payload", nullptr);
    return json;
  }
  json.set("salt", to_hex(body_salt(record.body)));
  TALLY_ASSIGN(auto payload,
               payload_to_json(header.type, header.schema, body_payload(record.body)));
  json.set("payload", std::move(payload));
  return json;
}

Result<void> write_jsonl(const ExportCalls& calls, const ExportOptions& options) {
  if (options.effective || options.known.kind != protocol::Known::Kind::head) {
    return invalid("format", "jsonl gives the events as they were recorded, without E and K");
  }
  TALLY_ASSIGN(const auto status, calls.status());
  TALLY_ASSIGN(auto file, ExportFile::create(options.to));
  protocol::ReadRequest request;
  request.selection = options.selection;
  for (;;) {
    TALLY_ASSIGN(const auto page, calls.read(request));
    for (const auto& record : page.records) {
      TALLY_ASSIGN(const auto header, decode_header(record.header));
      if (options.public_only && header.visibility != Visibility::open) continue;
      TALLY_ASSIGN(const auto line, append_line(record));
      file.write(to_json_text(line) + "\n");
      if (calls.progress) calls.progress(record.position.value + 1, status.head.value);
    }
    if (!page.next) break;
    request.from = *page.next;
  }
  return file.close();
}

}  // namespace

ExportFormat jsonl_format() {
  return {.name = "jsonl",
          .label = {"全部事件，可再次追加", "all events, in the form that append --jsonl takes"},
          .write = write_jsonl};
}

}  // namespace tally
