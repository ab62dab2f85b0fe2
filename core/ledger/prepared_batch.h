// What can be done for a batch before its turn comes: all that rests on the request alone.
//
// submit() does it on its caller's thread, so that forms are checked, payloads decoded, salts drawn
// and commitments hashed while the writer judges, or waits for the disk with, the commit before.
// The writer is left with what needs the ledger's state: ids, revisions, rules, numbers, the leaf.
#pragma once

#include <array>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/random.h"
#include "core/ledger/append.h"

namespace tally {

// Salts for events that bring none. Safe from any thread, whatever the randomness behind it.
//
// They are drawn from the system ahead, a page of them at a time, since a call costs more than a
// hash. Each is handed out once, and its bytes here are wiped.
class SaltSource {
 public:
  explicit SaltSource(Random& random) : random_(random) {}
  // None of them all zero.
  std::vector<Salt> draw(std::size_t count);

 private:
  static constexpr std::size_t kAhead = 256;
  Salt next();

  std::mutex mutex_;
  Random& random_;
  std::array<Salt, kAhead> ahead_;
  std::size_t left_ = 0;  // The first of them are still to be handed out.
};

struct PreparedEvent {
  Payload payload;
  // Where its bytes stand in the batch's.
  std::size_t proposal_at = 0;
  std::size_t body_at = 0;
  std::size_t end = 0;
};

// Errors of form are found ahead and told in their turn: an event is judged only when all before it
// were accepted, so the first error is the only one that can be told.
struct PreparedBatch {
  AppendBatch request;  // Commitments filled in.
  // The events from the first on that are well formed: all, or those before the error.
  std::vector<PreparedEvent> events;
  std::optional<Error> form_error;  // Of the event behind the last prepared one.
  std::optional<Error> seal_error;  // Of the last prepared one; comes after the rules' answer.
  Bytes bytes;                      // Proposal and body (salt and payload) of each.
  std::vector<std::pair<EventId, std::uint32_t>> ids;  // Ascending, with their indexes.

  ByteView proposal_bytes(std::size_t index) const {
    const auto& event = events[index];
    return ByteView(bytes).subspan(event.proposal_at, event.body_at - event.proposal_at);
  }
  ByteView body(std::size_t index) const {
    const auto& event = events[index];
    return ByteView(bytes).subspan(event.body_at, event.end - event.body_at);
  }
  bool holds(const EventId& id) const;
  // The first two equal ids: the lower index, then the higher.
  std::optional<std::pair<std::uint32_t, std::uint32_t>> equal_ids() const;
};

PreparedBatch prepare(AppendBatch request, std::size_t payload_bytes_max, SaltSource& salts);

}  // namespace tally
