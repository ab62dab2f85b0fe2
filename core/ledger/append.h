// What a client asks the ledger to record, and what it is told (contracts C1, C3).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/event/record.h"
#include "core/rules/rules.h"

namespace tally {

struct ExpectedRevision {
  enum class Kind : std::uint8_t { any, no_stream, stream_exists, exact };
  Kind kind = Kind::any;
  Revision revision;  // For exact: the stream's last revision.
  bool operator==(const ExpectedRevision&) const = default;
};

// An instant with the offset at which it is to be shown.
struct RecordedTime {
  Instant at;
  UtcOffset offset;
};

// One event of a batch. Unsigned: the ledger fills proposal.commitment, and the salt if none is
// given. Signed: the author brings salt and signature, and proposal.commitment is final; the
// signature is checked over the canonical bytes of `proposal`.
struct ProposedEvent {
  Proposal proposal;
  Bytes payload;
  ExpectedRevision expected;  // Not content.
  std::optional<Salt> salt;   // All zero is refused.
  std::optional<Signature> signature;
  std::optional<RecordedTime> recorded_at;  // Sample ledgers only (C6).
};

// One append request: atomic.
struct AppendBatch {
  std::vector<ProposedEvent> events;
  Channel channel = Channel::tcp;
};

// Identical for ever, in every store.
struct Receipt {
  std::string origin;
  Position position;
  EventId id;
  Revision revision;
  Instant recorded_at;
  Hash leaf;
  bool operator==(const Receipt&) const = default;
};

struct AppendedEvent {
  Receipt receipt;
  bool duplicate = false;
  std::vector<Flag> flags;
  // C3: the original was erased and the salts differ: it was compared without its payload.
  bool compared_without_payload = false;
};

struct Appended {
  std::vector<AppendedEvent> events;  // In request order.
  TreeSize size;                      // After the commit that holds the last of them, or later.
  Hash root;
};

// Why nothing was appended. For `partly_recorded` the receipts of the events already recorded, by
// index.
struct AppendFailure {
  Error error;
  std::vector<std::pair<std::uint32_t, AppendedEvent>> recorded;
  std::optional<std::uint32_t> other_index;  // Equal ids in one batch: the second index.
};

using AppendResult = std::variant<Appended, AppendFailure>;
// Runs once, on the thread that steps the ledger; must not block and must not call step().
using AppendCompletion = std::function<void(AppendResult)>;

// Answer to "is this event recorded?" (C3).
struct LookupAnswer {
  enum class State : std::uint8_t { recorded, pending, not_recorded };
  State state = State::not_recorded;
  std::optional<AppendedEvent> event;  // recorded
  TreeSize size;                       // At which it was read.
};

}  // namespace tally
