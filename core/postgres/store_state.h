// The store behind postgres_store.h, for the files of this room only.
//
// Threads: the writer's role commits, catches up and erases; it alone uses the writer's session and
// what is in doubt. `mutex_` guards the mark and the reason, for everybody.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/postgres/acknowledged.h"
#include "core/postgres/postgres_store.h"
#include "core/postgres/session_pool.h"

namespace tally::postgres {

class PostgresStore final : public EventStore {
 public:
  PostgresStore(std::string address, Role role, const PostgresOptions& options);

  // postgres_store.cc
  Result<void> create(Disk& disk, const std::string& directory);
  Result<void> open_for_writing(Disk& disk, const std::string& directory);
  Result<void> open_to_resume(Disk& disk, const std::string& directory);
  Result<void> open_for_reading(Disk& disk, const std::string& directory);
  Result<std::vector<std::string>> warnings();
  Result<void> keep_durable(const CommitMark& mark);
  const std::optional<CommitMark>& acknowledged_before() const { return acknowledged_before_; }
  // store_check.cc
  Result<StoreCheck> check(TreeSize size) const;
  // readable_check.cc
  Result<StoreCheck> check_readable(TreeSize size, const ReadableEvent& readable) const;

  // commit.cc
  Result<void> commit(std::span<const NewRecord> records, const CommitMark& mark) override;
  Result<void> catch_up() override;
  Result<void> erase(Position position) override;
  // reading.cc
  Result<RecordPage> read(Position from, Direction direction,
                          const ReadLimits& limits) const override;
  Result<RecordPage> read_stream(std::string_view stream, Revision from, Direction direction,
                                 const ReadLimits& limits) const override;
  Result<std::optional<Position>> find(const EventId& id) const override;
  Result<std::vector<std::optional<Position>>> find_all(
      std::span<const EventId> ids) const override;
  Result<std::optional<Position>> find_for_certain(const EventId& id) const override;

  bool shared() const override { return true; }
  std::string read_only_reason() const override;
  CommitMark last_commit() const override;

 private:
  // A commit of which nobody can say whether it is recorded.
  struct Doubt {
    CommitMark base;
    CommitMark mark;
    EventId last_id;  // Of the event at mark.size - 1, if it is ours.
  };

  Result<void> open(Disk& disk, const std::string& directory);
  // postgres_store.cc: the ledger's row.
  Result<CommitMark> read_head() const;
  // Takes the database's head for the store's, if it can have grown out of what is known.
  Result<void> adopt(const CommitMark& head);
  Result<void> refuse_from_now_on(Error error);

  // readable_check.cc
  Result<std::uint64_t> readable_position(std::vector<std::string>* problems) const;
  Result<std::vector<std::string>> compare_readable(Position from, TreeSize until,
                                                    const ReadableEvent& readable,
                                                    Position& next) const;

  // commit.cc
  Result<Session*> writer();
  Result<void> usable() const;
  Result<void> try_commit(std::span<const NewRecord> records, const CommitMark& base,
                          const CommitMark& mark);
  // Whether the doubtful commit is recorded; asks again until the time is up.
  Result<bool> settle();
  Result<bool> settle_once();
  Result<void> acknowledge(const CommitMark& mark);

  const std::string address_;
  const Role role_;
  const PostgresOptions options_;
  const SessionTimeouts timeouts_;
  mutable SessionPool readers_;

  std::unique_ptr<Acknowledged> acknowledged_;  // Null: read-only access.
  std::optional<CommitMark> acknowledged_before_;
  bool resuming_ = false;
  std::unique_ptr<Session> writer_;
  std::optional<Doubt> doubt_;

  mutable std::mutex mutex_;
  CommitMark mark_;
  std::optional<Error> refused_;  // Found corrupt: nothing more is written.
  std::string doubt_reason_;
};

}  // namespace tally::postgres
