#include "core/postgres/postgres_store.h"

#include "core/postgres/address.h"
#include "core/postgres/binary.h"
#include "core/postgres/rows.h"
#include "core/postgres/setup.h"
#include "core/postgres/store_state.h"

namespace tally {
namespace postgres {
namespace {

Error corrupt(std::string rule, std::string message) {
  auto error = postgres_error(ErrorCode::corrupt, std::move(message));
  error.rule = std::move(rule);
  return error;
}

}  // namespace

PostgresStore::PostgresStore(std::string address, Role role, const PostgresOptions& options)
    : address_(std::move(address)),
      role_(role),
      options_(options),
      timeouts_{options.lock_timeout, options.statement_timeout,
                options.idle_in_transaction_timeout},
      readers_(address_, role, timeouts_, options.readers_max) {
  mark_.root = sha256(ByteView{});
}

// What one sees in the tables is on this machine's disk, and not always on the standby's: a primary
// that crashed while commits waited for their standby shows them after its recovery, and an old one
// that has been replaced shows what is nowhere else. So before a writer takes in what it did not
// know, a transaction of its own, which comes later, must be durable wherever a commit must be.
Result<CommitMark> PostgresStore::read_head() const {
  return readers_.run_with_session([this](Session& session) {
    return session.run([&](pqxx::connection& connection) -> Result<CommitMark> {
      CommitMark head;
      bool replicated = false;
      {
        pqxx::nontransaction now(connection);
        const auto rows = now.exec(
            "SELECT size, root, current_setting('synchronous_standby_names') <> ''"
            " FROM tally.ledger");
        if (rows.size() != 1) return corrupt("no_ledger", "tally.ledger does not hold one row");
        head = mark_of(rows[0]);
        replicated = rows[0][2].as<bool>();
      }
      const auto known = last_commit();
      const bool news = head.size != known.size || head.root != known.root;
      if (acknowledged_ && replicated && news) {
        pqxx::work work(connection);
        work.exec("SELECT pg_logical_emit_message(true, 'tally', '')");
        TALLY_TRY(commit_quietly(work, session.notices()));
      }
      return head;
    });
  });
}

Result<void> PostgresStore::adopt(const CommitMark& head) {
  const auto known = last_commit();
  if (head.size < known.size) {
    return refuse_from_now_on(corrupt(
        "behind_acknowledged", "the database holds " + std::to_string(head.size.value) +
                                   " events, fewer than the " + std::to_string(known.size.value) +
                                   " that were acknowledged"));
  }
  if (head.size == known.size && head.root != known.root) {
    return refuse_from_now_on(
        corrupt("forked", "the database has another root than the one that was acknowledged for " +
                              std::to_string(known.size.value) + " events"));
  }
  const std::lock_guard lock(mutex_);
  mark_ = head;
  return {};
}

Result<void> PostgresStore::refuse_from_now_on(Error error) {
  const std::lock_guard lock(mutex_);
  refused_ = error;
  return error;
}

// Whoever reads beside a writer sees what is committed: that is the order of the rows.
Result<void> PostgresStore::open(Disk& disk, const std::string& directory) {
  TALLY_TRY(readers_.run_with_session([](Session& session) { return check_schema(session); }));
  TALLY_ASSIGN(acknowledged_before_, Acknowledged::read(disk, directory));
  if (acknowledged_before_ && !resuming_) mark_ = *acknowledged_before_;
  TALLY_ASSIGN(const auto head, read_head());
  return adopt(head);
}

Result<void> PostgresStore::create(Disk& disk, const std::string& directory) {
  TALLY_TRY(set_up(address_));
  TALLY_TRY(open_for_writing(disk, directory));
  if (last_commit().size.value == 0) return {};
  return invalid("store", shown_postgres_address(address_) + " holds a ledger already");
}

Result<void> PostgresStore::open_for_writing(Disk& disk, const std::string& directory) {
  TALLY_ASSIGN(acknowledged_, Acknowledged::open(disk, directory));
  return open(disk, directory);
}

// Less than was acknowledged is taken for what it is: by an operator who records that.
Result<void> PostgresStore::open_to_resume(Disk& disk, const std::string& directory) {
  resuming_ = true;
  return open_for_writing(disk, directory);
}

Result<void> PostgresStore::open_for_reading(Disk& disk, const std::string& directory) {
  return open(disk, directory);
}

Result<std::vector<std::string>> PostgresStore::warnings() {
  return readers_.run_with_session([](Session& session) { return server_warnings(session); });
}

Result<void> PostgresStore::keep_durable(const CommitMark& mark) {
  if (!acknowledged_) return {};
  const auto kept = readers_.run_with_session([&](Session& session) {
    return session.run([&](pqxx::connection& connection) -> Result<Hash> {
      pqxx::work work(connection);
      const auto row = work.exec_params1("SELECT tally.keep_checkpoint($1, $2)", mark.size.value,
                                         binary_parameter(mark.root.view()));
      const auto root = hash_of(row[0]);
      TALLY_TRY(commit_quietly(work, session.notices()));
      return root;
    });
  });
  if (!kept.ok()) return kept.error();
  if (*kept != mark.root) {
    return corrupt("forked", "another root is kept in the database for a checkpoint of size " +
                                 std::to_string(mark.size.value));
  }
  // What stood there before is set aside.
  if (resuming_) TALLY_TRY(acknowledged_->write(mark));
  return acknowledged_->sync();
}

CommitMark PostgresStore::last_commit() const {
  const std::lock_guard lock(mutex_);
  return mark_;
}

std::string PostgresStore::read_only_reason() const {
  const std::lock_guard lock(mutex_);
  return refused_ ? refused_->message : doubt_reason_;
}

}  // namespace postgres

bool is_postgres_address(std::string_view text) { return postgres::is_address(text); }

std::string shown_postgres_address(std::string_view address) {
  return postgres::without_password(address);
}

Result<void> migrate_postgres(const std::string& address) { return postgres::set_up(address); }

Result<OpenedStore> open_postgres_store(Disk& disk, const std::string& directory,
                                        StoreAccess access, const std::string& address,
                                        const PostgresOptions& options) {
  const auto role = access == StoreAccess::read_only ? postgres::Role::reader  //
                                                     : postgres::Role::writer;
  auto store = std::make_unique<postgres::PostgresStore>(address, role, options);
  switch (access) {
    case StoreAccess::create:
      TALLY_TRY(store->create(disk, directory));
      break;
    case StoreAccess::write:
      TALLY_TRY(store->open_for_writing(disk, directory));
      break;
    case StoreAccess::resume:
      TALLY_TRY(store->open_to_resume(disk, directory));
      break;
    case StoreAccess::read_only:
      TALLY_TRY(store->open_for_reading(disk, directory));
      break;
  }
  OpenedStore opened;
  TALLY_ASSIGN(opened.notes, store->warnings());
  auto* const shared = store.get();
  opened.acknowledged = store->acknowledged_before();
  opened.refresh = [shared, access] {
    return access == StoreAccess::read_only ? shared->catch_up() : Result<void>();
  };
  opened.keep_durable_size = [shared](const CommitMark& mark) {
    return shared->keep_durable(mark);
  };
  opened.check = [shared](TreeSize size) { return shared->check(size); };
  opened.check_readable = [shared](TreeSize size, const ReadableEvent& readable) {
    return shared->check_readable(size, readable);
  };
  opened.store = std::move(store);
  return opened;
}

StoreOpener postgres_opener(std::string address, PostgresOptions options) {
  return [address = std::move(address), options](Disk& disk, const std::string& log,
                                                 StoreAccess access) {
    const auto ledger = log.substr(0, log.find_last_of('/'));
    return open_postgres_store(disk, ledger + "/postgres", access, address, options);
  };
}

}  // namespace tally
