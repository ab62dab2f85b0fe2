#include "core/ledger/backup.h"

#include <fmt/format.h>

#include "core/base/hex.h"
#include "tools/cli/verb.h"
#include "tools/cli/verify_copy.h"

namespace tally::cli {
namespace {

Result<VerifyReport> verify_at(const Context& context, const StoreOpener& opener,
                               const std::string& directory) {
  TALLY_ASSIGN(const auto opened,
               opener(system_disk(), directory + "/log", StoreAccess::read_only));
  return verify_copy(context, opened);
}

// `held` and `added`, for people or programs.
void tell(const Context& context, const BackupReport& report, const std::string& directory,
          Label sentence) {
  const auto root = to_hex(report.held.root.view());
  if (context.format != Format::table) {
    Json json;
    json.set("directory", directory).set("size", report.held.size.value);
    json.set("added", report.added.value).set("root", root);
    return print_line(to_json_text(json));
  }
  print_line(fmt::format(fmt::runtime(pick(sentence, context.lang)), directory,
                         report.held.size.value, report.added.value, root));
}

class BackupVerb final : public Verb {
 public:
  std::string_view name() const override { return "backup"; }
  Label summary() const override {
    return {"备份账本（不含签名密钥），可重复执行以追加",
            "copy a ledger, without its signing key; again to bring the copy up to date"};
  }
  std::string_view example() const override {
    return "  tally backup /mnt/backup/ledger --data ./ledger\n"
           "  tally verify --data /mnt/backup/ledger";
  }
  void declare(CLI::App& app) override {
    app.add_option("TO", to_, "directory of the backup; made if it is missing")->required();
  }
  int run(const Context& context) override {
    const auto done = back_up(context);
    return done.ok() ? kOk : fail(context, done.error());
  }

 private:
  Result<void> back_up(const Context& context) {
    TALLY_ASSIGN(const auto directory, context.directory());
    SystemClock clock;
    SystemRandom random;
    TALLY_ASSIGN(const auto from,
                 LedgerDirectory::open(system_disk(), clock, random, context.opener, directory,
                                       DirectoryAccess::read_only));
    TALLY_ASSIGN(const auto report, tally::back_up(system_disk(), *from, context.log, to_));
    TALLY_TRY(verify_at(context, context.log, to_));
    tell(context, report, to_,
         {"{}：{} 条事件（新增 {}），已核验，根 {}；签名密钥不在其中，请另行保管",
          "{}: {} events ({} new), verified, root {}; the signing key is not among it, "
          "keep that elsewhere"});
    return {};
  }

  std::string to_;
};

class RestoreVerb final : public Verb {
 public:
  std::string_view name() const override { return "restore"; }
  Label summary() const override {
    return {"由备份恢复账本，须与已签检查点一致",
            "make a ledger of a backup, if it holds all that was signed"};
  }
  std::string_view example() const override {
    return "  tally restore /mnt/backup/ledger ./ledger --key ledger.key "
           "--checkpoint published.txt";
  }
  void declare(CLI::App& app) override {
    app.add_option("BACKUP", backup_, "directory that `tally backup` made")->required();
    app.add_option("DIR", to_, "directory to make; must not exist")->required();
    app.add_option("--key", key_file_,
                   "the signing key (the file `key` of the old directory); without it the ledger "
                   "can be read and not written");
    app.add_option("--checkpoint", checkpoint_files_,
                   "a checkpoint that was kept elsewhere: the backup must contain it; repeatable");
  }
  int run(const Context& context) override {
    const auto done = restore(context);
    return done.ok() ? kOk : fail(context, done.error());
  }

 private:
  static Result<std::string> read_text(const std::string& path) {
    TALLY_ASSIGN(const auto bytes, read_file(system_disk(), path, 1 << 20));
    return std::string(as_text(bytes));
  }

  Result<void> restore(const Context& context) {
    RestoreOptions options;
    if (!key_file_.empty()) {
      TALLY_ASSIGN(auto key, read_text(key_file_));
      while (!key.empty() && key.back() == '\n') key.pop_back();
      options.key = std::move(key);
    }
    for (const auto& path : checkpoint_files_) {
      TALLY_ASSIGN(options.checkpoints.emplace_back(), read_text(path));
    }
    TALLY_TRY(verify_at(context, context.log, backup_));
    SystemClock clock;
    SystemRandom random;
    TALLY_ASSIGN(const auto report, tally::restore(system_disk(), clock, random, backup_,
                                                   context.log, to_, context.opener, options));
    TALLY_TRY(verify_at(context, context.opener, to_));
    tell(context, report, to_,
         {"{0}：已恢复并核验 {1} 条事件，根 {3}",
          "{0}: {1} events restored and verified, root {3}"});
    if (context.format != Format::table) return {};
    if (options.checkpoints.empty()) {
      print_line(context.say("未提供另存的检查点：备份之后的缺失无从发现",
                             "no checkpoint kept elsewhere was given: what the ledger had beyond "
                             "this backup cannot be seen"));
    }
    if (!options.key) {
      print_line(context.say("未提供签名密钥：只可查阅，不可写入",
                             "no signing key was given: it can be read and not written"));
    }
    return {};
  }

  std::string backup_;
  std::string to_;
  std::string key_file_;
  std::vector<std::string> checkpoint_files_;
};

}  // namespace

std::unique_ptr<Verb> backup_verb() { return std::make_unique<BackupVerb>(); }
std::unique_ptr<Verb> restore_verb() { return std::make_unique<RestoreVerb>(); }

}  // namespace tally::cli
