// The sessions that read, side by side with the writer. Safe from any thread.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "core/postgres/session.h"

namespace tally::postgres {

class SessionPool {
 public:
  SessionPool(std::string address, Role role, SessionTimeouts timeouts, std::size_t sessions_max)
      : address_(std::move(address)),
        role_(role),
        timeouts_(timeouts),
        sessions_max_(sessions_max) {}

  // Runs `body`, which gives a Result, with a session. What failed because the connection was lost,
  // as an idle one may be at any time, is tried once more with another: only for bodies that may
  // run twice. `overloaded` when all sessions stay busy.
  template <class Body>
  auto run_with_session(const Body& body) -> decltype(body(std::declval<Session&>())) {
    for (bool again = true;; again = false) {
      TALLY_ASSIGN(auto session, take());
      auto result = body(*session);
      const bool lost = session->lost();
      if (result.ok()) {
        give_back(std::move(session));
        return result;
      }
      drop(std::move(session));  // It may stand in a transaction.
      if (!lost || !again) return result;
      forget_idle();  // Those are most likely lost as well.
    }
  }
  template <class Body>
  auto run(const Body& body) -> decltype(body(std::declval<pqxx::connection&>())) {
    return run_with_session([&](Session& session) { return session.run(body); });
  }

  void forget_idle();

 private:
  Result<std::unique_ptr<Session>> take();
  void give_back(std::unique_ptr<Session> session);
  void drop(std::unique_ptr<Session> session);

  std::string address_;
  Role role_;
  SessionTimeouts timeouts_;
  std::size_t sessions_max_;

  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Session>> idle_;
  std::size_t count_ = 0;  // Idle and busy ones.
};

}  // namespace tally::postgres
