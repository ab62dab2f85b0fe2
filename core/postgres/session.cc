#include "core/postgres/session.h"

#include "core/postgres/address.h"

namespace tally::postgres {
namespace {

const char* role_name(Role role) {
  switch (role) {
    case Role::writer:
      return "tally_writer";
    case Role::redactor:
      return "tally_redactor";
    case Role::projector:
      return "tally_projector";
    case Role::reader:
      return "tally_reader";
    case Role::set_up:
      break;
  }
  return nullptr;
}

std::string setting(const char* name, std::chrono::milliseconds value) {
  return "SET " + std::string(name) + " = " + std::to_string(value.count()) + ";";
}

}  // namespace

bool Notices::operator()(const char* message) noexcept {
  try {
    text_ += message;
  } catch (const std::exception&) {
    text_ = "?";  // Fits without allocation; that there was something is what counts.
  }
  return false;
}

Result<void> commit_quietly(pqxx::work& work, Notices& notices) {
  notices.take();
  work.commit();
  auto warning = notices.take();
  if (warning.empty()) return {};
  return postgres_error(ErrorCode::in_doubt, std::move(warning));
}

Result<std::unique_ptr<Session>> Session::connect(const std::string& address, Role role,
                                                  const SessionTimeouts& timeouts) {
  try {
    const bool writes = role != Role::reader;
    auto session = std::unique_ptr<Session>(new Session(with_defaults(address, writes)));
    session->settle_in(role, timeouts);
    return session;
  } catch (...) {
    return caught_failure();
  }
}

void Session::settle_in(Role role, const SessionTimeouts& timeouts) {
  pqxx::nontransaction now(connection_);
  std::string settings =
      "SET client_min_messages = warning; SET client_encoding = 'UTF8';"
      "SET default_transaction_isolation = 'read committed';" +
      setting("lock_timeout", timeouts.lock) + setting("statement_timeout", timeouts.statement) +
      setting("idle_in_transaction_session_timeout", timeouts.idle_in_transaction);
  if (role == Role::reader) {
    settings += "SET default_transaction_read_only = on;";
  } else {
    settings += "SET default_transaction_read_only = off;";
  }
  if (const char* name = role_name(role)) settings += "SET ROLE " + std::string(name) + ";";
  now.exec(settings);
  // Prepared when first used.
  connection_.prepare(
      kFindIds, "SELECT position, id FROM tally.records WHERE id = ANY($1) AND position < $2");
  connection_.prepare(kCommit, "SELECT tally.commit($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)");
  if (role == Role::reader) return;
  if (role == Role::projector) {
    now.exec("SET synchronous_commit = off");
    return;
  }
  // Acknowledged means durable, and on the synchronous standby where there is one. Somebody may
  // have set less for this login or database; more is welcome.
  now.exec(
      "SELECT set_config('synchronous_commit', 'on', false)"
      " WHERE current_setting('synchronous_commit') <> 'remote_apply'");
}

}  // namespace tally::postgres
