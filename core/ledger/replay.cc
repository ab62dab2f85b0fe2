#include "core/ledger/replay.h"

#include "core/catalogue/event_decoder.h"
#include "core/ledger/stored_event.h"
#include "core/merkle/hash.h"

namespace tally {
namespace {

Error corrupt(Position position, const std::string& what) {
  return Error(ErrorCode::corrupt, "event " + std::to_string(position.value) + " " + what);
}

// Targets of corrections and voids, while the log is read from its start: all are in the store.
class StoredPast final : public PastEvents {
 public:
  explicit StoredPast(const EventStore& store) : store_(store) {}
  Result<std::optional<PastEvent>> find(const EventId& id) const override {
    auto found = look(id);
    if (!found.ok()) failure_ = found.error();
    return found;
  }
  // Rules take what cannot be read for absent: whoever replays must know.
  const std::optional<Error>& failure() const { return failure_; }

 private:
  Result<std::optional<PastEvent>> look(const EventId& id) const {
    TALLY_ASSIGN(const auto position, store_.find(id));
    if (!position) return std::optional<PastEvent>();
    TALLY_ASSIGN(const auto page, read_one(store_, *position));
    TALLY_ASSIGN(auto past, past_event(page.records[0]));
    return std::optional<PastEvent>(std::move(past));
  }

  const EventStore& store_;
  mutable std::optional<Error> failure_;
};

// What one record after another is decoded into.
struct Decoded {
  HeaderView header;
  Proposal proposal;
  PayloadDecoder payloads;
};

// Rules and stream heads; on an error they are as they were.
Result<void> replay_rules(const EventStore& store, const StoredRecord& record, Decoded& decoded,
                          ReplayedState& state) {
  if (record.erased) return {};
  const auto& header = decoded.header;
  header.copy_proposal(decoded.proposal);
  const auto bytes = body_payload(record.body);
  const auto payload = decoded.payloads.decode(header.type, header.schema, bytes);
  if (!payload.ok()) {
    return corrupt(record.position, "does not decode: " + payload.error().to_string());
  }
  const StoredPast past(store);
  state.rules.replay(
      {decoded.proposal, **payload, bytes, record.position, header.ledger.recorded_at,
       header.ledger.recorded_offset, header.ledger.channel},
      past);
  if (!past.failure()) return {};
  state.rules.rollback(0);
  return *past.failure();
}

Result<void> replay_record(const EventStore& store, const StoredRecord& record, Decoded& decoded,
                           ReplayedState& state) {
  auto& header = decoded.header;
  TALLY_TRY(decode_header_into(header, record.header));
  const auto position = record.position;
  if (header.ledger.position != position) return corrupt(position, "says another position");
  const auto head = state.heads.find(header.stream);
  const Revision revision = head ? Revision{head->revision.value + 1} : Revision{};
  const auto previous = head ? std::optional(head->last) : std::nullopt;
  if (header.ledger.revision != revision || header.ledger.previous != previous) {
    return corrupt(position, "does not continue its stream");
  }
  TALLY_TRY(replay_rules(store, record, decoded, state));
  state.rules.keep();
  state.heads.set(header.stream, {revision, position});
  state.heads.keep();
  state.last = {header.ledger.recorded_at, header.ledger.recorded_offset};
  state.tree.append(leaf_hash(record.header));
  return {};
}

}  // namespace

Result<void> replay(const EventStore& store, TreeSize to, ReplayedState& state,
                    std::uint64_t events_max) {
  const auto from = state.tree.size();
  Decoded decoded;
  while (state.tree.size() < to.value && state.tree.size() - from < events_max) {
    const Position next{state.tree.size()};
    TALLY_ASSIGN(const auto page, store.read(next, Direction::forward, {}));
    if (page.records.empty()) return corrupt(next, "cannot be read");
    for (const auto& record : page.records) {
      if (!to.holds(record.position)) break;
      TALLY_TRY(replay_record(store, record, decoded, state));
    }
  }
  return {};
}

}  // namespace tally
