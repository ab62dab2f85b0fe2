#include "core/ledger/stored_event.h"

#include "core/catalogue/registry.h"
#include "core/merkle/hash.h"

namespace tally {

Result<Receipt> receipt_of(std::string_view origin, const StoredRecord& record) {
  TALLY_ASSIGN(const auto header, decode_header(record.header));
  Receipt receipt;
  receipt.origin = std::string(origin);
  receipt.position = header.ledger.position;
  receipt.id = header.id;
  receipt.revision = header.ledger.revision;
  receipt.recorded_at = header.ledger.recorded_at;
  receipt.leaf = leaf_hash(record.header);
  return receipt;
}

Result<RecordPage> read_one(const EventStore& store, Position position) {
  TALLY_ASSIGN(auto page, store.read(position, Direction::forward, {.records_max = 1}));
  if (page.records.size() != 1 || page.records[0].position != position) {
    return Error(ErrorCode::corrupt,
                 "the store does not give event " + std::to_string(position.value));
  }
  return page;
}

Result<PastEvent> past_event(const StoredRecord& record) {
  TALLY_ASSIGN(const auto header, decode_header(record.header));
  PastEvent past;
  past.position = header.ledger.position;
  past.proposal = header.proposal();
  past.recorded_at = header.ledger.recorded_at;
  past.recorded_offset = header.ledger.recorded_offset;
  past.erased = record.erased;
  if (record.erased) return past;
  past.payload_bytes = to_owned(body_payload(record.body));
  TALLY_ASSIGN(past.payload, decode_payload(header.type, header.schema, past.payload_bytes));
  return past;
}

Result<std::vector<Hash>> StoredLeaves::leaves(std::uint64_t first, std::size_t count) const {
  std::vector<Hash> hashes;
  hashes.reserve(count);
  while (hashes.size() < count) {
    TALLY_ASSIGN(const auto page,
                 store_.read(Position{first + hashes.size()}, Direction::forward,
                             {.records_max = count - hashes.size(), .bytes_max = 16u << 20}));
    if (page.records.empty()) {
      return Error(ErrorCode::corrupt,
                   "the store does not give event " + std::to_string(first + hashes.size()));
    }
    for (const auto& record : page.records) hashes.push_back(leaf_hash(record.header));
  }
  return hashes;
}

}  // namespace tally
