// The writer's role: commits, doubt, and what other writers have done meanwhile.
#include <algorithm>
#include <thread>

#include "core/base/check.h"
#include "core/postgres/packed_commit.h"
#include "core/postgres/rows.h"
#include "core/postgres/store_state.h"

namespace tally::postgres {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kAskAgain = std::chrono::milliseconds(50);
constexpr auto kAskAgainMax = std::chrono::milliseconds(500);

// Nothing is recorded, for a reason that passes.
Error nothing_recorded(Error error) {
  if (error.code == ErrorCode::io) error.code = ErrorCode::overloaded;
  return error;
}

}  // namespace

Result<void> PostgresStore::usable() const {
  if (!acknowledged_) {
    return Error(ErrorCode::read_only, "the database is open for reading only");
  }
  const std::lock_guard lock(mutex_);
  if (refused_) return *refused_;
  return {};
}

Result<Session*> PostgresStore::writer() {
  if (writer_ && writer_->lost()) writer_.reset();
  if (!writer_) {
    TALLY_ASSIGN(writer_, Session::connect(address_, role_, timeouts_));
  }
  return writer_.get();
}

Result<void> PostgresStore::commit(std::span<const NewRecord> records, const CommitMark& mark) {
  const auto base = last_commit();
  TALLY_CHECK(!records.empty() && records.size() <= kCommitRecordsMax);
  TALLY_CHECK(mark.size.value == base.size.value + records.size());
  TALLY_TRY(usable());
  if (doubt_) {
    TALLY_TRY(settle());
    // Recorded or not: the ledger has to look at it first.
    return postgres_error(ErrorCode::conflict, "an earlier commit was in doubt");
  }
  auto done = try_commit(records, base, mark);
  if (!done.ok() && done.error().code != ErrorCode::in_doubt && writer_ && writer_->lost()) {
    // A session may be lost while nobody uses it. Nothing was recorded: COMMIT was never sent.
    done = try_commit(records, base, mark);
  }
  if (done.ok()) return acknowledge(mark);
  if (done.error().code != ErrorCode::in_doubt) return nothing_recorded(done.error());
  doubt_ = Doubt{base, mark, records.back().id};
  TALLY_ASSIGN(const bool recorded, settle());
  if (recorded) return acknowledge(mark);
  return postgres_error(ErrorCode::conflict, "the connection was lost and nothing was recorded");
}

Result<void> PostgresStore::try_commit(std::span<const NewRecord> records, const CommitMark& base,
                                       const CommitMark& mark) {
  TALLY_ASSIGN(const auto packed, PackedCommit::of(records));
  TALLY_ASSIGN(Session* const session, writer());
  return session->run([&](pqxx::connection& connection) -> Result<void> {
    pqxx::work work(connection);
    packed.call(work, base, mark);
    return commit_quietly(work, session->notices());
  });
}

Result<void> PostgresStore::acknowledge(const CommitMark& mark) {
  {
    const std::lock_guard lock(mutex_);
    mark_ = mark;
  }
  // What is recorded stays so, whatever becomes of the note about it.
  if (const auto noted = acknowledged_->write(mark); !noted.ok()) {
    const std::lock_guard lock(mutex_);
    refused_ = noted.error();
  }
  return {};
}

Result<bool> PostgresStore::settle() {
  {
    const std::lock_guard lock(mutex_);
    doubt_reason_ = "a commit is in doubt: the database has not said what has become of it";
  }
  const auto until = Clock::now() + options_.settle_timeout;
  for (auto pause = kAskAgain;; pause = std::min(2 * pause, kAskAgainMax)) {
    auto settled = settle_once();
    if (settled.ok()) {
      doubt_.reset();
      const std::lock_guard lock(mutex_);
      doubt_reason_.clear();
      return settled;
    }
    const bool hopeless = settled.error().code == ErrorCode::corrupt;
    if (hopeless || Clock::now() + pause > until) {
      return postgres_error(ErrorCode::in_doubt, settled.error().message);
    }
    std::this_thread::sleep_for(pause);
  }
}

// With the ledger's row locked every commit is decided. The answer counts when this transaction,
// which changes nothing but comes later, is itself durable wherever a commit must be.
Result<bool> PostgresStore::settle_once() {
  TALLY_ASSIGN(Session* const session, writer());
  CommitMark head;
  std::optional<EventId> last_id;
  TALLY_TRY(session->run([&](pqxx::connection& connection) -> Result<void> {
    pqxx::work work(connection);
    head = mark_of(work.exec1("SELECT size, root FROM tally.lock_ledger()"));
    const auto rows = work.exec_params("SELECT id FROM tally.records WHERE position = $1",
                                       doubt_->mark.size.last().value);
    if (!rows.empty()) {
      TALLY_ASSIGN(last_id, EventId::parse(rows[0][0].c_str()));
    }
    return commit_quietly(work, session->notices());
  }));
  const bool recorded = head.size >= doubt_->mark.size && last_id == doubt_->last_id;
  // Less than there was, or another root: this is not the database that was written to.
  if (!recorded && head.size <= doubt_->base.size) TALLY_TRY(adopt(head));
  return recorded;
}

Result<void> PostgresStore::catch_up() {
  if (acknowledged_) {
    TALLY_TRY(usable());
    if (doubt_) TALLY_TRY(settle());
  }
  TALLY_ASSIGN(const auto head, read_head());
  return adopt(head);
}

Result<void> PostgresStore::erase(Position position) {
  TALLY_TRY(usable());
  TALLY_ASSIGN(const auto session, Session::connect(address_, Role::redactor, timeouts_));
  return session->run([&](pqxx::connection& connection) -> Result<void> {
    pqxx::work work(connection);
    const auto erased = work.exec_params1("SELECT tally.erase($1)", position.value);
    if (!erased[0].as<bool>()) {
      return Error(ErrorCode::not_found,
                   "no record stands at position " + std::to_string(position.value), "position");
    }
    return commit_quietly(work, session->notices());
  });
}

}  // namespace tally::postgres
