// Decoding one event after another: what was decoded before lends its memory, so that after the
// first event of each type hardly anything is allocated. For one thread.
#pragma once

#include <memory>
#include <vector>

#include "core/base/result.h"
#include "core/catalogue/types.h"
#include "core/event/record.h"

namespace tally {

class CanonicalReader;

// As decode_payload(), with a payload of each type kept. The result belongs to the decoder and is
// valid until its next call.
class PayloadDecoder {
 public:
  PayloadDecoder();
  ~PayloadDecoder();
  Result<const Payload*> decode(std::string_view type, std::uint16_t schema, ByteView bytes);

 private:
  std::unique_ptr<CanonicalReader> reader_;
  Payload other_;  // Unknown and open.
  std::vector<std::unique_ptr<Payload>> by_type_;
};

// Header and payload of one record after another, as a reader of the ledger wants them.
class EventDecoder {
 public:
  // `corrupt` or `invalid` as decode_header() and decode_payload() say it. An erased payload and
  // one of an unknown type are the monostate.
  Result<void> decode(const RecordView& record);

  // Of the last record. Valid until the next decode(); the header's views point into the bytes of
  // the record, so they end with those.
  const HeaderView& header() const { return header_; }
  const Payload& payload() const { return *payload_; }

 private:
  static const Payload kNone;
  HeaderView header_;
  PayloadDecoder payloads_;
  const Payload* payload_ = &kNone;
};

}  // namespace tally
