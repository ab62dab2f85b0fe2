#include "core/ledger/copy_store.h"

#include <fmt/format.h>

#include "core/base/hex.h"
#include "tools/cli/progress.h"
#include "tools/cli/verb.h"
#include "tools/cli/verify_copy.h"

namespace tally::cli {
namespace {

// The records of a ledger's directory move into a database or back; key, checkpoint and all else of
// the directory stay where they are.
class CopyStoreVerb final : public Verb {
 public:
  std::string_view name() const override { return "copy-store"; }
  Label summary() const override {
    return {"在目录与数据库之间搬迁账本",
            "move a ledger's records from its directory into a database or back"};
  }
  std::string_view example() const override {
    return "  tally copy-store ./ledger postgresql://db.example/ledger\n"
           "  tally copy-store postgresql://db.example/ledger ./ledger";
  }
  void declare(CLI::App& app) override {
    app.add_option("FROM", from_, "directory of the ledger, or address of the database")
        ->required();
    app.add_option("TO", to_, "the other of the two; no tallyd may run on either")->required();
  }
  int run(const Context& context) override {
    const auto done = copy(context);
    return done.ok() ? kOk : fail(context, done.error());
  }

 private:
  Result<void> copy(const Context& context) {
    const bool outward = context.databases.is_address(to_);
    if (outward == context.databases.is_address(from_)) {
      return invalid("data", "one of FROM and TO is the ledger's directory, the other a database");
    }
    const auto directory = outward ? from_ : to_;
    const auto log = directory + "/log";
    const auto database = context.databases.opener(outward ? to_ : from_);
    auto& disk = system_disk();
    TALLY_ASSIGN(const auto key_there, disk.exists(directory + "/key.pub"));
    if (!key_there) {
      return Error(ErrorCode::not_found, directory + " is not the directory of a ledger",
                   "directory");
    }
    const auto left = directory + (outward ? "/log" : "/postgres");
    TALLY_ASSIGN(const auto moved_before, disk.exists(left + ".moved"));
    if (moved_before) {
      return invalid("directory", left + ".moved is left of an earlier move; remove it first");
    }
    const auto& from_opener = outward ? context.log : database;
    const auto& to_opener = outward ? database : context.log;
    // Both are held as their writers hold them.
    TALLY_ASSIGN(auto from, from_opener(disk, log, StoreAccess::write));
    TALLY_ASSIGN(auto to, open_target(disk, log, to_opener));
    {
      Progress progress(std::string(context.say("复制", "copying")));
      const auto size = from.store->last_commit().size.value;
      TALLY_TRY(copy_records(*from.store, *to.store,
                             [&](TreeSize done) { progress.reached(done.value, size); }));
    }
    TALLY_ASSIGN(const auto report, verify_copy(context, to));
    from = OpenedStore();
    to = OpenedStore();
    // Nobody shall go on writing where the ledger no longer is.
    TALLY_TRY(disk.rename(left, left + ".moved"));
    TALLY_TRY(disk.sync_directory(directory));
    tell(context, report, left + ".moved");
    return {};
  }

  // What an interrupted copy left is gone on with.
  static Result<OpenedStore> open_target(Disk& disk, const std::string& log,
                                         const StoreOpener& opener) {
    auto opened = opener(disk, log, StoreAccess::write);
    if (opened.ok() || opened.error().code != ErrorCode::not_found) return opened;
    return opener(disk, log, StoreAccess::create);
  }

  static void tell(const Context& context, const VerifyReport& report, const std::string& left) {
    if (context.format != Format::table) {
      Json json;
      json.set("origin", report.origin).set("size", report.size.value);
      json.set("root", to_hex(report.root.view())).set("left", left);
      return print_line(to_json_text(json));
    }
    print_line(fmt::format(fmt::runtime(context.say(
                               "已复制并核验 {} 条事件，根 {}；原处改名为 {}",
                               "copied and verified {} events, root {}; what was left is now {}")),
                           report.size.value, to_hex(report.root.view()), left));
  }

  std::string from_;
  std::string to_;
};

// A database made by older software.
class MigrateVerb final : public Verb {
 public:
  std::string_view name() const override { return "migrate"; }
  Label summary() const override {
    return {"升级数据库结构", "bring a database up to this software's schema"};
  }
  std::string_view example() const override {
    return "  tally migrate --store postgresql://db.example/ledger";
  }
  void declare(CLI::App&) override {}
  int run(const Context& context) override {
    if (context.store.empty()) return fail(context, invalid("data", "give --store ADDRESS"));
    const auto done = context.databases.migrate(context.store);
    return done.ok() ? kOk : fail(context, done.error());
  }
};

}  // namespace

std::unique_ptr<Verb> copy_store_verb() { return std::make_unique<CopyStoreVerb>(); }
std::unique_ptr<Verb> migrate_verb() { return std::make_unique<MigrateVerb>(); }

}  // namespace tally::cli
