// From a type's name to its payload and back: the one way in which anybody reads or writes
// payloads.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/catalogue/types.h"
#include "core/codec/json.h"

namespace tally {

// Every catalogued type, in the order of the list in types.h; x.* is not among them.
std::span<const TypeInfo* const> catalogue();
// Nothing for an unknown name. x.* names are not catalogued.
const TypeInfo* find_type(std::string_view name);
bool is_open_type(std::string_view name);  // "x." and at least one more part.

// What a payload is; null for an unknown one and for x.*.
const TypeInfo* type_of(const Payload& payload);

// Strict decoding. An unknown type or schema gives the monostate (readers carry it); malformed
// bytes of a known type are `invalid` with the field's path.
Result<Payload> decode_payload(std::string_view type, std::uint16_t schema, ByteView bytes);
// The same where the payload is to stand: what is decoded often is not moved about. After an error
// `to` holds nothing of use.
Result<void> decode_payload_into(Payload& to, std::string_view type, std::uint16_t schema,
                                 ByteView bytes);
// The canonical bytes. `invalid` when a limit or check() of the struct does not hold; an unknown
// payload cannot be encoded (failed check).
Result<Bytes> encode_payload(const Payload& payload);

// JSON in: strict (unknown and duplicate fields, null, fractions, wrong kinds: `invalid` with the
// path). Money may also come as {"amount":"800","unit":"万元"} or
// {"amount":"12.50","currency":"USD"}. An unknown type is `invalid`, field "type"; an unknown
// schema, field "schema".
Result<Bytes> payload_from_json(std::string_view type, std::uint16_t schema, const Json& json);
// JSON out: optionals that are absent are left out; money as {"minor":"…","currency":"CNY"}. Bytes
// of an unknown type give {"bytes":"<hex>"}.
Result<Json> payload_to_json(std::string_view type, std::uint16_t schema, ByteView bytes);

// The text of a top-level field that names something (the key_field): for `disbursed` and `target`
// the event id. Nothing if the payload has no such field.
std::optional<std::string> key_text(const Payload& payload, std::string_view field);

// The stream of an event whose key is `field`, `fixed` or `subject`; nothing for the others.
std::optional<std::string> stream_of(const Payload& payload);

// Documentation, from the same serialize(): fields with labels in both languages, a JSON Schema
// (draft 2020-12), and a filled example that decodes.
Json describe_type(const TypeInfo& type);
Json json_schema(const TypeInfo& type);
Json example_payload(const TypeInfo& type);

// The top-level fields in which two payloads of one type differ, in the order of the struct
// (for event.corrected's `changed`). Different types: a failed check.
std::vector<std::string> changed_fields(const Payload& before, const Payload& after);
// Top-level fields of a type that event.corrected must not touch (C9): money, identity keys and
// references.
std::vector<std::string> uncorrectable_fields(const TypeInfo& type);

}  // namespace tally
