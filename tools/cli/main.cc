// The program `tally`. Only this file names a concrete store (decision D4).
#include <cstdio>

#include "core/log/drop_tail.h"
#include "core/log/log_store.h"
#include "core/postgres/postgres_store.h"
#include "core/postgres/readable_tables.h"
#include "tools/cli/verb.h"
#include "tools/cli/version.h"

namespace tally::cli {
namespace {

struct Globals {
  std::string format = "table";
  std::string lang;
};

void declare_globals(CLI::App& app, Context& context, Globals& globals) {
  app.add_option("--server", context.server, "HOST:PORT of a tallyd (default 127.0.0.1:6962)")
      ->envname("TALLY_SERVER");
  app.add_option("--data", context.data, "directory of a ledger, read offline")
      ->envname("TALLY_DATA");
  app.add_option("--store", context.store,
                 "address of the PostgreSQL database that holds the ledger's records, "
                 "postgresql://… (default: files in the directory)")
      ->envname("TALLY_STORE");
  app.add_option("--format", globals.format, "table, json, jsonl or csv")
      ->check(CLI::IsMember({"table", "json", "jsonl", "csv"}));
  app.add_option("--lang", globals.lang, "zh or en (default: from the locale)")
      ->check(CLI::IsMember({"zh", "en"}));
}

Format format_of(const std::string& name) {
  if (name == "json") return Format::json;
  if (name == "jsonl") return Format::jsonl;
  return name == "csv" ? Format::csv : Format::table;
}

int run(int argc, char** argv) {
  CLI::App app{"tally: the command line of Tallystick, an audit ledger of project milestones"};
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("--version", std::string(kVersion));
  Context context;
  context.log = [](Disk& disk, const std::string& directory, StoreAccess access) {
    return open_log_store(disk, directory, access);
  };
  context.databases = {is_postgres_address,
                       [](const std::string& address) { return postgres_opener(address); },
                       migrate_postgres, postgres_readable_tables};
  context.tail = {drop_damaged_tail, dropped_tails};
  Globals globals;
  declare_globals(app, context, globals);
  const Lang locale = lang_of_locale();
  const auto verbs = all_verbs();
  std::vector<CLI::App*> commands;
  for (const auto& verb : verbs) {
    auto* command =
        app.add_subcommand(std::string(verb->name()), std::string(pick(verb->summary(), locale)));
    command->footer("Example:\n" + std::string(verb->example()));
    verb->declare(*command);
    commands.push_back(command);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  context.opener = context.store.empty() ? context.log : context.databases.opener(context.store);
  context.format = format_of(globals.format);
  context.lang = globals.lang.empty() ? locale : globals.lang == "zh" ? Lang::zh : Lang::en;
  for (std::size_t i = 0; i < verbs.size(); ++i) {
    if (!commands[i]->parsed()) continue;
    const int code = verbs[i]->run(context);
    if (std::fflush(stdout) != 0 && code == kOk) return kCannotCheck;
    return code;
  }
  return kUsage;
}

}  // namespace
}  // namespace tally::cli

int main(int argc, char** argv) { return tally::cli::run(argc, argv); }
