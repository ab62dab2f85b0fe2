// A store that hands everything on to another one: a test overrides what shall go differently.
#pragma once

#include "core/store/event_store.h"

namespace tally::test {

// The store behind it outlives it.
class ForwardingStore : public EventStore {
 public:
  explicit ForwardingStore(EventStore& behind) : behind_(behind) {}

  Result<void> commit(std::span<const NewRecord> records, const CommitMark& mark) override {
    return behind_.commit(records, mark);
  }
  Result<RecordPage> read(Position from, Direction direction,
                          const ReadLimits& limits) const override {
    return behind_.read(from, direction, limits);
  }
  Result<RecordPage> read_stream(std::string_view stream, Revision from, Direction direction,
                                 const ReadLimits& limits) const override {
    return behind_.read_stream(stream, from, direction, limits);
  }
  Result<std::optional<Position>> find(const EventId& id) const override {
    return behind_.find(id);
  }
  CommitMark last_commit() const override { return behind_.last_commit(); }
  Result<void> erase(Position position) override { return behind_.erase(position); }

 protected:
  EventStore& behind_;
};

}  // namespace tally::test
