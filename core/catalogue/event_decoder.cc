#include "core/catalogue/event_decoder.h"

#include "core/catalogue/registry.h"
#include "core/catalogue/type_entry.h"
#include "core/codec/canonical_archive.h"

namespace tally {

const Payload EventDecoder::kNone;

PayloadDecoder::PayloadDecoder() : reader_(std::make_unique<CanonicalReader>()) {}
PayloadDecoder::~PayloadDecoder() = default;

Result<const Payload*> PayloadDecoder::decode(std::string_view type, std::uint16_t schema,
                                              ByteView bytes) {
  const auto* entry = find_entry(type);
  if (!entry || entry->info->schema != schema) {
    TALLY_TRY(decode_payload_into(other_, type, schema, bytes));
    return &other_;
  }
  if (by_type_.empty()) by_type_.resize(catalogue().size());
  auto& payload = by_type_[index_of(*entry)];
  if (!payload) payload = std::make_unique<Payload>();
  reader_->start(bytes);
  TALLY_TRY(entry->decode(*payload, *reader_));
  return payload.get();
}

Result<void> EventDecoder::decode(const RecordView& record) {
  payload_ = &kNone;
  TALLY_TRY(decode_header_into(header_, record.header));
  if (record.erased) return {};
  if (record.body.size() < kSaltBytes) {
    return Error(ErrorCode::corrupt, "is shorter than its salt", "body");
  }
  TALLY_ASSIGN(payload_, payloads_.decode(header_.type, header_.schema, body_payload(record.body)));
  return {};
}

}  // namespace tally
