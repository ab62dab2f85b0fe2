#include "tools/cli/verb.h"

#include <cstdio>
#include <cstdlib>

namespace tally::cli {

VerbList all_verbs() {
  VerbList verbs;
  verbs.push_back(init_verb());
  verbs.push_back(append_verb());
  verbs.push_back(read_verb());
  verbs.push_back(subscribe_verb());
  verbs.push_back(view_verb());
  verbs.push_back(diff_verb());
  verbs.push_back(explain_verb());
  verbs.push_back(timeline_verb());
  verbs.push_back(replay_verb());
  verbs.push_back(rollup_verb());
  verbs.push_back(projections_verb());
  verbs.push_back(project_verb());
  verbs.push_back(lookup_verb());
  verbs.push_back(verify_verb());
  verbs.push_back(checkpoint_verb());
  verbs.push_back(prove_verb());
  verbs.push_back(check_verb());
  verbs.push_back(import_verb());
  verbs.push_back(export_verb());
  verbs.push_back(schema_verb());
  verbs.push_back(doctor_verb());
  verbs.push_back(recover_verb());
  verbs.push_back(backup_verb());
  verbs.push_back(restore_verb());
  verbs.push_back(copy_store_verb());
  verbs.push_back(migrate_verb());
  verbs.push_back(limits_verb());
  verbs.push_back(version_verb());
  return verbs;
}

Result<std::unique_ptr<Source>> Context::source() const {
  if (!data.empty() && !server.empty()) {
    return invalid("data", "give either --server or --data, not both");
  }
  if (!data.empty()) return open_source(opener, data);
  if (!store.empty() && server.empty()) {
    return invalid("data", "--store goes with --data DIR, the ledger's directory on this machine");
  }
  return connect_source(server);
}

Result<std::unique_ptr<Source>> Context::server_source() const {
  if (!data.empty()) {
    return invalid("data", "a directory is read only offline; give --server HOST:PORT");
  }
  return connect_source(server);
}

Result<std::string> Context::directory() const {
  if (data.empty()) return invalid("data", "give --data DIR");
  return data;
}

int exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::in_doubt:
    case ErrorCode::overloaded:
    case ErrorCode::io:
      return kCannotCheck;
    default:
      return kFailed;
  }
}

int fail(const Context& context, const Error& error) {
  std::string text = error.to_string();
  if (context.lang == Lang::zh && !error.message_zh.empty()) {
    text = std::string(error_name(error.code));
    if (!error.field.empty()) text += ": " + error.field;
    text += ": " + error.message_zh;
    if (!error.rule.empty()) text += " [" + error.rule + "]";
  }
  std::fprintf(stderr, "tally: %s\n", text.c_str());
  const bool usage =
      error.code == ErrorCode::invalid && (error.field == "server" || error.field == "data");
  return usage ? kUsage : exit_code(error.code);
}

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) std::exit(kCannotCheck);
}

void print_line(std::string_view text) {
  print(text);
  print("\n");
}

}  // namespace tally::cli
