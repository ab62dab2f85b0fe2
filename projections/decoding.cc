#include "projections/decoding.h"

#include "core/catalogue/registry.h"
#include "core/event/record.h"
#include "projections/quick_reader.h"

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

// The parts of a header that folding needs.
struct HeadFields {
  std::string_view stream, type;
  std::uint16_t schema = 1;
  Effective effective;
};

HeadFields strict_fields(const HeaderView& header) {
  return {header.stream, header.type, header.schema, header.effective_or_recorded()};
}

// Reads only as far as the effective date (core/event/FORMAT.md). False where that is not given as
// a plain day, or where anything is strange: the strict reader then decides.
bool quick_fields(ByteView header, HeadFields& fields) {
  ByteCursor in(header);
  if (in.number<std::uint8_t>() != kRecordVersion) return false;
  in.number<std::uint8_t>();   // Suite.
  in.number<std::uint32_t>();  // Bytes of the proposal.
  in.raw(sizeof(EventId::bytes));
  fields.stream = in.text();
  fields.type = in.text();
  fields.schema = in.number<std::uint16_t>();
  if (!in.flag()) return false;
  fields.effective.date.days = in.number<std::int32_t>();
  const bool timed = in.flag();
  return in.good() && !timed && fields.effective.date >= kFirstDate &&
         fields.effective.date <= kLastDate;
}

// The id behind the stream's category; `decoded` keeps one that was written with escapes.
std::string_view subject_of(std::string_view stream, std::string& decoded) {
  const auto dash = stream.find('-');
  if (dash == std::string_view::npos) return {};
  if (stream.find('%', dash) == std::string_view::npos) return stream.substr(dash + 1);
  decoded = stream_id(stream);
  return decoded;
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

Result<void> fold_correction(FactPart& part, FactPlace place, const EventCorrected& correction,
                             const EventStore& store) {
  TALLY_ASSIGN(const auto target, earlier_event(store, correction.target, place.known_from));
  if (!target) return {};
  TALLY_ASSIGN(place.order, corrected_order(correction, *target, store));
  const auto replacement =
      decode_payload(correction.target_type, correction.target_schema, correction.replacement);
  if (!replacement.ok()) return damaged(place.known_from, replacement.error());
  TALLY_ASSIGN(place.refers_to, event_named(store, *replacement, place.known_from));
  part.versions.correct(part.facts, target->value, place, *replacement);
  return {};
}

Result<void> fold_payload(FactPart& part, FactPlace place, const Payload& payload,
                          const EventStore& store) {
  if (const auto* correction = std::get_if<EventCorrected>(&payload)) {
    return fold_correction(part, place, *correction, store);
  }
  if (const auto* voided = std::get_if<EventVoided>(&payload)) {
    TALLY_ASSIGN(const auto target, earlier_event(store, voided->target, place.known_from));
    if (target) part.versions.void_event(part.facts, place.known_from, target->value);
    return {};
  }
  TALLY_ASSIGN(place.refers_to, event_named(store, payload, place.known_from));
  fold(part.facts, place, payload);
  return {};
}

}  // namespace

Result<FoldHead> read_fold_head(const StoredRecord& record, std::size_t parts) {
  HeadFields fields;
  if (!quick_fields(record.header, fields)) {
    const auto header = decode_header(record.header);
    if (!header.ok()) return damaged(record.position.value, header.error());
    fields = strict_fields(*header);
  }
  FoldHead head;
  head.order = fact_order(fields.effective, record.position.value);
  head.stream = fields.stream;
  if (!record.erased) head.type = find_fold_type(fields.type);
  head.schema = fields.schema;
  head.part = static_cast<std::uint8_t>(stream_hash(fields.stream) % parts);
  return head;
}

Result<void> FactPart::fold_record(const FoldHead& head, const StoredRecord& record,
                                   const EventStore& store) {
  // A schema that nobody here knows is carried like an unknown type.
  if (!head.type || head.type->info->schema != head.schema) return {};
  const std::uint64_t position = record.position.value;
  std::string decoded;
  const FactPlace place{
      head.order, position, facts.names.intern(subject_of(head.stream, decoded)), {}};
  const ByteView bytes = body_payload(record.body);
  if (head.type->fold_bytes && head.type->fold_bytes(facts, place, bytes)) return {};
  const auto payload = decode_payload(head.type->info->name, head.schema, bytes);
  if (!payload.ok()) return damaged(position, payload.error());
  return fold_payload(*this, place, *payload, store);
}

}  // namespace tally
