// What a ledger must hold: written down by the simulation from what clients sent and were told,
// never by asking the ledger's own code.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/ledger/append.h"
#include "core/store/event_store.h"

namespace tally::test {

// A failed expectation of the simulation itself.
inline Error broken(std::string what) {
  return Error(ErrorCode::corrupt, std::move(what), "simulation");
}

// An event that was acknowledged, or found recorded after a doubt.
struct Known {
  ProposedEvent proposed;  // As the client sent it.
  Receipt receipt;
  std::vector<Flag> flags;
  Bytes header;
  Bytes body;
  Hash leaf;  // SHA-256(0x00 || header), hashed here.
};

// What a batch should be answered.
struct Judgement {
  std::optional<ErrorCode> error;  // Nothing: it is recorded, or was.
  bool duplicate = false;
  bool may_be_refused = false;  // It holds events that the rules of the ledger judge.
};

class Model {
 public:
  Judgement judge(const AppendBatch& batch) const;

  // A batch was recorded behind all others.
  void add(const AppendBatch& batch, const std::vector<AppendedEvent>& events);
  // What `init` wrote, as it was found.
  Result<void> add_first(const StoredRecord& record, const Receipt& receipt);
  // What was added since there were `begin` events is one commit.
  void close_commit(std::uint64_t begin);
  // Takes the bytes of what was added from the store, and holds them against what was sent.
  Result<void> fill(const EventStore& store);
  // Forgets the last commit.
  void drop_last_commit();

  std::uint64_t size() const { return events_.size(); }
  std::uint64_t last_commit_begin() const;
  const Known& at(std::uint64_t position) const { return events_[position]; }
  const Known* find(const EventId& id) const;
  bool holds(const EventId& id) const { return positions_.count(id) != 0; }
  bool enrolled(const std::string& actor) const { return actors_.count(actor) != 0; }
  const std::vector<Hash>& leaves() const { return leaves_; }
  std::uint64_t stream_size(const std::string& stream) const;
  std::uint64_t first_events() const { return first_events_; }

 private:
  void take(Known known);
  Result<void> hold_against_proposal(const Known& known) const;
  std::optional<ErrorCode> judge_ids(const AppendBatch& batch, bool& duplicate) const;

  std::vector<Known> events_;  // By position.
  std::vector<Hash> leaves_;
  std::vector<std::uint64_t> commits_;  // Begins; the events of `init` are not among them.
  std::unordered_map<EventId, std::uint64_t> positions_;
  std::unordered_map<std::string, std::uint64_t> streams_;  // Events in each.
  std::unordered_set<std::string> actors_;
  std::uint64_t first_events_ = 0;
};

}  // namespace tally::test
