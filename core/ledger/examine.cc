#include "core/ledger/examine.h"

#include "core/merkle/hash.h"

namespace tally {
namespace {

bool is_followed(const Payload& payload) {
  return std::holds_alternative<LedgerOpened>(payload) ||
         std::holds_alternative<LedgerContinued>(payload) ||
         std::holds_alternative<ActorEnrolled>(payload) ||
         std::holds_alternative<ActorRevoked>(payload);
}

}  // namespace

ExaminedRecord Examiner::examine(const StoredRecord& record) {
  ExaminedRecord examined;
  examined.leaf = leaf_hash(record.header);
  if (auto header = decode_header_into(header_, record.header); !header.ok()) {
    examined.error = std::make_unique<Error>(std::move(header).error());
    return examined;
  }
  examined.has_header = true;
  examined.has_signature = header_.signature.has_value();
  examined.suite = header_.suite;
  examined.id = header_.id;
  examined.stream = {header_.stream, std::hash<std::string_view>()(header_.stream)};
  examined.position = header_.ledger.position;
  examined.revision = header_.ledger.revision;
  examined.previous = header_.ledger.previous;
  examined.recorded_at = header_.ledger.recorded_at;
  examine_body(record, examined);
  return examined;
}

void Examiner::examine_body(const StoredRecord& record, ExaminedRecord& examined) {
  using Body = ExaminedRecord::Body;
  if (record.erased) {
    examined.body = Body::erased;
    return;
  }
  if (record.body.size() < kSaltBytes) {
    examined.body = Body::too_short;
    return;
  }
  const auto bytes = body_payload(record.body);
  if (payload_commitment(body_salt(record.body), bytes) != header_.commitment) {
    examined.body = Body::not_committed;
    return;
  }
  const auto payload = payloads_.decode(header_.type, header_.schema, bytes);
  if (!payload.ok()) {
    examined.body = Body::undecodable;
    examined.error = std::make_unique<Error>(payload.error());
    return;
  }
  examined.unknown_type = std::holds_alternative<std::monostate>(**payload);
  if (is_followed(**payload)) examined.payload = std::make_unique<Payload>(**payload);
}

}  // namespace tally
