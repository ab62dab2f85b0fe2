#include "tools/export/export.h"

#include "tools/cli/known.h"
#include "tools/cli/progress.h"
#include "tools/cli/selection.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

class ExportVerb final : public Verb {
 public:
  std::string_view name() const override { return "export"; }
  Label summary() const override {
    return {"导出事件或成果，供其他工具使用", "export the ledger for other tools"};
  }
  std::string_view example() const override {
    return "  tally export --data ./ledger --to events.jsonl\n"
           "  tally export oc4ids --public --effective 2025-09-30 --to package.json";
  }
  void declare(CLI::App& app) override {
    std::string formats;
    for (const auto& format : export_formats()) {
      formats += (formats.empty() ? "" : ", ") + std::string(format.name) + " (" +
                 std::string(format.label.en) + ")";
    }
    app.add_option("FORMAT", format_, "default jsonl; one of: " + formats);
    selection_.declare(app);
    app.add_option("--to,--out", options_.to,
                   "file to write, or directory for formats of many files; default: standard "
                   "output, where the format is one stream");
    app.add_option("--effective", effective_, "E: what was true by this day, inclusive");
    app.add_option("--known", known_,
                   "K: what the ledger knew: a size, checkpoint:FILE, a date or an instant");
    app.add_flag("--public", options_.public_only, "only events with visibility public");
    app.add_option("--case", case_, "xes: what a trace is, project or phase")
        ->check(CLI::IsMember({"project", "phase"}));
    app.add_flag("--bom", options_.byte_order_mark, "audit: a byte order mark, for Excel");
    app.add_option("--uri", options_.uri, "oc4ids: of the package; default: made from the origin");
    app.add_option("--publisher", options_.publisher, "oc4ids: its name; default: the origin");
    app.add_option("--id-prefix", options_.id_prefix, "oc4ids: registered prefix of project ids");
  }
  int run(const Context& context) override {
    return with_source(context, context.source(), [&](Source& source) -> Result<int> {
      TALLY_TRY(write(context, source));
      return kOk;
    });
  }

 private:
  Result<void> write(const Context& context, Source& source) {
    options_.selection = selection_.selection();
    if (format_ != "jsonl" && !(options_.selection == protocol::Selection{})) {
      return invalid("format",
                     "only jsonl takes a selection of events; other formats take E and K");
    }
    if (!effective_.empty()) {
      auto day = Date::parse(effective_);
      if (!day.ok()) return std::move(day).error().within("effective");
      options_.effective = *day;
    }
    TALLY_ASSIGN(const auto known, parse_known(known_));
    options_.known = known.known;
    options_.known_root = known.root;
    options_.trace_per_phase = case_ == "phase";
    Progress progress(std::string(context.say("导出", "exporting")));
    ExportCalls calls;
    calls.read = [&](const auto& request) { return source.read(request); };
    calls.view = [&](const auto& request) { return source.view(request); };
    calls.status = [&] { return source.status(); };
    calls.progress = [&](auto done, auto total) { progress.reached(done, total); };
    return run_export(format_, calls, options_);
  }

  std::string format_ = "jsonl";
  SelectionOptions selection_;
  ExportOptions options_;
  std::string effective_;
  std::string known_;
  std::string case_ = "project";
};

}  // namespace

std::unique_ptr<Verb> export_verb() { return std::make_unique<ExportVerb>(); }

}  // namespace tally::cli
