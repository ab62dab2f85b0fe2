// The model of a store: everything in memory, nothing durable. Other stores are held against it by
// tests/core/store/store_contract.h.
#pragma once

#include <deque>
#include <map>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/store/event_store.h"

namespace tally {

// Never fails but for `not_found`. Two records with one id, or a mark that does not fit the number
// of records, are failed checks.
class MemoryStore final : public EventStore {
 public:
  MemoryStore();

  Result<void> commit(std::span<const NewRecord> records, const CommitMark& mark) override;
  Result<RecordPage> read(Position from, Direction direction,
                          const ReadLimits& limits) const override;
  Result<RecordPage> read_stream(std::string_view stream, Revision from, Direction direction,
                                 const ReadLimits& limits) const override;
  Result<std::optional<Position>> find(const EventId& id) const override;
  CommitMark last_commit() const override;
  Result<void> erase(Position position) override;

 private:
  struct Kept {
    Bytes header;
    Bytes body;
    bool erased = false;
  };

  // Copies a record into a buffer of the page.
  StoredRecord copy_of(Position position, RecordPage& page) const;

  mutable std::shared_mutex mutex_;  // Of everything below.
  std::deque<Kept> records_;
  std::unordered_map<EventId, Position> ids_;
  std::map<std::string, std::vector<Position>, std::less<>> streams_;
  CommitMark mark_;
};

}  // namespace tally
