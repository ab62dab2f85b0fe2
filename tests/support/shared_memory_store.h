// One writer's end of a store in memory that several writers share: it sees the others' records
// when it catches up, its commit is lost when they were first, and a commit can end in doubt. One
// thread at a time.
#pragma once

#include <functional>

#include "core/store/memory_store.h"
#include "tests/support/forwarding_store.h"

namespace tally::test {

class SharedMemoryStore final : public ForwardingStore {
 public:
  enum class Doubt : std::uint8_t { none, recorded, lost };

  explicit SharedMemoryStore(MemoryStore& records)
      : ForwardingStore(records), records_(records), mark_(records.last_commit()) {}

  std::function<void()> before_commit;
  std::function<void()> while_catching_up;
  Doubt doubt = Doubt::none;  // Of the next commit; the store is not reachable then.
  bool reachable = true;
  bool wrong_root = false;  // Of what it catches up with.
  mutable int asked = 0;    // For ids.

  bool shared() const override { return true; }

  Result<void> commit(std::span<const NewRecord> records, const CommitMark& mark) override {
    if (before_commit) before_commit();
    if (records_.last_commit() != mark_) return Error(ErrorCode::conflict, "lost");
    for (const auto& record : records) {
      TALLY_ASSIGN(const auto recorded, records_.find(record.id));
      if (recorded) return Error(ErrorCode::conflict, "an id is recorded already");
    }
    if (doubt == Doubt::none) {
      TALLY_TRY(records_.commit(records, mark));
      mark_ = mark;
      return {};
    }
    if (doubt == Doubt::recorded) TALLY_TRY(records_.commit(records, mark));
    doubt = Doubt::none;
    reachable = false;
    return Error(ErrorCode::in_doubt, "the connection was lost");
  }
  Result<void> catch_up() override {
    if (while_catching_up) while_catching_up();
    if (!reachable) return Error(ErrorCode::in_doubt, "not reachable");
    mark_ = records_.last_commit();
    if (wrong_root) mark_.root = sha256(as_bytes("wrong"));
    return {};
  }
  CommitMark last_commit() const override { return mark_; }

  Result<std::optional<Position>> find(const EventId& id) const override {
    ++asked;
    TALLY_ASSIGN(const auto position, records_.find(id));
    return position && mark_.size.holds(*position) ? position : std::nullopt;
  }
  Result<std::optional<Position>> find_for_certain(const EventId& id) const override {
    return records_.find(id);
  }

 private:
  MemoryStore& records_;
  CommitMark mark_;
};

}  // namespace tally::test
