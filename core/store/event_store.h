// Where records live: one interface, six calls (decision D4).
//
// `memory` is the model, `log` the embedded default, `postgres` the shared store.
// All pass tests/core/store/store_contract.h, and the same records give the same
// bytes back from each.
//
// Threads: one writer calls commit() and erase(), one call at a time; any number
// of threads may call the reading functions beside it. Readers see only what a
// returned commit() made durable.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/sha256.h"
#include "core/event/ids.h"
#include "core/event/record.h"

namespace tally {

// Contracts C4: what one commit may hold.
inline constexpr std::size_t kCommitBytesMax = 8u << 20;
inline constexpr std::size_t kCommitRecordsMax = 16384;

// The state after a commit: how many records there are, and the tree over their headers.
struct CommitMark {
  TreeSize size;
  Hash root;
  bool operator==(const CommitMark&) const = default;
};

// A record to be stored, with the two names the index needs (both also stand in the header).
// The views must stay alive until commit() returns.
struct NewRecord {
  ByteView header;
  ByteView body;  // Salt and payload.
  EventId id;
  std::string_view stream;
};

// A record that was read; the views point into the page that holds it.
struct StoredRecord {
  Position position;
  ByteView header;
  ByteView body;  // Salt and payload; empty when erased.
  bool erased = false;

  RecordView view() const { return {header, body, erased}; }
};

// A run of records and the memory they stand in. Movable; a move keeps the views valid.
struct RecordPage {
  std::vector<StoredRecord> records;
  // No record follows in the direction of reading (as of the call).
  bool end = true;
  // Owns the bytes the records point to: one or more buffers, of the page alone.
  std::vector<Bytes> buffers;
};

enum class Direction : std::uint8_t { forward, backward };

struct ReadLimits {
  std::size_t records_max = 4096;
  // Stops after the record that reaches this sum of header and body bytes, so one record is
  // returned however large it is.
  std::size_t bytes_max = 4u << 20;
};

class EventStore {
 public:
  virtual ~EventStore() = default;

  // Makes all records durable with the mark, or none. records[0] gets position last_commit().size.
  // At most kCommitRecordsMax records and kCommitBytesMax bytes, at least one record (else a failed
  // check). On `in_doubt` (a write or sync failed) nobody can say whether the commit is on the
  // disk: from then on every commit is `read_only` until the store has been opened again or, where
  // it is shared, has caught up.
  virtual Result<void> commit(std::span<const NewRecord> records, const CommitMark& mark) = 0;

  // Records from `from` on in position order, or from min(from, last) backwards. A `from` beyond
  // the end (forward) is an empty page, not an error.
  virtual Result<RecordPage> read(Position from, Direction direction,
                                  const ReadLimits& limits) const = 0;

  // The same inside one stream, by revision. A stream without events is `not_found`, field
  // "stream".
  virtual Result<RecordPage> read_stream(std::string_view stream, Revision from,
                                         Direction direction, const ReadLimits& limits) const = 0;

  // Where the event with this id stands.
  virtual Result<std::optional<Position>> find(const EventId& id) const = 0;
  // The same for many, in one go where a question costs a journey.
  virtual Result<std::vector<std::optional<Position>>> find_all(
      std::span<const EventId> ids) const {
    std::vector<std::optional<Position>> found;
    for (const auto& id : ids) {
      TALLY_ASSIGN(found.emplace_back(), find(id));
    }
    return found;
  }
  // As find(), but what is not found is certainly not recorded, and no commit that would record it
  // is under way: in a shared store also beyond last_commit(), and none of another writer's.
  virtual Result<std::optional<Position>> find_for_certain(const EventId& id) const {
    return find(id);
  }

  // Whether other writers may commit to the same records. Then commit() answers `conflict` when
  // they have done so since last_commit(): nothing is recorded, and after catch_up() the ledger
  // decides again. Nothing, too, is recorded on `overloaded` and `read_only`, and the store stays
  // usable.
  virtual bool shared() const { return false; }
  // Moves last_commit() to what others have made durable, and finds out what has become of a commit
  // that was `in_doubt`. `corrupt` if the records cannot have grown out of those known here; then
  // no more commits are taken. By the writer.
  virtual Result<void> catch_up() { return {}; }

  // Why a commit would be `read_only` now; empty if it would be taken. From any thread.
  virtual std::string read_only_reason() const { return {}; }

  // {0, empty tree root} for an empty store.
  virtual CommitMark last_commit() const = 0;

  // Overwrites the body for good (contracts C15); the header, its proof and the position stay.
  // Erasing twice succeeds. `not_found` beyond the end.
  virtual Result<void> erase(Position position) = 0;
};

}  // namespace tally
