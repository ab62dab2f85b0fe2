#include "core/catalogue/registry.h"
#include "core/ledger/ledger_state.h"
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
    TALLY_ASSIGN(const auto position, store_.find(id));
    if (!position) return std::optional<PastEvent>();
    TALLY_ASSIGN(const auto page, read_one(store_, *position));
    TALLY_ASSIGN(auto past, past_event(page.records[0]));
    return std::optional<PastEvent>(std::move(past));
  }

 private:
  const EventStore& store_;
};

}  // namespace

Result<void> Ledger::State::load_record(const StoredRecord& record, Hash& leaf) {
  TALLY_ASSIGN(const auto header, decode_header(record.header));
  const auto position = record.position;
  if (header.ledger.position != position) return corrupt(position, "says another position");
  const auto head = heads.find(header.stream);
  const Revision revision = head ? Revision{head->revision.value + 1} : Revision{};
  const auto previous = head ? std::optional(head->last) : std::nullopt;
  if (header.ledger.revision != revision || header.ledger.previous != previous) {
    return corrupt(position, "does not continue its stream");
  }
  heads.set(header.stream, {revision, position});
  heads.keep();
  last = {header.ledger.recorded_at, header.ledger.recorded_offset};
  leaf = leaf_hash(record.header);
  if (record.erased) return {};
  const auto proposal = header.proposal();
  const auto bytes = body_payload(record.body);
  auto payload = decode_payload(header.type, header.schema, bytes);
  if (!payload.ok()) return corrupt(position, "does not decode: " + payload.error().to_string());
  rules.replay({proposal, *payload, bytes, position, last.at, last.offset, header.ledger.channel},
               StoredPast(parts.store));
  rules.keep();
  return {};
}

Result<void> Ledger::State::load() {
  const auto head = parts.store.last_commit();
  while (tree.size() < head.size.value) {
    TALLY_ASSIGN(const auto page, parts.store.read(Position{tree.size()}, Direction::forward, {}));
    if (page.records.empty()) return corrupt(Position{tree.size()}, "cannot be read");
    for (const auto& record : page.records) {
      if (record.position.value >= head.size.value) break;
      Hash leaf;
      TALLY_TRY(load_record(record, leaf));
      tree.append(leaf);
    }
  }
  if (tree.root() != head.root) {
    return Error(ErrorCode::corrupt, "the events do not hash to the root of the last commit");
  }
  if (rules.holds_unknown_types()) {
    read_only_reason = "unknown_types: the log holds events of types newer than this software";
  }
  if (const auto& identity = rules.identity()) {
    auto offset = zone_offset(identity->zone);
    if (offset.ok()) {
      zone = std::move(offset).value();
    } else {
      read_only_reason = "zone: " + offset.error().message;
    }
  }
  return {};
}

Result<std::unique_ptr<Ledger>> Ledger::open(LedgerParts parts, LedgerLimits limits) {
  auto state = std::make_unique<State>(parts, limits);
  TALLY_TRY(state->load());
  return std::unique_ptr<Ledger>(new Ledger(std::move(state)));
}

Ledger::Ledger(std::unique_ptr<State> state) : state_(std::move(state)) {}
Ledger::~Ledger() = default;

}  // namespace tally
