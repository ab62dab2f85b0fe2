// A verb of the command line: one file, and one line in the list of verbs.cc.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/store/open_store.h"
#include "core/store/readable_tables.h"
#include "tools/cli/source.h"
#include "tools/cli/text.h"

namespace tally::cli {

// Exit codes (architecture §5).
inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;  // A check failed, a conflict, rejects.
inline constexpr int kUsage = 2;
inline constexpr int kCannotCheck = 3;  // Could not check or could not reach.

enum class Format : std::uint8_t { table, json, jsonl, csv };

// What the program knows of databases as stores (core/postgres); only main.cc names it.
struct Databases {
  std::function<bool(std::string_view text)> is_address;
  std::function<StoreOpener(const std::string& address)> opener;
  std::function<Result<void>(const std::string& address)> migrate;
  std::function<std::unique_ptr<ReadableTables>(const std::string& address, bool reads_only)>
      tables;
};

// What every verb shares. Options stand before or after the verb.
struct Context {
  std::string server;  // HOST:PORT
  std::string data;    // DIR
  std::string store;   // Address of the database that holds the records; empty: DIR/log.
  Format format = Format::table;
  Lang lang = Lang::en;
  StoreOpener opener;  // Of the store that the options name.
  StoreOpener log;
  Databases databases;
  TailRecovery tail;

  // The server or the directory that the options name; the default is the server on this machine.
  Result<std::unique_ptr<Source>> source() const;
  // Only a server will do: `invalid`, field "server", when --data was given.
  Result<std::unique_ptr<Source>> server_source() const;
  // Only a directory will do.
  Result<std::string> directory() const;

  std::string_view say(std::string_view zh, std::string_view en) const {
    return lang == Lang::zh ? zh : en;
  }
};

class Verb {
 public:
  virtual ~Verb() = default;
  virtual std::string_view name() const = 0;
  virtual Label summary() const = 0;
  // Whole command lines, shown behind --help.
  virtual std::string_view example() const = 0;
  virtual void declare(CLI::App& app) = 0;
  virtual int run(const Context& context) = 0;
};

// Prints the error for people on stderr and gives the exit code it calls for.
int fail(const Context& context, const Error& error);
int exit_code(ErrorCode code);

// Prints to stdout; a closed pipe ends the program quietly.
void print(std::string_view text);
void print_line(std::string_view text);

// Runs `body` with the source; prints its error.
template <class Body>
int with_source(const Context& context, Result<std::unique_ptr<Source>> source, const Body& body) {
  if (!source.ok()) return fail(context, source.error());
  Result<int> code = body(**source);
  return code.ok() ? *code : fail(context, code.error());
}

using VerbList = std::vector<std::unique_ptr<Verb>>;
VerbList all_verbs();

std::unique_ptr<Verb> init_verb();
std::unique_ptr<Verb> recover_verb();
std::unique_ptr<Verb> backup_verb();
std::unique_ptr<Verb> restore_verb();
std::unique_ptr<Verb> copy_store_verb();
std::unique_ptr<Verb> migrate_verb();
std::unique_ptr<Verb> append_verb();
std::unique_ptr<Verb> read_verb();
std::unique_ptr<Verb> subscribe_verb();
std::unique_ptr<Verb> view_verb();
std::unique_ptr<Verb> diff_verb();
std::unique_ptr<Verb> explain_verb();
std::unique_ptr<Verb> timeline_verb();
std::unique_ptr<Verb> replay_verb();
std::unique_ptr<Verb> rollup_verb();
std::unique_ptr<Verb> projections_verb();
std::unique_ptr<Verb> project_verb();
std::unique_ptr<Verb> lookup_verb();
std::unique_ptr<Verb> verify_verb();
std::unique_ptr<Verb> checkpoint_verb();
std::unique_ptr<Verb> prove_verb();
std::unique_ptr<Verb> check_verb();
std::unique_ptr<Verb> import_verb();
std::unique_ptr<Verb> export_verb();
std::unique_ptr<Verb> schema_verb();
std::unique_ptr<Verb> doctor_verb();
std::unique_ptr<Verb> limits_verb();
std::unique_ptr<Verb> version_verb();

}  // namespace tally::cli
