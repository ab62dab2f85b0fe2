#include "projections/decoding.h"

#include "core/catalogue/registry.h"
#include "core/event/record.h"

namespace tally {
namespace {

// FNV-1a: the same on every machine, so that rows lie in the same part everywhere.
std::uint64_t stream_hash(std::string_view stream) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : stream) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3u;
  }
  return hash;
}

Error damaged(std::uint64_t position, const Error& error) {
  return Error(ErrorCode::corrupt,
               "The event at position " + std::to_string(position) +
                   " does not decode: " + error.to_string(),
               "position");
}

Result<std::optional<Position>> earlier_event(const EventStore& store, const EventId& id,
                                              std::uint64_t position) {
  TALLY_ASSIGN(std::optional<Position> found, store.find(id));
  if (found && found->value >= position) found.reset();
  return found;
}

// The event that a payload names by id, for the facts that are joined by it.
Result<std::optional<Position>> event_named(const EventStore& store, const Payload& payload,
                                            std::uint64_t position) {
  const auto* returned = std::get_if<FundingReturned>(&payload);
  if (!returned) return std::optional<Position>{};
  return earlier_event(store, returned->disbursed, position);
}

// Where the corrected fact stands: by the corrected date, else where the original stood. Its header
// tells that even when its body was erased.
Result<FactOrder> corrected_order(const EventCorrected& correction, Position target,
                                  const EventStore& store) {
  if (correction.effective) return fact_order(*correction.effective, target.value);
  TALLY_ASSIGN(const RecordPage page,
               store.read(target, Direction::forward, {.records_max = 1, .bytes_max = 1}));
  if (page.records.empty()) return damaged(target.value, Error(ErrorCode::corrupt, "is not there"));
  const auto header = decode_header(page.records[0].header);
  if (!header.ok()) return damaged(target.value, header.error());
  return fact_order(header->effective_or_recorded(), target.value);
}

Result<void> decode_target(FoldEvent& event, const EventStore& store) {
  if (const auto* correction = std::get_if<EventCorrected>(&event.payload)) {
    TALLY_ASSIGN(event.target, earlier_event(store, correction->target, event.position));
    if (!event.target) return {};
    TALLY_ASSIGN(event.order, corrected_order(*correction, *event.target, store));
    auto replacement =
        decode_payload(correction->target_type, correction->target_schema, correction->replacement);
    if (!replacement.ok()) return damaged(event.position, replacement.error());
    event.replacement = std::move(replacement).value();
    TALLY_ASSIGN(event.refers_to, event_named(store, event.replacement, event.position));
  } else if (const auto* voided = std::get_if<EventVoided>(&event.payload)) {
    TALLY_ASSIGN(event.target, earlier_event(store, voided->target, event.position));
  } else {
    TALLY_ASSIGN(event.refers_to, event_named(store, event.payload, event.position));
  }
  return {};
}

}  // namespace

Result<FoldEvent> decode_for_folding(const StoredRecord& record, const EventStore& store,
                                     std::size_t parts) {
  const std::uint64_t position = record.position.value;
  auto header = decode_header(record.header);
  if (!header.ok()) return damaged(position, header.error());

  FoldEvent event;
  event.position = position;
  event.part = stream_hash(header->stream) % parts;
  event.subject = stream_id(header->stream);
  event.order = fact_order(header->effective_or_recorded(), position);
  if (record.erased || !find_type(header->type)) return event;

  auto payload = decode_payload(header->type, header->schema, body_payload(record.body));
  if (!payload.ok()) return damaged(position, payload.error());
  event.payload = std::move(payload).value();
  TALLY_TRY(decode_target(event, store));
  return event;
}

void FactPart::fold_event(const FoldEvent& event) {
  const FactPlace place{event.order, event.position, facts.names.intern(event.subject),
                        event.refers_to};
  if (std::holds_alternative<EventCorrected>(event.payload)) {
    if (event.target) versions.correct(facts, event.target->value, place, event.replacement);
  } else if (std::holds_alternative<EventVoided>(event.payload)) {
    if (event.target) versions.void_event(facts, event.position, event.target->value);
  } else {
    fold(facts, place, event.payload);
  }
}

}  // namespace tally
