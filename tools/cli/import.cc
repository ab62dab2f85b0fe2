#include "tools/import/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "core/base/file.h"
#include "server/client/client.h"
#include "tools/cli/progress.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

constexpr std::uint64_t kDataMax = std::uint64_t{1} << 32;

class ImportVerb final : public Verb {
 public:
  std::string_view name() const override { return "import"; }
  Label summary() const override { return {"按映射导入表格", "import a table by a mapping"}; }
  std::string_view example() const override {
    return "  tally import --mapping nyc-capital-projects.toml --rejects rejects.jsonl data.csv";
  }
  void declare(CLI::App& app) override {
    app.add_option("DATA", data_, "CSV file")->required();
    app.add_option("--mapping", mapping_, "TOML file; see MAPPING.md")->required();
    app.add_option("--rejects", rejects_, "write what was not recorded, one JSON line each");
    app.add_option("--actor", actor_, "who imports; default: the ledger's operator");
    app.add_flag("--dry-run", dry_run_, "map and check everything, send nothing");
  }
  int run(const Context& context) override {
    if (dry_run_) {
      const auto code = import(context, nullptr);
      return code.ok() ? *code : fail(context, code.error());
    }
    return with_source(context, context.server_source(),
                       [&](Source& source) { return import(context, source.client()); });
  }

 private:
  Result<int> import(const Context& context, Client* client) {
    TALLY_ASSIGN(const auto mapping_text, read_file(system_disk(), mapping_, 1 << 20));
    TALLY_ASSIGN(const auto mapping, parse_mapping(as_text(mapping_text)));
    ImportSource source;
    source.file_name = data_.substr(data_.find_last_of('/') + 1);
    TALLY_ASSIGN(source.data, read_file(system_disk(), data_, kDataMax));
    ImportOptions options;
    options.dry_run = dry_run_;
    options.actor = actor_;
    if (client && actor_.empty()) {
      TALLY_ASSIGN(const auto status, client->status());
      options.actor = status.operator_id;
    }
    std::ofstream rejects;
    if (!rejects_.empty()) {
      rejects.open(rejects_, std::ios::trunc);
      if (!rejects) return Error(ErrorCode::io, "cannot write " + rejects_, "rejects");
    }
    const auto lines = static_cast<std::uint64_t>(
        std::count(source.data.begin(), source.data.end(), static_cast<std::uint8_t>('\n')));
    Progress progress(std::string(context.say("导入", "importing")));
    ImportCalls calls;
    calls.append = [&](AppendBatch batch) { return client->append(std::move(batch)); };
    calls.progress = [&](std::uint64_t line) { progress.reached(std::min(line, lines), lines); };
    calls.reject = [&](const ImportReject& reject) {
      if (rejects.is_open()) rejects << to_json_text(reject_json(reject)) << '\n';
    };
    TALLY_ASSIGN(const auto summary, run_import(mapping, source, options, calls));
    rejects.close();
    if (!rejects_.empty() && !rejects) return Error(ErrorCode::io, "cannot write " + rejects_);
    show(context, summary);
    return summary.rejected > 0 ? kFailed : kOk;
  }

  void show(const Context& context, const ImportSummary& summary) const {
    if (context.format == Format::table) {
      print_line(fmt::format(
          fmt::runtime(context.say("{}入账 {}，重复 {}，跳过 {}，拒绝 {}",
                                   "{}recorded {}  duplicate {}  skipped {}  rejected {}")),
          dry_run_ ? context.say("试运行：", "dry run: ") : "", summary.recorded, summary.duplicate,
          summary.skipped, summary.rejected));
      return;
    }
    Json json;
    if (dry_run_) json.set("dry_run", true);
    json.set("recorded", summary.recorded).set("duplicate", summary.duplicate);
    json.set("skipped", summary.skipped).set("rejected", summary.rejected);
    print_line(to_json_text(json));
  }

  std::string data_;
  std::string mapping_;
  std::string rejects_;
  std::string actor_;
  bool dry_run_ = false;
};

}  // namespace

std::unique_ptr<Verb> import_verb() { return std::make_unique<ImportVerb>(); }

}  // namespace tally::cli
