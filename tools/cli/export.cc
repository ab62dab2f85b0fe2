#include <cstdio>
#include <fstream>

#include "core/base/hex.h"
#include "core/catalogue/registry.h"
#include "tools/cli/progress.h"
#include "tools/cli/selection.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

std::string instant_at_offset(Instant at, UtcOffset offset) {
  Effective effective;
  const Instant local{at.us + offset.minutes * 60 * kMicrosPerSecond};
  effective.date = local.date_at({});
  effective.time = Effective::Time{local.us - effective.date.days * kMicrosPerDay, offset};
  return effective.to_string();
}

// One event in the form that `append --jsonl` takes, so that a sample ledger can be made again from
// its export with the same root.
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
  Json basis{Json::Array{}};
  for (const auto& document : header.basis()) {
    Json item;
    item.set("number", document.number);
    if (document.sha256) item.set("sha256", to_hex(document.sha256->view()));
    basis.push(std::move(item));
  }
  if (header.basis_count > 0) json.set("basis", std::move(basis));
  json.set("recorded_at",
           instant_at_offset(header.ledger.recorded_at, header.ledger.recorded_offset));
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

class ExportVerb final : public Verb {
 public:
  std::string_view name() const override { return "export"; }
  Label summary() const override {
    return {"导出事件，可再次追加", "export events in the form that append --jsonl takes"};
  }
  std::string_view example() const override {
    return "  tally export --data ./ledger --out events.jsonl";
  }
  void declare(CLI::App& app) override {
    selection_.declare(app);
    app.add_option("--out", out_, "file to write; default: standard output");
  }
  int run(const Context& context) override {
    return with_source(context, context.source(), [&](Source& source) -> Result<int> {
      TALLY_TRY(write(context, source));
      return kOk;
    });
  }

 private:
  Result<void> write(const Context& context, Source& source) const {
    TALLY_ASSIGN(const auto status, source.status());
    std::ofstream file;
    if (!out_.empty()) {
      file.open(out_, std::ios::binary | std::ios::trunc);
      if (!file) return Error(ErrorCode::io, "cannot write " + out_, "out");
    }
    Progress progress(std::string(context.say("导出", "exporting")));
    protocol::ReadRequest request;
    request.selection = selection_.selection();
    Result<void> written;
    TALLY_TRY(read_all(source, request, [&](const protocol::RawRecord& record) {
      const auto line = append_line(record);
      if (!line.ok()) {
        written = line.error();
        return false;
      }
      if (file.is_open()) {
        file << to_json_text(*line) << '\n';
      } else {
        print_line(to_json_text(*line));
      }
      progress.reached(record.position.value + 1, status.head.value);
      return true;
    }));
    TALLY_TRY(written);
    file.close();
    if (!out_.empty() && !file) return Error(ErrorCode::io, "cannot write " + out_, "out");
    return {};
  }

  SelectionOptions selection_;
  std::string out_;
};

}  // namespace

std::unique_ptr<Verb> export_verb() { return std::make_unique<ExportVerb>(); }

}  // namespace tally::cli
