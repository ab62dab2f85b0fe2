// One connection to the database, in one of its roles (contracts C12).
//
// One thread at a time. A session never connects again by itself: once it is lost, so is what it
// stood for, and its owner opens another.
#pragma once

#include <chrono>
#include <memory>
#include <pqxx/pqxx>
#include <string>
#include <utility>

#include "core/base/result.h"
#include "core/postgres/failure.h"

namespace tally::postgres {

enum class Role : std::uint8_t {
  set_up,     // As the login itself: makes schema and roles.
  writer,     // tally_writer, with synchronous commits.
  redactor,   // tally_redactor, with synchronous commits.
  projector,  // tally_projector; its commits wait for no disk, since all it writes can be made
              // anew.
  reader,     // tally_reader, read-only transactions.
};

// How long the server may take; it gives up by itself then.
struct SessionTimeouts {
  std::chrono::milliseconds lock{5'000};
  std::chrono::milliseconds statement{60'000};
  std::chrono::milliseconds idle_in_transaction{10'000};
};

// Warnings and notices that the server sent. PostgreSQL says only so that a commit is not on the
// synchronous standby.
class Notices final : public pqxx::errorhandler {
 public:
  explicit Notices(pqxx::connection_base& connection) : pqxx::errorhandler(connection) {}
  bool operator()(const char* message) noexcept override;
  std::string take() { return std::exchange(text_, {}); }

 private:
  std::string text_;
};

// COMMIT. `in_doubt` if the server warns of anything: PostgreSQL says only so that it has stopped
// waiting for the synchronous standby.
Result<void> commit_quietly(pqxx::work& work, Notices& notices);

// Statements that every session knows.
inline constexpr char kFindIds[] = "find_ids";  // (uuid[], size): position and id of those found.
inline constexpr char kCommit[] = "commit";     // sql/functions/commit.sql

class Session {
 public:
  // `io` if the server cannot be reached; `invalid` if the login may not take the role.
  static Result<std::unique_ptr<Session>> connect(const std::string& address, Role role,
                                                  const SessionTimeouts& timeouts = {});

  // Runs `body`, which gives a Result, with the connection. Whatever it throws is the error.
  template <class Body>
  auto run(const Body& body) -> decltype(body(std::declval<pqxx::connection&>())) {
    try {
      return body(connection_);
    } catch (...) {
      return caught_failure();
    }
  }

  bool lost() const { return !connection_.is_open(); }
  Notices& notices() { return notices_; }

 private:
  explicit Session(const std::string& address) : connection_(address), notices_(connection_) {}
  void settle_in(Role role, const SessionTimeouts& timeouts);

  pqxx::connection connection_;
  Notices notices_;
};

}  // namespace tally::postgres
