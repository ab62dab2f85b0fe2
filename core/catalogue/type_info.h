// What the ledger knows of an event type beside its fields.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/codec/field.h"

namespace tally {

// How an event finds its stream (contracts C7).
enum class StreamKey : std::uint8_t {
  field,        // category + the id in `key_field` of the payload.
  fixed,        // category + `key_field` itself ("ledger-main").
  phase,        // The project stream in which the phase named by `key_field` was opened.
  request,      // ... in which the funding request was recorded.
  declaration,  // ... in which the bond need was declared.
  disbursed,    // ... of the disbursement that the event id in `key_field` names.
  target,       // The stream of the event that the event id in `key_field` names.
  any,          // x.*
};

struct TypeInfo {
  std::string_view name;
  std::uint16_t schema = 1;
  Label label;
  std::string_view category = {};  // Of the stream: "project", "org", ...
  StreamKey key = StreamKey::field;
  std::string_view key_field = {};
  // ST05 (amendment A8): the effective date may not lie after the recorded day by more than one.
  bool not_in_future = false;
  // C6: effective must be the last day of the payload's `period` (when it has one).
  bool ends_period = false;
  // JSON members that the filled example has instead of the general ones, where check() asks for
  // it.
  std::string_view example = {};
};

}  // namespace tally
